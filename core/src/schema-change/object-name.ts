import { createHash } from 'node:crypto'

/** PostgreSQL cuts names at this many bytes without a word. */
const MAX_NAME_BYTES = 63

/** Prefixes of the constraints and indexes that Tenon makes; anything else on a table is left alone. */
export const OBJECT_PREFIXES = ['fk_', 'ck_', 'nn_', 'ix_', 'ux_'] as const
export type ObjectPrefix = (typeof OBJECT_PREFIXES)[number]

/**
 * Name of a constraint or index, such as `ux_vehicle_vin_1f0c2d3e`. It ends in a hash of the definition:
 * another definition has another name, so that comparing names is comparing definitions.
 */
export function objectName(prefix: ObjectPrefix, parts: string[], definition: string): string {
  const hash = shortHash(`${parts.join('\n')}\n${definition}`)
  return `${cutBytes(`${prefix}${parts.join('_')}`, MAX_NAME_BYTES - hash.length - 1)}_${hash}`
}

/** Last part of a field's id, such as `vin` of `automotive/vehicle/vin`: enough to know an index by. */
export function labelOfId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

/** A name that can be told from a field's or entity's, such as `_parked_4_loyalty_tier`; cut with a hash where long. */
export function reservedName(prefix: `_${string}_`, name: string): string {
  const full = `${prefix}${name}`
  if (Buffer.byteLength(full) <= MAX_NAME_BYTES) return full
  return `${cutBytes(full, MAX_NAME_BYTES - 9)}_${shortHash(full)}`
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

function cutBytes(text: string, bytes: number): string {
  let cut = text
  while (Buffer.byteLength(cut) > bytes) cut = cut.slice(0, -1)
  return cut
}
