import type { ByLanguage } from '../../demo-kit/make-person.ts'

/** Phrases for tasks and notes, by the language of the person they are about. `{name}` is that person. */
export const TASK_SUBJECTS: ByLanguage<readonly [kind: string, subject: string]> = {
  en: [
    ['call', 'Call {name} about the quote'],
    ['email', 'Send {name} the price list'],
    ['meeting', 'Visit {name} on site'],
    ['toDo', 'Check the credit line for {name}'],
    ['call', 'Ask {name} for a decision date'],
    ['toDo', 'Prepare the contract for {name}'],
  ],
  'zh-CN': [
    ['call', '致电{name}确认报价'],
    ['email', '向{name}发送价目表'],
    ['meeting', '上门拜访{name}'],
    ['toDo', '核实{name}的信用额度'],
    ['call', '向{name}询问决策时间'],
    ['toDo', '为{name}准备合同'],
  ],
}

export const NOTES: ByLanguage<readonly [kind: string, subject: string, body: string]> = {
  en: [
    [
      'call',
      'Budget confirmed',
      'The budget for this year is approved; they want delivery before the end of the quarter.',
    ],
    ['meeting', 'Walked the depot', 'Room for six charging points. The electrician asks for a survey before we quote.'],
    ['email', 'Asks for references', 'Wants to speak with two customers of a similar size. Sent two names.'],
    ['note', 'Competes with a rival offer', 'Has a cheaper lease on the table, but with 12 weeks of waiting.'],
    ['call', 'Decision moved', 'The board meets next month; nothing will be signed before.'],
  ],
  'zh-CN': [
    ['call', '预算已确认', '今年的预算已获批，希望在本季度内交付。'],
    ['meeting', '实地查看停车场', '可安装六个充电桩，电工要求报价前先做现场勘察。'],
    ['email', '索要案例', '希望与两家规模相近的客户交流，已提供联系人。'],
    ['note', '有竞争报价', '手上有更便宜的租赁方案，但需要等待十二周。'],
    ['call', '决策推迟', '董事会下月开会，此前不会签约。'],
  ],
}
