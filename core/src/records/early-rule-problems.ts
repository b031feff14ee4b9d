import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { SETTABLE_COMMON_FIELDS } from '@tenon/sdk/contract/record'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { validateRecord } from '../model/validate-record.ts'
import { expressionActor } from './expression-actor.ts'
import { expressionTime } from './expression-time.ts'
import type { RecordScope } from './record-scope.ts'
import { ruleProblems } from './rule-problems.ts'

/** A write that has not been checked yet. */
interface EarlyWrite {
  given: JsonObject
  /** The record's values before the write; null for a new one. */
  old: JsonObject | null
}

/**
 * Does the work. Where values are refused for what they are, what rules have against the others is told with it, as far
 * as that is sure already: whoever sent them learns everything at once.
 */
export function withRuleProblems<T>(scope: RecordScope, write: EarlyWrite, validate: () => T): T {
  try {
    return validate()
  } catch (error) {
    if (!(error instanceof TenonError) || error.code !== 'VALIDATION_FAILED') throw error
    const more = earlyProblems(scope, write, error.problems)
    if (more.length === 0) throw error
    throw new TenonError({
      code: error.code,
      message: error.message,
      problems: [...error.problems, ...more],
      cause: error,
    })
  }
}

function earlyProblems(scope: RecordScope, { given, old }: EarlyWrite, problems: readonly Problem[]): Problem[] {
  const { entity, ctx, timeZone } = scope
  const { validations, fields } = entity.rules
  const wrong = new Set(problems.map(({ pointer }) => pointer.split('/')[1] ?? ''))
  const values = soundValues(scope, given, wrong)
  if (values === null) return []
  const unknown = new Set([...wrong, ...(old === null ? toCome(entity, given) : [])])
  const changed = new Set(Object.keys(values))
  const isAsked = ({ reads }: { reads: ReadonlySet<string> }) =>
    old === null || [...reads].some((name) => changed.has(name))
  const isSure = (expression: CheckedExpression | null) =>
    expression === null || isOfValues(entity, expression, unknown)
  const rules = {
    validations: validations.filter((one) => isAsked(one) && isSure(one.expression)),
    fields: fields.filter(
      (one) => isAsked(one) && !unknown.has(one.field) && isSure(one.visibleWhen) && isSure(one.requiredWhen),
    ),
  }
  const context = { now: expressionTime(ctx), timeZone, actor: expressionActor(ctx.actor), locale: ctx.locale }
  return ruleProblems(scope, { rules, record: { record: { ...old, ...values }, old }, context })
}

/** The values that nothing is wrong with, in their stored form; null where that cannot be told. */
function soundValues({ entity, ctx }: RecordScope, given: JsonObject, wrong: ReadonlySet<string>): JsonObject | null {
  const sound = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  try {
    return validateRecord(entity, sound, { mode: 'update', locale: ctx.locale })
  } catch (error) {
    if (error instanceof TenonError) return null
    throw error
  }
}

/** What a new record may still be given: defaults, its owner and its place. */
function toCome({ fields }: CompiledEntity, given: JsonObject): string[] {
  const filled = [...fields.values()].filter((field) => (given[field.name] ?? null) === null && isFilled(field))
  return [...filled.map(({ name }) => name), ...SETTABLE_COMMON_FIELDS.filter((name) => given[name] === undefined)]
}

function isFilled({ schema }: CompiledField): boolean {
  const { default: literal, defaultTo, defaultExpression, slugFrom, readOnly } = schema
  return [literal, defaultTo, defaultExpression, slugFrom].some((one) => one !== undefined) || readOnly === true
}

/** Whether it names nothing but values that were given, or are known not to be. */
function isOfValues(entity: CompiledEntity, { references }: CheckedExpression, unknown: ReadonlySet<string>): boolean {
  return references.every(({ path, root }) => {
    const [name = '', ...more] = path
    if (more.length > 0 || (root === 'record' && unknown.has(name))) return false
    const field = entity.fields.get(name)
    if (field === undefined) return SETTABLE_COMMON_FIELDS.some((common) => common === name)
    return field.derivation === null && field.computed === null && field.type !== 'sequence'
  })
}
