import { type HookRecord, reject } from '@tenon/sdk/plugin'

const NO_VEHICLE = {
  en: 'Choose the vehicle that the contract is about.',
  'zh-CN': '请先选定合同对应的车辆。',
}

const NO_FINANCE = {
  en: 'The finance check must be approved first.',
  'zh-CN': '金融审核须先通过。',
}

const NEITHER = {
  en: 'Choose the vehicle that the contract is about, and have the finance check approved.',
  'zh-CN': '请先选定合同对应的车辆，并使金融审核通过。',
}

/** Guard of the stage *Contract*: names every field that is still missing. */
export function contractNeedsVehicleAndFinance({ values }: HookRecord): void {
  const problems = [
    ...((values['vehicle'] ?? null) === null
      ? [{ pointer: '/vehicle', message: NO_VEHICLE, rule: 'vehicleChosen' }]
      : []),
    ...(values['financeCheck'] !== 'approved'
      ? [{ pointer: '/financeCheck', message: NO_FINANCE, rule: 'financeApproved' }]
      : []),
  ]
  const [first, second] = problems
  if (first !== undefined) reject(second === undefined ? first.message : NEITHER, { problems })
}
