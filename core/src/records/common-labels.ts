import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { CommonField } from '@tenon/sdk/contract/record'

/** What people call the fields that every record has. */
export const COMMON_LABELS: Readonly<Record<CommonField, LocalizedText>> = {
  id: { en: 'Id', 'zh-CN': '编号' },
  version: { en: 'Version', 'zh-CN': '版本' },
  createdAt: { en: 'Created', 'zh-CN': '创建时间' },
  createdBy: { en: 'Created by', 'zh-CN': '创建人' },
  updatedAt: { en: 'Updated', 'zh-CN': '更新时间' },
  updatedBy: { en: 'Updated by', 'zh-CN': '更新人' },
  ownerId: { en: 'Owner', 'zh-CN': '负责人' },
  deletedAt: { en: 'Deleted', 'zh-CN': '删除时间' },
  pipeline: { en: 'Pipeline', 'zh-CN': '流程' },
  stage: { en: 'Stage', 'zh-CN': '阶段' },
  stageEnteredAt: { en: 'In stage since', 'zh-CN': '进入阶段时间' },
  stageDueAt: { en: 'Due in stage', 'zh-CN': '阶段截止时间' },
  stageStaleAt: { en: 'Stale from', 'zh-CN': '停滞起始时间' },
}

export const TAGS_LABEL: LocalizedText = { en: 'Tags', 'zh-CN': '标签' }
