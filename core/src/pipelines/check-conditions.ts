import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { GuardDeclaration } from '@tenon/sdk/contract/pipeline-schema'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateCondition } from '@tenon/sdk/expression/evaluate-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import { actorReference } from '../context/request-context.ts'
import type { CompiledPipeline } from '../model/compiled-model.ts'
import { type ExpandableRecord, expandRecords } from '../records/expanding/expand-records.ts'
import { expressionActor } from '../records/expression-actor.ts'
import { expressionTime } from '../records/expression-time.ts'
import type { Queryable } from '../records/queryable.ts'
import type { RecordScope } from '../records/record-scope.ts'
import type { Obstacle } from './obstacle.ts'
import { indexOfStage, type StageStep } from './stage-step.ts'

interface Condition {
  guard: GuardDeclaration
  /** Null where the model says something that cannot run: then it does not hold. */
  expression: CheckedExpression | null
}

/** Conditions of guards that do not hold, for each step, in order. References are read for all steps together. */
export async function checkConditions(
  db: Queryable,
  scope: RecordScope,
  steps: ReadonlyArray<StageStep | null>,
): Promise<Obstacle[][]> {
  const wanted = steps.map((step) => (step === null ? [] : conditionsOf(step)))
  const expressions = new Set(wanted.flat().flatMap(({ expression }) => expression ?? []))
  if (wanted.every((list) => list.length === 0)) return steps.map(() => [])
  const records = await expandRecords(db, scope, {
    expressions: [...expressions],
    records: steps.map((step) => wholeRecord(scope, step)),
  })
  const { ctx, timeZone } = scope
  const context = { now: expressionTime(ctx), timeZone, actor: expressionActor(ctx.actor), locale: ctx.locale }
  return wanted.map((list, index) =>
    list.flatMap((condition) => {
      const record = records[index]
      const failure = record === undefined ? '' : failureOf(condition, record, context)
      return failure === null ? [] : [unmet(scope, condition, failure)]
    }),
  )
}

function conditionsOf({ from, pipeline, to }: StageStep): Condition[] {
  const leaving =
    from === null
      ? []
      : ofGate(from.pipeline, from.stage.exit?.guards, `${indexOfStage(from.pipeline, from.stage)}/exit`)
  return [...leaving, ...ofGate(pipeline, to.entry?.guards, `${indexOfStage(pipeline, to)}/entry`)]
}

function ofGate(pipeline: CompiledPipeline, guards: GuardDeclaration[] | undefined, place: string): Condition[] {
  return (guards ?? []).flatMap((guard, index) => {
    if (guard.condition === undefined) return []
    const pointer = `/stages/${place}/guards/${index}/condition`
    return [{ guard, expression: pipeline.expressions.get(pointer) ?? null }]
  })
}

/** The record with its common fields, as the write would leave them. */
function wholeRecord({ ctx }: RecordScope, step: StageStep | null): ExpandableRecord {
  if (step === null) return { record: {}, old: null }
  const { record, before } = step.change
  const now = expressionTime(ctx).toISOString()
  const by = actorReference(ctx.actor)
  const version = typeof before?.['version'] === 'number' ? before['version'] + 1 : 1
  const common: JsonObject = { createdAt: now, createdBy: by, ...before, id: record.id }
  const written: JsonObject = { version, updatedAt: now, updatedBy: by, stageEnteredAt: now }
  return { record: { ...common, ...record.values, ...written }, old: before }
}

/** Null where the condition holds, else what there is to say besides the guard's own words. */
function failureOf(
  { expression }: Condition,
  { record, old }: ExpandableRecord,
  context: ExpressionContext,
): string | null {
  if (expression === null) return ''
  try {
    return evaluateCondition(expression, { record, old }, context) ? null : ''
  } catch (error) {
    // A limit was reached: what cannot be known does not hold.
    if (error instanceof TenonError && error.code === 'VALIDATION_FAILED') return error.message
    throw error
  }
}

function unmet(scope: RecordScope, { guard, expression }: Condition, failure: string): Obstacle {
  const { locale } = scope.ctx
  const label = textIn(guard.label, locale)
  const own = guard.message === undefined ? null : textIn(guard.message, locale)
  const said = failure === '' ? (own ?? notMet(locale, label)) : failure
  const fields = guard.fields ?? ownFields(scope, expression)
  const shown = fields.filter((name) => scope.access.canRead(name))
  const problem = { message: said, rule: 'condition', guard: guard.name }
  return {
    rule: 'condition',
    guard: guard.name,
    sentence: own === null ? said : textIn({ en: `${label}: ${said}`, 'zh-CN': `${label}：${said}` }, locale),
    problems:
      shown.length === 0
        ? [{ pointer: '/stage', ...problem }]
        : shown.map((name) => ({ pointer: `/${name}`, ...problem })),
  }
}

function notMet(locale: Locale, label: string): string {
  return textIn({ en: `“${label}” does not hold.`, 'zh-CN': `未满足“${label}”。` }, locale)
}

/** Fields of the record that the condition names and somebody could fill in; of derived ones, those that they use. */
function ownFields({ entity, access }: RecordScope, expression: CheckedExpression | null): string[] {
  const named = (expression?.references ?? []).filter(({ root }) => root === 'record').map(({ path }) => path[0] ?? '')
  const used = named.flatMap((name) => {
    const derivation = entity.fields.get(name)?.derivation ?? null
    if (derivation === null) return [name]
    return derivation.uses.filter((use) => use.entity === entity.name).map(({ field }) => field)
  })
  return [...new Set(used)].filter((name) => {
    const field = entity.fields.get(name)
    return field !== undefined && field.derivation === null && field.computed === null && access.canWrite(name)
  })
}
