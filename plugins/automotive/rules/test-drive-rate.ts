import {
  type BeforeHookContext,
  type MetricAnswer,
  type MetricQuestion,
  reject,
  type TenonRecord,
} from '@tenon/sdk/plugin'
import { isWithin, type Period, partsOf, periodBefore, periodOf } from './metric-period.ts'
import { readAll } from './read-all.ts'

const SIGNED = ['contract', 'delivery', 'delivered']
const IDS_PER_QUESTION = 100

interface Drive {
  day: string
  signed: boolean
}

/** How many of a hundred completed test drives lead to a contract. */
export async function testDriveRate(question: MetricQuestion, tenon: BeforeHookContext): Promise<MetricAnswer> {
  const period = periodOf(question)
  const before = periodBefore(period)
  const completed = await readAll(tenon, {
    entity: 'testDrive',
    where: {
      and: [
        { field: 'status', op: 'eq', value: 'completed' },
        { field: 'scheduledAt', op: 'gte', value: `${before.from}T00:00:00Z` },
        { field: 'scheduledAt', op: 'lt', value: `${period.until}T00:00:00Z` },
      ],
    },
    fields: ['scheduledAt', 'opportunity'],
  })
  const signed = await signedOpportunities(tenon, completed)
  const drives = completed.map((drive) => ({
    day: String(drive['scheduledAt']).slice(0, 10),
    signed: signed.has(String(drive['opportunity'])),
  }))
  const value = rate(drives, period)
  if (value === null) return reject(NONE)
  const earlier = rate(drives, before)
  const series = partsOf(period, tenon.locale).map((part) => ({ label: part.label, value: rate(drives, part) ?? 0 }))
  return { value, series, ...(earlier !== null && { before: earlier }) }
}

/** Ids of the opportunities behind these test drives that came to a contract. */
async function signedOpportunities(tenon: BeforeHookContext, drives: readonly TenonRecord[]): Promise<Set<string>> {
  const ids = [
    ...new Set(drives.flatMap((drive) => (typeof drive['opportunity'] === 'string' ? [drive['opportunity']] : []))),
  ]
  const signed = new Set<string>()
  for (let at = 0; at < ids.length; at += IDS_PER_QUESTION) {
    const { records } = await tenon.records.find({
      entity: 'opportunity',
      where: {
        and: [
          { field: 'id', op: 'in', value: ids.slice(at, at + IDS_PER_QUESTION) },
          { field: 'stage', op: 'in', value: SIGNED },
        ],
      },
      fields: ['stage'],
      limit: IDS_PER_QUESTION,
    })
    for (const { id } of records) signed.add(id)
  }
  return signed
}

function rate(drives: readonly Drive[], period: Period): number | null {
  const own = drives.filter(({ day }) => isWithin(day, period))
  if (own.length === 0) return null
  return Math.round((own.filter(({ signed }) => signed).length / own.length) * 1000) / 10
}

const NONE = { en: 'No test drive was completed in this period.', 'zh-CN': '该期间没有完成的试驾。' }
