import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { EvaluableExpression } from '@tenon/sdk/expression/evaluate-expression'
import { evaluateCondition } from '@tenon/sdk/expression/evaluate-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import type { CompiledFieldRules, CompiledValidation } from '../model/compiled-model.ts'
import { labelProblem } from '../model/label-problem.ts'
import type { ExpandableRecord } from './expanding/expand-records.ts'
import type { RecordScope } from './record-scope.ts'
import { pointerTo } from './require-writable.ts'
import type { AskedRules } from './ruled-write.ts'

interface Judging {
  rules: AskedRules
  /** With all that the rules' expressions name. */
  record: ExpandableRecord
  context: ExpressionContext
}

/** What rules have against a record, each at its fields. */
export function ruleProblems(scope: RecordScope, { rules, record, context }: Judging): Problem[] {
  const holds = (expression: EvaluableExpression) => outcomeOf(expression, record, context)
  return [
    ...rules.fields.flatMap((rule) => missingValue(scope, { rule, values: record.record, holds })),
    ...rules.validations.flatMap((validation) => brokenRule(scope, validation, holds(validation.expression))),
  ]
}

/** Whether a condition holds, or in words why that cannot be known: then it does not. */
type Outcome = boolean | string

function outcomeOf(expression: EvaluableExpression, records: ExpandableRecord, context: ExpressionContext): Outcome {
  try {
    return evaluateCondition(expression, records, context)
  } catch (error) {
    if (error instanceof TenonError && error.code === 'VALIDATION_FAILED') return error.message
    throw error
  }
}

interface Missing {
  rule: CompiledFieldRules
  values: JsonObject
  holds: (expression: EvaluableExpression) => Outcome
}

/** A field that must have a value and has none; one that is hidden is not asked for. */
function missingValue(
  { access, ctx, entity }: RecordScope,
  { rule: { field: name, visibleWhen, requiredWhen }, values, holds }: Missing,
): Problem[] {
  const field = entity.fields.get(name)
  if (requiredWhen === null || field === undefined || (values[name] ?? null) !== null) return []
  // The store gives a number, and makes a slug that nobody gave.
  if (field.type === 'sequence' || (field.type === 'slug' && (values[field.schema.slugFrom ?? ''] ?? null) !== null))
    return []
  if (visibleWhen !== null && holds(visibleWhen) !== true) return []
  if (holds(requiredWhen) === false) return []
  if (!access.canRead(name)) return [{ pointer: '', message: textIn(UNSEEN, ctx.locale), rule: 'required' }]
  return [{ pointer: pointerTo(name), message: labelProblem(field.schema.label, NEEDED, ctx.locale), rule: 'required' }]
}

const NEEDED = { en: 'a value is needed', 'zh-CN': '必须填写' }
const UNSEEN = {
  en: 'A field that you may not see needs a value here.',
  'zh-CN': '有一个您无权查看的字段必须填写。',
}

function brokenRule(scope: RecordScope, { rule, expression }: CompiledValidation, outcome: Outcome): Problem[] {
  if (outcome === true) return []
  const { ctx, access, entity } = scope
  const named = expression.references.filter(({ root }) => root === 'record').flatMap(({ path }) => path[0] ?? [])
  const fields = [...new Set(rule.fields ?? named)].filter((name) => entity.fields.has(name) && access.canRead(name))
  const problem = { message: typeof outcome === 'string' ? outcome : textIn(rule.message, ctx.locale), rule: rule.name }
  if (fields.length === 0) return [{ pointer: '', ...problem }]
  return fields.map((name) => ({ pointer: pointerTo(name), ...problem }))
}

/** One error for all that is wrong with a record. */
export function ruleError({ ctx, entity }: RecordScope, problems: Problem[]): TenonError {
  const texts = [...new Set(problems.map(({ message }) => message))]
  const more = texts.length - 1
  const rest = { en: more > 0 ? ` (and ${more} more)` : '', 'zh-CN': more > 0 ? `（另有 ${more} 处）` : '' }
  const first = texts[0] ?? ''
  const said = { en: `${first}${rest.en}`, 'zh-CN': `${first}${rest['zh-CN']}` }
  const message = labelProblem(entity.schema.label, said, ctx.locale)
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems })
}
