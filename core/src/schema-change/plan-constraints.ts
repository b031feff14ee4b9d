import { sql } from 'kysely'
import {
  addConstraint,
  addUnvalidated,
  type Constraint,
  checkRule,
  dropConstraint,
  foreignKeyRule,
  renameConstraint,
  validateConstraint,
} from './ddl.ts'
import { isOnCopy, nameOnCopy } from './object-on-copy.ts'
import { planUnwanted } from './plan-unwanted.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import type { ResolvedColumn } from './resolved-column.ts'
import type { ConstraintShape } from './table-shape.ts'
import { type TableTask, type TableTasks, targetTable } from './table-task.ts'

/** Foreign keys and checks: the ones that are missing are added, those of another definition dropped. */
export function planConstraints(task: TableTask, tasks: TableTasks): PlannedStatement[] {
  const missing = task.shape.constraints.filter((shape) => present(task, shape) === undefined)
  const unvalidated = task.shape.constraints.filter((shape) => present(task, shape)?.valid === false)
  return [
    ...planUnwanted(task, { kind: 'constraints', drop: (name) => dropConstraint(task.working, name) }),
    ...missing.flatMap((shape) => addStatements(task, tasks, shape)),
    ...unvalidated.map((shape) => validation(task, shape)),
  ]
}

/** One on a column that is made anew goes with the column that is there now. */
function present(task: TableTask, shape: ConstraintShape): { valid: boolean } | undefined {
  return columnsOf(task, shape).some(({ origin }) => origin === 'new' || origin === 'copied')
    ? undefined
    : task.table?.constraints.get(shape.name)
}

function columnOf(task: TableTask, shape: ConstraintShape): ResolvedColumn | undefined {
  return task.columns.find((column) => column.shape.name === shape.column)
}

/** For a check, all columns of its field: it may speak of any of them. */
function columnsOf(task: TableTask, shape: ConstraintShape): ResolvedColumn[] {
  return task.columns.filter(({ shape: column }) =>
    shape.kind === 'check'
      ? JSON.stringify(column.owner) === JSON.stringify(shape.owner)
      : column.name === shape.column,
  )
}

function addStatements(task: TableTask, tasks: TableTasks, shape: ConstraintShape): PlannedStatement[] {
  const statement = forOwner(partKey(task.entity.name, shape.owner))
  const column = columnOf(task, shape)
  const lock = 'SHARE ROW EXCLUSIVE'
  if (task.large && isOnCopy(task, shape)) return addOnCopy(task, shape)
  if (task.large && column !== undefined && columnsOf(task, shape).every((one) => canGoOnline(shape, one))) {
    const constraint = constraintOf(task, tasks, { shape, when: 'working', column: column.working })
    const query = addUnvalidated(task.working, constraint)
    return [statement(query, { phase: 'expand', rank: RANKS.addUnvalidated, lock }), validation(task, shape)]
  }
  const constraint = constraintOf(task, tasks, { shape, when: 'final', column: shape.column })
  return [
    ...clearDangling(task, tasks, shape),
    statement(addConstraint(task.final, constraint), { phase: 'final', rank: RANKS.addConstraint, lock }),
  ]
}

/** On the new column while it is filled; the last transaction gives it its name. */
function addOnCopy(task: TableTask, shape: ConstraintShape): PlannedStatement[] {
  const statement = forOwner(partKey(task.entity.name, shape.owner))
  const name = nameOnCopy(task, shape)
  const present = task.table?.constraints.get(name)
  const rule = checkRule(sql.raw(withWorkingNames(task, shape.detail)))
  const lock = 'SHARE ROW EXCLUSIVE'
  const add = statement(addUnvalidated(task.working, { name, rule }), {
    phase: 'online',
    rank: RANKS.refuseNulls,
    lock,
  })
  const validate = statement(validateConstraint(task.working, name), {
    phase: 'online',
    rank: RANKS.validate,
    lock: 'SHARE UPDATE EXCLUSIVE',
  })
  const rename = statement(renameConstraint(task.final, name, shape.name), {
    phase: 'final',
    rank: RANKS.renameObject,
    lock: 'ACCESS EXCLUSIVE',
  })
  return [...(present === undefined ? [add] : []), ...(present?.valid === true ? [] : [validate]), rename]
}

function withWorkingNames({ columns }: TableTask, expression: string): string {
  const copied = columns.filter(({ origin }) => origin === 'copied')
  return copied.reduce(
    (text, { shape, working }) => text.replaceAll(`"${shape.name}"`, () => `"${working}"`),
    expression,
  )
}

/** A check's text names its column, so it must wait for the last transaction where that has another name till then. */
function canGoOnline({ kind }: ConstraintShape, { origin, working, current, shape }: ResolvedColumn): boolean {
  const sameType = current === null || current.type === shape.type
  return (origin === 'kept' || origin === 'new') && sameType && (kind === 'foreignKey' || working === shape.name)
}

interface Moment {
  shape: ConstraintShape
  when: 'working' | 'final'
  column: string
}

function constraintOf(task: TableTask, tasks: TableTasks, { shape, when, column }: Moment): Constraint {
  const target = targetTable(tasks, shape, when)
  if (target === null) return { name: shape.name, rule: checkRule(sql.raw(shape.detail)) }
  return { name: shape.name, rule: foreignKeyRule(column, { schema: task.final.schema, table: target }, shape.detail) }
}

function validation(task: TableTask, shape: ConstraintShape): PlannedStatement {
  const statement = forOwner(partKey(task.entity.name, shape.owner))
  const lock = 'SHARE UPDATE EXCLUSIVE'
  if (!task.large) {
    const query = validateConstraint(task.final, shape.name)
    return statement(query, { phase: 'final', rank: RANKS.validateInPlace, lock })
  }
  return statement(validateConstraint(task.working, shape.name), { phase: 'online', rank: RANKS.validate, lock })
}

/** Values that come back may name records that are gone since: nothing kept them while they were parked. */
function clearDangling(task: TableTask, tasks: TableTasks, shape: ConstraintShape): PlannedStatement[] {
  const origin = columnOf(task, shape)?.origin
  const target = targetTable(tasks, shape, 'final')
  if (target === null || (origin !== 'parked' && origin !== 'adopted')) return []
  const { schema, table } = task.final
  const column = sql.id(shape.column)
  const found = sql`select 1 from ${sql.id(schema, target)} as t where t.id = ${sql.id(table, shape.column)}`
  const query = sql`update ${sql.id(schema, table)} set ${column} = null where ${column} is not null and not exists (${found})`
  const statement = forOwner(partKey(task.entity.name, shape.owner))
  return [statement(query, { phase: 'final', rank: RANKS.clearDangling, lock: 'ROW EXCLUSIVE' })]
}
