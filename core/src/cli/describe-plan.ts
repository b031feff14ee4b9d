import type { ChangePlan, PlanStep } from '@tenon/sdk/contract/change-plan'
import { describeStages } from './stages-option.ts'

/** A plan in lines for a terminal; with `sql`, the statements too. */
export function describePlan({ steps, blockers, dependents, stages }: ChangePlan, { sql }: { sql: boolean }): string[] {
  return [
    ...steps.flatMap((step, at) => [
      ...describeStep(step, sql),
      ...dependents.filter((dependent) => dependent.step === at).map(({ text }) => `      used: ${text.en}`),
    ]),
    ...describeStages(stages),
    ...blockers.map((blocker) => `! ${blocker.en}`),
  ]
}

const SIGNS: Record<PlanStep['risk'], string> = { safe: '+', caution: '~', destructive: '-' }

function describeStep({ summary, risk, lock, impact, time, sql: statements }: PlanStep, sql: boolean): string[] {
  const rows = impact === null ? [] : [`${impact.affected} of ${impact.rows} rows`]
  const lost = (impact?.lost ?? 0) > 0 ? [`${impact?.lost} values put aside`] : []
  const facts = [...rows, ...lost, `lock ${lock}`, `about ${time.milliseconds} ms`]
  return [
    `${SIGNS[risk]} ${summary.en}`,
    `      ${facts.join(', ')}`,
    ...(sql ? statements.map((text) => `      ${text};`) : []),
  ]
}
