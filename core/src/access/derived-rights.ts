import type { FieldPlace } from '@tenon/sdk/expression/derivation'
import type { EntityAccess, FieldRight } from './entity-access.ts'
import { everyRule, type RowRule } from './row-rule.ts'

type LookUp = (entity: string) => EntityAccess | null

/**
 * Rights with those over derived fields: one is open only to who may read it and each field that it is worked out of,
 * of whichever entity. To anybody else it is hidden like any hidden field, so that no value can be learned through it;
 * and it is masked where one of them is. One that is worked out of a field of the own record that is open on some rows only
 * is open on these; of a field of other records that is open on some only, it is hidden.
 */
export function withDerivedRights(access: EntityAccess, lookUp: LookUp): EntityAccess {
  const { derivedFields, fields, name: own } = access.entity
  if (derivedFields.length === 0) return access
  const usesOf = (name: string) => fields.get(name)?.derivation?.uses ?? []
  const opens = (right: 'canRead' | 'canShow' | 'canReveal', name: string) =>
    access[right](name) && usesOf(name).every((use) => isOpen(right, use))
  const isOpen = (right: 'canRead' | 'canShow' | 'canReveal', { entity, field }: FieldPlace) => {
    const found = lookUp(entity)
    if (found === null || found.rows('read') === 'none' || !found[right](field)) return false
    return entity === own || found.fieldRows(field, 'read') === 'all'
  }
  const canRead = (name: string) => opens('canRead', name)
  return {
    ...access,
    canRead,
    canShow: (name) => opens('canShow', name),
    canReveal: (name) => opens('canReveal', name),
    // Nobody sets it; but who may not even read it learns from no message that it is there.
    canWrite: (name) => access.canWrite(name) && ((fields.get(name)?.derivation ?? null) === null || canRead(name)),
    fieldRows: (name, right) => everyRule([access.fieldRows(name, right), ...ownRows(name, right)]),
  }

  function ownRows(name: string, right: FieldRight): RowRule[] {
    if (right !== 'read' && right !== 'reveal') return []
    const uses = usesOf(name).filter(({ entity }) => entity === own)
    return uses.map(({ field }) => access.fieldRows(field, right))
  }
}
