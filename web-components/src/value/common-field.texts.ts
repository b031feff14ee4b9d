import { defineTexts } from '../internal/define-texts.ts'

export const commonFieldTexts = defineTexts({
  en: {
    createdAt: 'Created',
    createdBy: 'Created by',
    updatedAt: 'Updated',
    updatedBy: 'Updated by',
    ownerId: 'Owner',
    deletedAt: 'Deleted',
    stage: 'Stage',
    pipeline: 'Pipeline',
    stageEnteredAt: 'In stage since',
    stageDueAt: 'Due in stage',
    stageStaleAt: 'Stale from',
  },
  'zh-CN': {
    createdAt: '创建时间',
    createdBy: '创建人',
    updatedAt: '更新时间',
    updatedBy: '更新人',
    ownerId: '负责人',
    deletedAt: '删除时间',
    stage: '阶段',
    pipeline: '流程',
    stageEnteredAt: '进入阶段时间',
    stageDueAt: '阶段截止时间',
    stageStaleAt: '停滞起始时间',
  },
})
