import type { stageTimesEn } from '../en/stage-times.ts'

export const stageTimesZh: Record<keyof typeof stageTimesEn, string> = {
  historyStageCause: '因记录进入“{pipeline}”的“{stage}”阶段而创建',
  stageTimes: '各阶段用时',
  stageFor: '处于“{stage}”已 {time}',
  stageDue: '{when}截止',
  stageOverdue: '{when}逾期',
  stageStaleFrom: '{when}停滞',
  stageStale: '{when}停滞',
  stageTotals: '各阶段累计用时',
  stageStays: '{count} 次停留',
  stageStayList: '阶段停留记录，当前的在最前',
  stageEntered: '进入时间',
  stageDuration: '时长',
  stageMovedBy: '移动者',
  stageOverride: '越过规则：{reason}',
  stageApproved: '批准人：{names}',
}
