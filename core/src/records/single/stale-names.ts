import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import type { ApprovedWrite } from '../approve-writes.ts'

/** Where a record names those of its computed fields whose values are to be worked out again; it has none where none are. */
export const STALE = '$stale'

/** Names of those that are, of a record with values worked out by `codes`, in their order; null where none are. */
export function staleNames(
  { computedFields }: CompiledEntity,
  codes: ApprovedWrite['codes'],
  before: JsonObject = {},
): string[] | null {
  const stale = computedFields.filter(({ name, computed }) => {
    return Object.hasOwn(codes, name) ? codes[name] !== computed.code : isStaleIn(before, name)
  })
  return stale.length === 0 ? null : stale.map(({ name }) => name)
}

/** Fields whose values, or the codes that gave them, a change makes other ones. The code of a value that was up to date and is, stays. */
export function writtenFields(
  { computedFields }: CompiledEntity,
  { before, codes, changed }: { before: JsonObject; codes: ApprovedWrite['codes']; changed: ReadonlySet<string> },
): ReadonlySet<string> {
  const recoded = computedFields.filter(({ name, computed }) => {
    return Object.hasOwn(codes, name) && (codes[name] !== computed.code || isStaleIn(before, name))
  })
  return recoded.length === 0 ? changed : new Set([...changed, ...recoded.map(({ name }) => name)])
}

function isStaleIn(record: JsonObject, name: string): boolean {
  const stale = record[STALE]
  return Array.isArray(stale) && stale.includes(name)
}
