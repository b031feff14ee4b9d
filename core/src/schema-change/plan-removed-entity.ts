import type { CompiledEntity } from '../model/compiled-model.ts'
import { dropCopyTrigger } from './copy-trigger.ts'
import { dropConstraint, dropIndex, renameTable } from './ddl.ts'
import { OBJECT_PREFIXES, reservedName } from './object-name.ts'
import { parkStatement } from './park-statement.ts'
import { PARKED_PREFIX } from './parked-column.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import { forgetRollups } from './rollups/fill-rollups.ts'
import { dropRollupTriggers } from './rollups/rollup-trigger.ts'
import type { PlanningState } from './table-task.ts'

/**
 * Parks the table of an entity that the model does not have any more. Its foreign keys go, since rows that nobody
 * sees must not keep others from being deleted.
 */
export function planRemovedEntity(entity: CompiledEntity, state: PlanningState): PlannedStatement[] {
  const { schema, version, catalog } = state
  const table = catalog.get(entity.table)
  if (table === undefined) return []
  const place = { schema, table: entity.table }
  const statement = forOwner(partKey(entity.name, { part: 'common' }))
  const parkedName = reservedName(`${PARKED_PREFIX}${version}_`, entity.table)
  const drops = [
    ...ours(table.constraints).map((name) => dropConstraint(place, name)),
    ...ours(table.indexes).map((name) => dropIndex(schema, name)),
    ...[...table.copyTriggers].flatMap((name) => dropCopyTrigger(place, name)),
    ...dropRollupTriggers(place, table),
    ...forgetRollups(schema, entity.table),
  ]
  const row = {
    entity: entity.name,
    table: entity.table,
    column: '',
    parkedName,
    type: '',
    fieldId: '',
    conversion: null,
  }
  return [
    ...drops.map((query) => statement(query, { phase: 'final', rank: RANKS.dropObjects, lock: 'ACCESS EXCLUSIVE' })),
    statement(renameTable(place, parkedName), { phase: 'final', rank: RANKS.parkTable, lock: 'ACCESS EXCLUSIVE' }),
    statement(parkStatement(state, row), { phase: 'final', rank: RANKS.bookkeeping, lock: 'none' }),
  ]
}

function ours(objects: ReadonlyMap<string, unknown>): string[] {
  return [...objects.keys()].filter((name) => OBJECT_PREFIXES.some((prefix) => name.startsWith(prefix)))
}
