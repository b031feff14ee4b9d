import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { fieldsOfType } from '../model/fields-of-type.ts'
import type { ApprovedWrite } from './approve-writes.ts'

/**
 * What the audit trail says of new records: each of their values as a first one. PostgreSQL would find out by taking the records
 * apart again, which costs it more than to store the entry. Null where it has to, because it numbers the records itself.
 */
export function firstValuesOf(entity: CompiledEntity, writes: readonly ApprovedWrite[]): JsonObject[] | null {
  if (fieldsOfType(entity, 'sequence').length > 0) return null
  return writes.map(givenValues)
}

/** The same of one record, without numbers that PostgreSQL gives it. */
export function givenValues({ values, place }: Pick<ApprovedWrite, 'values' | 'place'>): JsonObject {
  const changes: JsonObject = {}
  for (const name of Object.keys(values)) {
    const value = values[name] ?? null
    if (value !== null) changes[name] = { old: null, new: value }
  }
  if (place === null) return changes
  return { ...changes, pipeline: { old: null, new: place.pipeline }, stage: { old: null, new: place.stage } }
}
