import { AGE_LIMITS } from '@tenon/sdk/contract/pipeline-report'
import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { localTime } from '@tenon/sdk/expression/zone'

const DAY = 86_400_000

interface PlainMove {
  pipeline: string
  stage: string
  at: number
  worked: number | null
}

export interface PlainRecord {
  id: string
  owner: string | null
  deleted: boolean
  /** In cents. */
  cents: bigint | null
  currency: string
  closesOn: string | null
  reason: string | null
  dueAt: number | null
  staleAt: number | null
  moves: PlainMove[]
}

interface Question {
  pipeline: PipelineSchema
  from: number
  until: number
  now: number
  timeZone: string
  amounts: boolean
}

/** The figures of a report, worked out record by record, with amounts in hundredths of cents. */
export function plainReport(all: readonly PlainRecord[], question: Question) {
  const { pipeline, from, until, amounts } = question
  const records = all.filter(({ deleted }) => !deleted)
  const present = (record: PlainRecord) => record.moves.at(-1)
  const here = records.filter((record) => present(record)?.pipeline === pipeline.name)
  const inCategory = (category: string) =>
    here.filter((record) => stageOf(pipeline, present(record)?.stage)?.category === category)
  const recent = (record: PlainRecord) => {
    const at = present(record)?.at ?? 0
    return from <= at && at < until
  }
  return {
    stages: pipeline.stages.map((stage, place) => ({
      stage: stage.name,
      now: stageNow(
        here.filter((record) => present(record)?.stage === stage.name),
        { ...question, stage },
      ),
      period: stagePeriod(records, { ...question, stage, place }),
    })),
    forecast: grouped(inCategory('open'), (record) => bucketOf(record.closesOn, question), {
      amounts,
      probability: (record) => stageOf(pipeline, present(record)?.stage)?.probability ?? null,
    }),
    won: grouped(inCategory('won').filter(recent), (record) => monthOf(present(record)?.at ?? 0, question.timeZone), {
      amounts,
    }),
    losses: grouped(inCategory('lost').filter(recent), ({ reason }) => String(reason), { amounts }),
  }
}

const stageOf = ({ stages }: PipelineSchema, name: string | undefined) => stages.find((stage) => stage.name === name)

function stageNow(records: readonly PlainRecord[], { stage, now, amounts }: Question & { stage: StageSchema }) {
  const ages = [...AGE_LIMITS, Number.POSITIVE_INFINITY].map(() => 0)
  for (const { moves } of records) {
    const days = Math.floor((now - (moves.at(-1)?.at ?? 0)) / DAY)
    const group = [...AGE_LIMITS, Number.POSITIVE_INFINITY].findIndex((limit) => days < limit)
    ages[group] = (ages[group] ?? 0) + 1
  }
  return {
    count: records.length,
    overdue: records.filter(({ dueAt }) => dueAt !== null && dueAt <= now).length,
    stale: records.filter(({ staleAt }) => staleAt !== null && staleAt <= now).length,
    ages,
    amounts: amounts ? sums(records, stage.probability ?? null) : null,
  }
}

function sums(records: readonly PlainRecord[], probability: number | null) {
  const byCurrency = new Map<string, bigint>()
  for (const { cents, currency } of records) {
    if (cents !== null) byCurrency.set(currency, (byCurrency.get(currency) ?? 0n) + cents)
  }
  return [...byCurrency]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, sum]) => ({
      currency,
      sum: decimal(sum * 10_000n),
      weighted: probability === null ? null : decimal(sum * BigInt(probability) * 100n),
    }))
}

function stagePeriod(
  records: readonly PlainRecord[],
  { pipeline, stage, place, from, until }: Question & { stage: StageSchema; place: number },
) {
  let [entered, converted, further, won] = [0, 0, 0, 0]
  const elapsed: number[] = []
  const working: number[] = []
  let left = 0
  for (const { moves } of records) {
    const within = (move: PlainMove) => from <= move.at && move.at < until
    const isEntry = (move: PlainMove) => move.pipeline === pipeline.name && move.stage === stage.name && within(move)
    entered += moves.filter(isEntry).length
    const first = moves.findIndex(isEntry)
    if (first >= 0) {
      converted += 1
      const later = moves.slice(first + 1).filter((move) => move.pipeline === pipeline.name)
      const places = later.flatMap((move) => {
        const at = pipeline.stages.findIndex(({ name }) => name === move.stage)
        return pipeline.stages[at]?.category === 'lost' ? [] : [at]
      })
      further += places.some((at) => at > place) ? 1 : 0
      won += later.some((move) => stageOf(pipeline, move.stage)?.category === 'won') ? 1 : 0
    }
    for (const [index, move] of moves.entries()) {
      const before = moves[index - 1]
      if (before?.pipeline !== pipeline.name || before.stage !== stage.name || !within(move)) continue
      left += 1
      elapsed.push(Math.round((move.at - before.at) / 1000))
      if (move.worked !== null) working.push(move.worked)
    }
  }
  const isOpen = stage.category === 'open'
  return {
    ...{ entered, left, elapsed: times(elapsed), working: times(working) },
    conversion: { records: converted, further: isOpen ? further : null, won: isOpen ? won : null },
  }
}

function times(seconds: number[]) {
  if (seconds.length === 0) return null
  const sorted = [...seconds].sort((one, other) => one - other)
  const share = (part: number) => {
    const at = (sorted.length - 1) * part
    const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0]
    return low + (high - low) * (at - Math.floor(at))
  }
  const average = sorted.reduce((sum, one) => sum + one, 0) / sorted.length
  return { median: share(0.5), average, percentile90: share(0.9) }
}

interface Grouping {
  amounts: boolean
  probability?: (record: PlainRecord) => number | null
}

/** By group and currency: how many, and how much; in no order. */
function grouped(records: readonly PlainRecord[], keyOf: (record: PlainRecord) => string, grouping: Grouping) {
  const groups = new Map<string, { count: number; amount: bigint | null; weighted: bigint | null }>()
  for (const record of records) {
    const { amounts, probability } = grouping
    const currency = amounts && record.cents !== null ? record.currency : null
    const key = `${keyOf(record)} ${currency}`
    const known = groups.get(key) ?? { count: 0, amount: null, weighted: null }
    const cents = amounts ? record.cents : null
    const part = probability?.(record) ?? null
    groups.set(key, {
      count: known.count + 1,
      amount: cents === null ? known.amount : (known.amount ?? 0n) + cents * 10_000n,
      weighted: cents === null || part === null ? known.weighted : (known.weighted ?? 0n) + cents * BigInt(part) * 100n,
    })
  }
  const told = [...groups].map(([key, { count, amount, weighted }]) => {
    const written = { amount: amount === null ? null : decimal(amount) }
    return [key, { count, ...written, weighted: weighted === null ? null : decimal(weighted) }] as const
  })
  return Object.fromEntries(told.sort(([one], [other]) => (one < other ? -1 : 1)))
}

function bucketOf(day: string | null, { now, timeZone }: Question): string {
  if (day === null) return 'undated'
  const month = monthOf(now, timeZone)
  if (day.slice(0, 7) < month) return 'overdue'
  const later = `${Number(month.slice(0, 4)) + 1}${month.slice(4)}`
  return day.slice(0, 7) >= later ? 'later' : day.slice(0, 7)
}

function monthOf(at: number, timeZone: string): string {
  return new Date(localTime(at, timeZone)).toISOString().slice(0, 7)
}

/** Of a number of millionths, as PostgreSQL writes it without trailing zeros. */
function decimal(millionths: bigint): string {
  const text = String(millionths < 0n ? -millionths : millionths).padStart(7, '0')
  const [whole, part] = [text.slice(0, -6), text.slice(-6).replace(/0+$/, '')]
  return `${millionths < 0n ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`
}
