import type { FieldPlace } from '@tenon/sdk/expression/derivation'
import type { EntityAccess } from './entity-access.ts'

type LookUp = (entity: string) => EntityAccess | null

/**
 * Rights with those over derived fields: one is open only to who may read it and each field that it is worked out of,
 * of whichever entity. To anybody else it is hidden like any hidden field, so that no value can be learned through it;
 * and it is masked where one of them is.
 */
export function withDerivedRights(access: EntityAccess, lookUp: LookUp): EntityAccess {
  const { derivedFields, fields } = access.entity
  if (derivedFields.length === 0) return access
  const opens = (right: 'canRead' | 'canShow' | 'canReveal', name: string) =>
    access[right](name) && (fields.get(name)?.derivation?.uses.every((use) => isOpen(right, use)) ?? true)
  const isOpen = (right: 'canRead' | 'canShow' | 'canReveal', { entity, field }: FieldPlace) => {
    const found = lookUp(entity)
    return found !== null && found.rows('read') !== 'none' && found[right](field)
  }
  const canRead = (name: string) => opens('canRead', name)
  return {
    ...access,
    canRead,
    canShow: (name) => opens('canShow', name),
    canReveal: (name) => opens('canReveal', name),
    // Nobody sets it; but who may not even read it learns from no message that it is there.
    canWrite: (name) => access.canWrite(name) && ((fields.get(name)?.derivation ?? null) === null || canRead(name)),
  }
}
