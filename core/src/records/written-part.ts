import { LRUCache } from 'lru-cache'
import type { CompiledEntity } from '../model/compiled-model.ts'

/** Of fewer fields, a statement over all of them costs little more than one over those that have a value. */
const WIDE = 60
/** Fields are taken in groups by their order, so that records of the same kind share a statement. */
const GROUP = 16
const MAX_PARTS = 100

export interface WrittenPart {
  /** What the same parts of the same entity have in common, and no others. */
  readonly key: string
  readonly fields: ReadonlySet<string>
}

interface WideEntity {
  readonly groups: ReadonlyMap<string, number>
  readonly parts: LRUCache<string, WrittenPart>
}

const wide = new WeakMap<CompiledEntity, WideEntity>()

/**
 * Of a wide entity, the fields that a statement for new records with values in `filled` is about; all others stay empty.
 * Undefined where it is about all fields.
 */
export function writtenPart(entity: CompiledEntity, filled: Iterable<string>): WrittenPart | undefined {
  if (entity.fields.size < WIDE) return undefined
  const { groups, parts } = wideEntity(entity)
  const written = new Set<number>()
  for (const name of filled) {
    const group = groups.get(name)
    if (group !== undefined) written.add(group)
  }
  const key = [...written].sort((left, right) => left - right).join()
  const known = parts.get(key)
  if (known !== undefined) return known
  const names = [...groups.keys()].filter((name) => written.has(groups.get(name) ?? -1))
  const made = { key, fields: new Set([...names, ...entity.computedFields.map(({ name }) => name)]) }
  parts.set(key, made)
  return made
}

function wideEntity(entity: CompiledEntity): WideEntity {
  const known = wide.get(entity)
  if (known !== undefined) return known
  const groups = new Map([...entity.fields.keys()].map((name, index) => [name, Math.floor(index / GROUP)]))
  const made = { groups, parts: new LRUCache<string, WrittenPart>({ max: MAX_PARTS }) }
  wide.set(entity, made)
  return made
}
