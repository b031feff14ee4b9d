import { bothRules, type EntityAccess, type EntityAction, type RowRule } from './entity-access.ts'

type Right = 'read' | 'write' | 'delete'

const RIGHTS: Record<EntityAction, Right> = { create: 'write', read: 'read', update: 'write', delete: 'delete' }

/** A plugin's rights: what its granted capabilities name, and never more than those of whoever caused the call. */
export function pluginAccess(behalf: EntityAccess, capabilities: readonly string[]): EntityAccess {
  const has = (right: Right) => capabilities.includes(`entity:${behalf.entity.name}:${right}`)
  const granted = (action: EntityAction): RowRule => (has(RIGHTS[action]) ? 'all' : 'none')
  return {
    entity: behalf.entity,
    rows: (action) => bothRules(granted(action), behalf.rows(action)),
    canRead: (field) => has('read') && behalf.canRead(field),
    canWrite: (field) => has('write') && behalf.canWrite(field),
  }
}
