import type { DuplicateRule } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'

/**
 * What is to be asked about duplicates before a record is saved: the values that rules look at; null where what is saved touches
 * none of them, so that nothing need be asked.
 */
export function touchedRules(
  { duplicates = [] }: Pick<ModelViewEntity, 'duplicates'>,
  { values, record }: { values: JsonObject; record: TenonRecord | null },
): JsonObject | null {
  const touched = duplicates.filter((rule) => fieldsOf(rule).some((name) => Object.hasOwn(values, name)))
  if (touched.length === 0) return null
  const names = [...new Set(touched.flatMap(fieldsOf))]
  const whole: JsonObject = { ...(record as JsonObject | null), ...values }
  return Object.fromEntries(names.map((name) => [name, whole[name] ?? null]))
}

function fieldsOf({ match }: DuplicateRule): string[] {
  return match.map(({ field }) => field)
}
