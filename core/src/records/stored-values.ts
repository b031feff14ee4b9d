import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { SETTABLE_COMMON_FIELDS } from '@tenon/sdk/contract/record'
import type { CompiledEntity } from '../model/compiled-model.ts'

/** Of a complete record, what hooks see as its values: declared fields, owner, pipeline and stage. */
export function storedValues(entity: CompiledEntity, record: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(record).filter(
      ([name]) => entity.fields.has(name) || SETTABLE_COMMON_FIELDS.some((one) => one === name),
    ),
  )
}
