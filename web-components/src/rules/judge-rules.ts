import type { FormCondition, FormRules } from '@tenon/sdk/contract/form-rules'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type EvaluableExpression, evaluateCondition } from '@tenon/sdk/expression/evaluate-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import { unpackExpression } from '@tenon/sdk/expression/unpack-expression'

/** A record as it would be stored, as far as it is known. */
export interface JudgedRecord {
  values: JsonObject
  /** Before the change; null for a new record. */
  old: JsonObject | null
  /** Fields whose values only the server will know. */
  unknown: ReadonlySet<string>
  /** Fields that change; of a new record all do. */
  changed: ReadonlySet<string>
}

/** What an entity's rules make of a record. */
export interface Judgement {
  hidden: ReadonlySet<string>
  required: ReadonlySet<string>
  /** `about`: fields at which it is said, and those that the condition reads. */
  broken: Array<{ fields: string[]; about: string[]; message: LocalizedText }>
}

export type Judge = (record: JudgedRecord, context: ExpressionContext) => Judgement

/** Makes ready what the server has checked. What cannot be known here is left to the server: it is asked anyway. */
export function makeJudge(rules: FormRules): Judge {
  const known = new Map<FormCondition, EvaluableExpression>()
  const expressionOf = (condition: FormCondition) => {
    const expression = known.get(condition) ?? unpackExpression(condition.expression)
    known.set(condition, expression)
    return expression
  }
  return (record, context) => {
    const { values, old, unknown, changed } = record
    const holds = (condition: FormCondition): boolean | null => {
      if (condition.reads.some((name) => unknown.has(name))) return null
      return attempted(() => evaluateCondition(expressionOf(condition), { record: values, old }, context))
    }
    const isAsked = (fields: readonly string[]) => old === null || fields.some((name) => changed.has(name))
    const fields = Object.entries(rules.fields)
    const hidden = fields.filter(([, { visibleWhen }]) => visibleWhen && holds(visibleWhen) === false)
    const hiddenNames = new Set(hidden.map(([name]) => name))
    const required = fields.filter(([name, { requiredWhen, visibleWhen }]) => {
      if (requiredWhen === undefined || hiddenNames.has(name) || holds(requiredWhen) !== true) return false
      return isAsked([name, ...requiredWhen.reads, ...(visibleWhen?.reads ?? [])])
    })
    const broken = rules.validations.flatMap(({ fields, message, condition }) => {
      const about = [...fields, ...condition.reads]
      return isAsked(about) && holds(condition) === false ? [{ fields, about, message }] : []
    })
    return { hidden: hiddenNames, required: new Set(required.map(([name]) => name)), broken }
  }
}

/** Null where a limit is reached, or the page is older than the server. */
function attempted(condition: () => boolean): boolean | null {
  try {
    return condition()
  } catch (error) {
    if (error instanceof TenonError) return null
    throw error
  }
}
