import { sql } from 'kysely'
import {
  addUnvalidated,
  alterColumn,
  checkRule,
  dropConstraint,
  fillNulls,
  fillNullsInBatch,
  validateConstraint,
} from './ddl.ts'
import { objectName } from './object-name.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import type { ResolvedColumn } from './resolved-column.ts'
import type { TableTask } from './table-task.ts'

/** Makes a column refuse or take nulls as the model wants it; rows without a value get the field's default first. */
export function planNullability(task: TableTask, column: ResolvedColumn): PlannedStatement[] {
  const { shape, current, origin } = column
  const filledAtOnce = shape.notNull && shape.fill !== null && (origin === 'new' || origin === 'leftover')
  if (filledAtOnce) return shape.keptDefault === null ? [alter(task, column, 'drop default')] : []
  if ((current?.notNull ?? false) === shape.notNull) return []
  if (!shape.notNull) return [alter(task, column, 'drop not null')]
  const isOnline = task.large && (origin === 'kept' || origin === 'copied')
  const ready = isOnline ? refuseNullsOnline(task, column) : fillInPlace(task, column)
  return [...ready, alter(task, column, 'set not null')]
}

function statementFor({ entity }: TableTask, { shape }: ResolvedColumn) {
  return forOwner(partKey(entity.name, shape.owner))
}

function alter(task: TableTask, column: ResolvedColumn, action: 'drop default' | 'drop not null' | 'set not null') {
  const query = alterColumn(task.final, column.shape.name, sql.raw(action))
  return statementFor(task, column)(query, { phase: 'final', rank: RANKS.nullability, lock: 'ACCESS EXCLUSIVE' })
}

function fillInPlace(task: TableTask, column: ResolvedColumn): PlannedStatement[] {
  const { shape } = column
  if (shape.fill === null) return []
  const query = fillNulls(task.final, shape.name, shape.fill)
  return [statementFor(task, column)(query, { phase: 'final', rank: RANKS.fillInPlace, lock: 'ROW EXCLUSIVE' })]
}

/**
 * A validated CHECK lets SET NOT NULL skip its own look at every row, which would hold the strongest lock.
 * Rows are filled again after the check is there, for those written in between.
 */
function refuseNullsOnline(task: TableTask, column: ResolvedColumn): PlannedStatement[] {
  const { working } = column
  const statement = statementFor(task, column)
  const name = objectName('nn_', [task.entity.table, column.shape.name], '')
  const check = { name, rule: checkRule(sql`${sql.id(working)} is not null`) }
  return [
    ...fillOnline(task, column, RANKS.fillRows),
    statement(addUnvalidated(task.working, check), {
      phase: 'online',
      rank: RANKS.refuseNulls,
      lock: 'ACCESS EXCLUSIVE',
    }),
    ...fillOnline(task, column, RANKS.fillRowsAgain),
    statement(validateConstraint(task.working, name), {
      phase: 'online',
      rank: RANKS.validate,
      lock: 'SHARE UPDATE EXCLUSIVE',
    }),
    statement(dropConstraint(task.final, name), {
      phase: 'final',
      rank: RANKS.dropNullCheck,
      lock: 'ACCESS EXCLUSIVE',
    }),
  ]
}

function fillOnline(task: TableTask, column: ResolvedColumn, rank: number): PlannedStatement[] {
  const { shape, working, origin } = column
  if (shape.fill === null || origin === 'copied') return []
  const query = fillNullsInBatch(task.working, working, shape.fill)
  return [statementFor(task, column)(query, { phase: 'online', rank, lock: 'ROW EXCLUSIVE', mode: 'batches' })]
}
