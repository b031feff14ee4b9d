import type { peopleEn } from '../en/people.ts'

export const peopleZh: Record<keyof typeof peopleEn, string> = {
  changePerson: '更改',
  changePersonOf: '更改{name}',
  manager: '上级',
  managerHelp: '当流程要求上级审批时，由其审批此人记录的移动。',
  noManager: '无',
  personChanged: '已更改{name}。',
  savePerson: '保存',
}
