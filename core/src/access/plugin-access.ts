import { bothRules, type EntityAccess, type EntityAction, type RowRule } from './entity-access.ts'

/** A plugin's rights: what its granted capabilities name, and never more than those of whoever caused the call. */
export function pluginAccess(behalf: EntityAccess, capabilities: readonly string[]): EntityAccess {
  const has = (right: 'read' | 'write') => capabilities.includes(`entity:${behalf.entity.name}:${right}`)
  const granted = (action: EntityAction): RowRule => (has(action === 'read' ? 'read' : 'write') ? 'all' : 'none')
  return {
    entity: behalf.entity,
    rows: (action) => bothRules(granted(action), behalf.rows(action)),
    canRead: (field) => has('read') && behalf.canRead(field),
    canWrite: (field) => has('write') && behalf.canWrite(field),
  }
}
