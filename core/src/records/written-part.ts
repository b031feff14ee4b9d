import type { CompiledEntity } from '../model/compiled-model.ts'

/** Of fewer fields, a statement over all of them costs little more than one over those that have a value. */
const WIDE = 60
/** Fields are taken in groups by their order, so that records of the same kind share a statement. */
const GROUP = 16

/**
 * Of a wide entity, the fields that a statement for new records with values in `filled` is about; all others stay empty.
 * Undefined where it is about all fields.
 */
export function writtenPart(
  entity: CompiledEntity,
  filled: Pick<ReadonlySet<string>, 'has'>,
): ReadonlySet<string> | undefined {
  if (entity.fields.size < WIDE) return undefined
  const names = [...entity.fields.keys()]
  const groups = new Set(names.flatMap((name, index) => (filled.has(name) ? [Math.floor(index / GROUP)] : [])))
  const part = names.filter((_, index) => groups.has(Math.floor(index / GROUP)))
  return new Set([...part, ...entity.computedFields.map(({ name }) => name)])
}
