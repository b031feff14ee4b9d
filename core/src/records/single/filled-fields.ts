import type { JsonObject } from '@tenon/sdk/contract/json-value'

/** What a record has a value for: all that its event has to say, of which `completeBody` makes the record again. */
export function filledFields(record: JsonObject): JsonObject {
  const filled: JsonObject = {}
  for (const name in record) {
    const value = record[name] ?? null
    if (value !== null) filled[name] = value
  }
  return filled
}
