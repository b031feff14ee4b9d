import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { DefaultExpression } from '@tenon/sdk/expression/default-expressions'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import type { CompiledEntity } from './compiled-model.ts'
import type { Creation } from './default-value.ts'
import type { Normalised } from './field-types/field-type-definition.ts'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'

interface Ground {
  /** What is known of the new record: what was given, and the defaults before this one. */
  record: JsonObject
  creation: Creation
  locale: Locale
}

/** What a field starts with by its expression, judged like a value that was given; null where it gives none. */
export function expressionDefault(
  entity: CompiledEntity,
  { field: name, expression }: DefaultExpression,
  { record, creation: { at, actor, timeZone }, locale }: Ground,
): Normalised | null {
  const field = entity.fields.get(name)
  if (field === undefined) return null
  try {
    const value = evaluateExpression(expression, { record }, { now: at, timeZone, actor, locale })
    return value === null ? null : FIELD_TYPE_TABLE[field.type].normalise(value, field.schema)
  } catch (error) {
    // Values that take the expression too many steps: whoever sent them can fill the field in.
    if (!(error instanceof TenonError) || error.code !== 'VALIDATION_FAILED') throw error
    return { rule: 'default', problem: { en: error.message, 'zh-CN': error.message } }
  }
}
