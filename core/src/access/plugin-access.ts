import { type EntityAccess, type EntityAction, isSensitive } from './entity-access.ts'
import { everyRule, type RowRule } from './row-rule.ts'

type Right = 'read' | 'write' | 'delete' | 'reveal'

const RIGHTS: Record<EntityAction, Right> = { create: 'write', read: 'read', update: 'write', delete: 'delete' }

/** A plugin's rights: what its granted capabilities name, and never more than those of whoever caused the call. */
export function pluginAccess(behalf: EntityAccess, capabilities: readonly string[]): EntityAccess {
  const has = (right: Right) => capabilities.includes(`entity:${behalf.entity.name}:${right}`)
  const granted = (action: EntityAction): RowRule => (has(RIGHTS[action]) ? 'all' : 'none')
  const canRead = (field: string) => has('read') && behalf.canRead(field)
  const isOpen = (field: string) => !isSensitive(behalf.entity, field) || has('reveal')
  const canReveal = (field: string) => canRead(field) && behalf.canReveal(field) && isOpen(field)
  return {
    entity: behalf.entity,
    rows: (action) => everyRule([granted(action), behalf.rows(action)]),
    canRead,
    canWrite: (field) => has('write') && behalf.canWrite(field),
    // Code clicks on nothing: what it may have shown, it gets.
    canShow: canReveal,
    canReveal,
    fieldRows: behalf.fieldRows,
    // Code gives no reason that anybody could be asked about.
    canOverride: false,
    standIn: behalf.standIn,
    canShare: false,
  }
}
