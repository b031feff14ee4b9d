import {
  type BeforeHookContext,
  type MetricAnswer,
  type MetricQuestion,
  reject,
  type TenonRecord,
} from '@tenon/sdk/plugin'
import { isWithin, type Period, partsOf, periodBefore, periodOf } from './metric-period.ts'
import { readAll } from './read-all.ts'

const DAY = 86_400_000

/** How long it takes from the first talk to the handed-over car, on average over the cars delivered in the period. */
export async function daysToDelivery(question: MetricQuestion, tenon: BeforeHookContext): Promise<MetricAnswer> {
  const period = periodOf(question)
  const before = periodBefore(period)
  const sales = await readAll(tenon, {
    entity: 'opportunity',
    where: {
      and: [
        { field: 'stage', op: 'eq', value: 'delivered' },
        { field: 'engagedOn', op: 'isNull', value: false },
        { field: 'closedOn', op: 'gte', value: before.from },
        { field: 'closedOn', op: 'lt', value: period.until },
      ],
    },
    fields: ['engagedOn', 'closedOn'],
  })
  const value = average(sales, period)
  if (value === null) return reject(NONE)
  const earlier = average(sales, before)
  const series = partsOf(period, tenon.locale).map((part) => ({ label: part.label, value: average(sales, part) ?? 0 }))
  return { value, series, ...(earlier !== null && { before: earlier }) }
}

function average(sales: readonly TenonRecord[], period: Period): number | null {
  const days = sales
    .filter((sale) => isWithin(sale['closedOn'], period))
    .map((sale) => (Date.parse(String(sale['closedOn'])) - Date.parse(String(sale['engagedOn']))) / DAY)
  if (days.length === 0) return null
  return Math.round((days.reduce((sum, one) => sum + one, 0) / days.length) * 10) / 10
}

const NONE = { en: 'No car was delivered in this period.', 'zh-CN': '该期间没有交付车辆。' }
