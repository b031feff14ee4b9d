import { comment, createTable, renameTable } from './ddl.ts'
import { tableHash } from './definition-hash.ts'
import { unparkStatement } from './park-statement.ts'
import { planAnyReferences } from './plan-any-references.ts'
import { planColumns } from './plan-columns.ts'
import { planConstraints } from './plan-constraints.ts'
import { planCopies } from './plan-copies.ts'
import { planIdLists } from './plan-id-lists.ts'
import { planIndexes } from './plan-indexes.ts'
import { planLeavingColumns } from './plan-leaving-columns.ts'
import { isMarked, type PlannedStatement, partKey, planned, RANKS } from './planned-statement.ts'
import { planRollups } from './rollups/plan-rollups.ts'
import type { TableTask, TableTasks } from './table-task.ts'

/** Everything that brings one entity's table from what it is to what the model wants. */
export function planTable(task: TableTask, tasks: TableTasks): PlannedStatement[] {
  return [
    ...planPresence(task),
    ...planLeavingColumns(task),
    ...planColumns(task),
    ...planCopies(task),
    ...planConstraints(task, tasks),
    ...planIdLists(task, tasks),
    ...planAnyReferences(task, tasks),
    ...planIndexes(task),
    ...planRollups(task),
  ]
}

function planPresence(task: TableTask): PlannedStatement[] {
  const { table, final } = task
  const owner = partKey(task.entity.name, { part: 'common' })
  if (table === null) return [createStatement(task, owner)]
  const statements = task.parkedTable === null ? [] : unparkStatements(task, owner)
  // Made by an interrupted publish, and as the model wants it: from now on it is in use.
  if (isMarked(table.comment)) {
    const query = comment(final, null, null)
    statements.push(planned(query, { phase: 'final', rank: RANKS.bookkeeping, owner, lock: 'none' }))
  }
  return statements
}

function createStatement({ shape, final }: TableTask, owner: string): PlannedStatement {
  const place = { place: final, column: null, finalPlace: final, finalColumn: null }
  return planned(createTable(final, shape.columns), {
    phase: 'expand',
    rank: RANKS.createTable,
    owner,
    lock: 'none',
    mark: { ...place, hash: tableHash(shape) },
  })
}

function unparkStatements({ state, parkedTable, working, final }: TableTask, owner: string): PlannedStatement[] {
  return [
    planned(renameTable(working, final.table), {
      phase: 'final',
      rank: RANKS.renameTable,
      owner,
      lock: 'ACCESS EXCLUSIVE',
    }),
    planned(unparkStatement(state.schema, parkedTable?.id ?? ''), {
      phase: 'final',
      rank: RANKS.bookkeeping,
      owner,
      lock: 'none',
    }),
  ]
}
