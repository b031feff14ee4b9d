import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import type { ResolvedColumn } from './resolved-column.ts'

/**
 * Whether a publish gives records that are there other values than those from which their computed fields were worked
 * out: fields go, come back, get another name or type, or are filled with a default.
 */
export function changesValues(
  columns: readonly ResolvedColumn[],
  before: CompiledEntity | null,
  after: CompiledEntity,
): boolean {
  if (before === null) return true
  if (before.pipelines.length > 0 !== after.pipelines.length > 0) return true
  const wanted = new Map(plainFields(after).map((field) => [field.id, field]))
  if (plainFields(before).some(({ id, name }) => wanted.get(id)?.name !== name)) return true
  return columns.some((column) => {
    const { owner } = column.shape
    return 'field' in owner && wanted.has(owner.field) && changesColumn(column)
  })
}

/** What code is given: computed fields see no other computed ones. */
function plainFields({ fields }: CompiledEntity): CompiledField[] {
  return [...fields.values()].filter(({ computed, derivation }) => computed === null && derivation === null)
}

function changesColumn({ shape, current, origin }: ResolvedColumn): boolean {
  const filled = shape.notNull && shape.fill !== null
  switch (origin) {
    case 'kept':
      return current?.type !== shape.type || (filled && current?.notNull === false)
    case 'new':
    case 'leftover':
      return filled
    case 'parked':
    case 'adopted':
    case 'copied':
      return true
  }
}
