import type { ChangePlan, PlanStep } from '@tenon/sdk/contract/change-plan'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { inOrder } from './plan-order.ts'
import { strongestLock } from './planned-statement.ts'
import type { InternalPlan, PlannedStep } from './planned-step.ts'
import { countAll } from './probe-queries.ts'

interface StepImpact {
  impact: PlanStep['impact']
  blockers: LocalizedText[]
}

/** Asks the real rows what the plan will meet: exact counts, and the reasons why it cannot be done as it is. */
export async function previewImpact(db: Kysely<TenantTables>, plan: InternalPlan): Promise<ChangePlan> {
  const steps: PlanStep[] = []
  const blockers: LocalizedText[] = []
  for (const step of plan.steps) {
    const met = await measure(db, step)
    blockers.push(...met.blockers)
    steps.push(publicStep(db, step, met))
  }
  const needsConsent = steps.some(({ impact }) => (impact?.lost ?? 0) > 0)
  return { baseVersion: plan.baseVersion, steps, needsConsent, blockers }
}

function publicStep(db: Kysely<TenantTables>, step: PlannedStep, { impact }: StepImpact): PlanStep {
  return {
    summary: step.summary,
    sql: inOrder(step.statements).map((statement) => statement.query.compile(db).sql),
    lock: strongestLock(step.statements),
    risk: (impact?.lost ?? 0) > 0 ? 'destructive' : step.risk,
    impact,
  }
}

async function measure(db: Kysely<TenantTables>, { table, probes, refusals }: PlannedStep): Promise<StepImpact> {
  if (table === null) return { impact: null, blockers: [...refusals] }
  const counts = sql.join([countAll(table), ...probes.map((probe) => probe.count)])
  const { rows: answers } = await sql<{ counts: number[] }>`select array[${counts}] as counts`.execute(db)
  const [rows = 0, ...affected] = answers[0]?.counts ?? []
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
