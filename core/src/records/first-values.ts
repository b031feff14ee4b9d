import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { ApprovedWrite } from './approve-writes.ts'

/**
 * What the audit trail says of new records: each of their values as a first one. PostgreSQL would find out by taking the records
 * apart again, which costs it more than to store the entry. Null where it has to, because it numbers the records itself.
 */
export function firstValuesOf(entity: CompiledEntity, writes: readonly ApprovedWrite[]): JsonObject[] | null {
  if ([...entity.fields.values()].some(({ type }) => type === 'sequence')) return null
  return writes.map(({ values, place }) => {
    const all = { ...values, ...(place !== null && { pipeline: place.pipeline, stage: place.stage }) }
    const filled = Object.entries(all).filter(([, value]) => value !== null)
    return Object.fromEntries(filled.map(([name, value]) => [name, { old: null, new: value }]))
  })
}
