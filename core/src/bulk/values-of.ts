import type { BulkOperation } from '@tenon/sdk/contract/bulk-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'

/** An operation that sets values. */
export type SettingOperation = Extract<BulkOperation, { kind: 'update' | 'assign' | 'tag' }>

/** What an operation sets in a record, given what that has. */
export function valuesOf(operation: SettingOperation, current: JsonObject): JsonObject {
  if (operation.kind === 'update') return operation.values
  if (operation.kind === 'assign') return { ownerId: operation.ownerId }
  const { add = [], remove = [] } = operation
  const held = current[TAGS_FIELD]
  const kept = (Array.isArray(held) ? held : []).filter((id) => !remove.includes(String(id)))
  const tags = [...kept, ...new Set(add)].filter((id, index, all) => all.indexOf(id) === index)
  return { [TAGS_FIELD]: tags.length === 0 ? null : tags }
}
