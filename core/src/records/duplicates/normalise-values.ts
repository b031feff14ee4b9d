import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { FIELD_TYPE_TABLE } from '../../model/field-types/field-type-table.ts'
import { findTextProblem } from '../../model/find-text-problem.ts'
import type { RecordScope } from '../record-scope.ts'

/** What would be stored of the values that rules about duplicates look at; what fits no field is like no other. */
export function normaliseValues({ entity }: RecordScope, values: JsonObject): JsonObject {
  const looked = new Map(
    entity.duplicates.flatMap(({ match }) => match.map(({ field }) => [field.name, field] as const)),
  )
  const known = [...looked.values()].flatMap((field): Array<[string, JsonValue]> => {
    const value = values[field.name] ?? null
    // What can be no text of the database is in none of its records.
    if (value === null || findTextProblem(value) !== null) return []
    const result = FIELD_TYPE_TABLE[field.type].normalise(value, field.schema)
    return 'value' in result ? [[field.name, result.value as JsonValue]] : []
  })
  return Object.fromEntries(known)
}
