import type { ChangePlan, PlanStep } from '@tenon/sdk/contract/change-plan'
import type { StageWhatIf } from '@tenon/sdk/contract/stage-what-if'
import { describeStages } from './stages-option.ts'

/** A plan in lines for a terminal; with `sql`, the statements too. */
export function describePlan(
  { steps, blockers, dependents, stages, whatIf }: ChangePlan,
  { sql }: { sql: boolean },
): string[] {
  return [
    ...steps.flatMap((step, at) => [
      ...describeStep(step, sql),
      ...dependents.filter((dependent) => dependent.step === at).map(({ text }) => `      used: ${text.en}`),
      ...whatIf.filter((rule) => rule.step === at).map(describeWhatIf),
    ]),
    ...describeStages(stages),
    ...blockers.map((blocker) => `! ${blocker.en}`),
  ]
}

function describeWhatIf({ stageLabel, text, records, failing, reason }: StageWhatIf): string {
  const count = failing === null ? `not counted: ${reason?.en}` : `${failing} of ${records} records in it do not`
  return `      ‘${stageLabel.en}’: ${text.en}; ${count}`
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
