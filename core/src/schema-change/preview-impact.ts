import type { ChangePlan, PlanCounts, PlanStep } from '@tenon/sdk/contract/change-plan'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { estimateTime } from './estimate-time.ts'
import { inOrder } from './plan-order.ts'
import { strongestLock } from './planned-statement.ts'
import type { InternalPlan, PlannedStep } from './planned-step.ts'
import { countAll } from './probe-queries.ts'
import { readSamples } from './sample-rows.ts'

interface StepImpact {
  impact: PlanStep['impact']
  blockers: LocalizedText[]
}

interface PreviewOptions {
  counts: PlanCounts
  /** Rows before and after, for people to look at. */
  samples: boolean
}

/**
 * Asks the real rows what the plan will meet: exact counts, and the reasons why it cannot be done as it is; or what a
 * share of them lets expect, which is no reason against anything.
 */
export async function previewImpact(
  db: Kysely<TenantTables>,
  plan: InternalPlan,
  { counts, samples }: PreviewOptions,
): Promise<Omit<ChangePlan, 'hash' | 'stages'>> {
  const steps: PlanStep[] = []
  const blockers: LocalizedText[] = []
  for (const step of plan.steps) {
    const met = await measure(db, step)
    blockers.push(...(counts === 'exact' ? met.blockers : step.refusals))
    const lost = met.impact?.lost ?? 0
    const rows = samples && step.rows !== undefined ? await readSamples(db, step.rows, lost > 0) : []
    steps.push({ ...publicStep(db, step, met), samples: rows })
  }
  const needsConsent = steps.some(({ impact }) => (impact?.lost ?? 0) > 0)
  return { baseVersion: plan.baseVersion, counts, steps, needsConsent, blockers, dependents: [], whatIf: [] }
}

function publicStep(db: Kysely<TenantTables>, step: PlannedStep, { impact }: StepImpact): Omit<PlanStep, 'samples'> {
  return {
    summary: step.summary,
    sql: inOrder(step.statements).map((statement) => statement.query.compile(db).sql),
    lock: strongestLock(step.statements),
    time: estimateTime(step.statements, impact?.rows ?? 0),
    risk: (impact?.lost ?? 0) > 0 ? 'destructive' : step.risk,
    impact,
  }
}

async function measure(db: Kysely<TenantTables>, { table, probes, refusals }: PlannedStep): Promise<StepImpact> {
  if (table === null) return { impact: null, blockers: [...refusals] }
  const { sample } = table
  const questions = probes.map(({ count, estimate }) => (sample === undefined ? count : (estimate ?? count)))
  const whole = sample === undefined ? countAll(table) : sql<number>`${sql.lit(sample.rows)}`
  const { rows: answers } = await sql<{ counts: number[] }>`
    select array[${sql.join([whole, ...questions])}]::int[] as counts`.execute(db)
  const [rows = 0, ...seen] = answers[0]?.counts ?? []
  const affected = seen.map((count, at) =>
    sample === undefined || probes[at]?.estimate !== undefined
      ? count
      : Math.min(rows, Math.round((count * 100) / sample.percent)),
  )
  const judged = probes.map((probe, at) => probe.judge(affected[at] ?? 0, rows))
  return {
    impact: {
      rows,
      affected: Math.max(0, ...affected),
      lost: Math.max(0, ...affected.filter((_, at) => probes[at]?.loses === true)),
    },
    blockers: [...refusals, ...judged.filter((reason) => reason !== null)],
  }
}
