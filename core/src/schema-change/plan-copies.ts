import { sql } from 'kysely'
import { isCodeColumn } from '../model/sql-names.ts'
import type { ColumnAt } from './column-at.ts'
import { copyTriggerName, createCopyTrigger, dropCopyTrigger } from './copy-trigger.ts'
import type { FieldCopy } from './field-copy.ts'
import { parkAgainStatement } from './park-statement.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import { copyAll, copyPage, type RowCopy } from './row-copy.ts'
import type { Superseded } from './superseded.ts'
import type { TableTask } from './table-task.ts'

/**
 * Fills the new columns of fields that get another type. In a large table a trigger keeps them in step with what is
 * written meanwhile, and the last transaction has only names to change.
 */
export function planCopies(task: TableTask): PlannedStatement[] {
  const wanted = new Set(task.copies.map((copy) => triggerName(task, copy)))
  const left = [...(task.table?.copyTriggers ?? [])].filter((name) => !task.large || !wanted.has(name))
  return [
    ...left.flatMap((name) => dropStatements(task, name)),
    ...task.copies.flatMap((copy) => (task.large ? copyOnline(task, copy) : copyInPlace(task, copy))),
    ...task.copies.flatMap((copy) => copy.parkAgain ?? []).map((known) => parkAgain(task, known)),
    ...task.superseded.map((known) => parkAgain(task, known)),
  ]
}

function statementFor({ entity }: TableTask, { fieldId }: { fieldId: string }) {
  return forOwner(partKey(entity.name, { field: fieldId }))
}

function triggerName({ entity }: TableTask, { hash }: FieldCopy): string {
  return copyTriggerName(entity.table, hash)
}

function copyInPlace(task: TableTask, copy: FieldCopy): PlannedStatement[] {
  const query = copyAll(rowCopy(task, copy))
  return [statementFor(task, copy)(query, { phase: 'final', rank: RANKS.copyInPlace, lock: 'ROW EXCLUSIVE' })]
}

function copyOnline(task: TableTask, copy: FieldCopy): PlannedStatement[] {
  const statement = statementFor(task, copy)
  const [name, place] = [triggerName(task, copy), task.working]
  const present = task.table?.copyTriggers.has(name) ?? false
  const columns = newColumns(task, copy, (column) => sql`new.${sql.id(column)}`)
  const create = present ? [] : createCopyTrigger({ place, name, sources: copy.sources, columns })
  const work = rowCopy(task, copy)
  return [
    ...create.map((query) =>
      statement(query, { phase: 'expand', rank: RANKS.keepInStep, lock: 'SHARE ROW EXCLUSIVE' }),
    ),
    statement(copyPage(work, { after: null, limit: SHOWN_ROWS }), {
      phase: 'online',
      rank: RANKS.copyRows,
      lock: 'ROW EXCLUSIVE',
      mode: 'copy',
      copy: work,
    }),
    ...dropCopyTrigger(place, name).map((query) =>
      statement(query, { phase: 'final', rank: RANKS.stopCopying, lock: 'ACCESS EXCLUSIVE' }),
    ),
  ]
}

/** Rows of the page that a plan shows; how many are copied at a time shows when it is done. */
const SHOWN_ROWS = 1_000

function rowCopy(task: TableTask, copy: FieldCopy): RowCopy {
  const columns = newColumns(task, copy, (column) => sql.id(column))
  return { place: task.working, columns, key: `${task.working.table}/${copy.fieldId}/${copy.hash}` }
}

function newColumns({ columns }: TableTask, copy: FieldCopy, at: ColumnAt) {
  const own = columns.filter(
    ({ shape: { owner, name } }) => 'field' in owner && owner.field === copy.fieldId && !isCodeColumn(name),
  )
  const values = copy.values(at)
  return own.flatMap(({ working }, part) => {
    const value = values[part]
    return value === undefined ? [] : [{ name: working, value }]
  })
}

/** Of a publish that was interrupted, and is not the one that is planned. */
function dropStatements({ entity, working }: TableTask, name: string): PlannedStatement[] {
  const statement = forOwner(partKey(entity.name, { part: 'common' }))
  return dropCopyTrigger(working, name).map((query) =>
    statement(query, { phase: 'expand', rank: RANKS.cleanObjects, lock: 'ACCESS EXCLUSIVE' }),
  )
}

function parkAgain(task: TableTask, known: Superseded): PlannedStatement {
  const query = parkAgainStatement(task.state, known)
  return statementFor(task, known)(query, { phase: 'final', rank: RANKS.bookkeeping, lock: 'none' })
}
