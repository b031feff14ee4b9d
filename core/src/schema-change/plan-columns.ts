import { sql } from 'kysely'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { addColumn, alterColumn, comment, renameColumn } from './ddl.ts'
import { columnHash, copyHash } from './definition-hash.ts'
import { formerTypes, formerTypesComment } from './former-types.ts'
import { reservedName } from './object-name.ts'
import { unparkStatement } from './park-statement.ts'
import { planNullability } from './plan-nullability.ts'
import { type PlannedStatement, partKey, planned, RANKS, renameKey } from './planned-statement.ts'
import type { ResolvedColumn } from './resolved-column.ts'
import type { TableTask } from './table-task.ts'
import { conversion } from './type-change.ts'

/** Adds, brings back, renames and converts the columns of a table that exists. */
export function planColumns(task: TableTask): PlannedStatement[] {
  const moving = task.columns.filter((column) => column.working !== column.shape.name)
  const wanted = new Set(moving.map((column) => column.shape.name))
  return [
    ...task.columns.flatMap((column) => [
      ...presence(task, column),
      ...typeStatements(task, column),
      ...planNullability(task, column),
    ]),
    ...moving.flatMap((column) => renameStatements(task, column, wanted.has(column.working))),
  ]
}

function ownerOf({ entity }: TableTask, { shape }: ResolvedColumn): string {
  return partKey(entity.name, shape.owner)
}

function presence(task: TableTask, column: ResolvedColumn): PlannedStatement[] {
  const { shape, current, origin, parkedId } = column
  const owner = ownerOf(task, column)
  const statements: PlannedStatement[] = []
  const afterwards = { phase: 'final', rank: RANKS.bookkeeping, owner, lock: 'none' } as const
  if (origin === 'new' || (origin === 'copied' && current === null)) statements.push(additionOf(task, column))
  if (origin === 'leftover' || (origin === 'copied' && current !== null))
    statements.push(planned(comment(task.final, shape.name, null), afterwards))
  if (origin === 'kept' || origin === 'parked') statements.push(...formerTypeStatements(task, column))
  if (parkedId !== null) {
    statements.push(planned(unparkStatement(task.state.schema, parkedId), afterwards))
  }
  return statements
}

/** The same column may go on as another type's: it is to be known by the one before, should that come back. */
function formerTypeStatements(task: TableTask, column: ResolvedColumn): PlannedStatement[] {
  const { owner, part, name } = column.shape
  const typeIn = (fields: CompiledEntity['fields'] | undefined) =>
    [...(fields?.values() ?? [])].find(({ id }) => 'field' in owner && id === owner.field)?.type
  const parked = task.state.parked.find(({ id }) => id === column.parkedId)
  const before = parked === undefined ? typeIn(task.before?.fields) : (parked.conversion?.was ?? undefined)
  if (before === undefined || before === typeIn(task.entity.fields) || part > 0) return []
  const text = formerTypesComment([...formerTypes(column.current?.comment), before])
  const query = comment(task.final, name, text)
  const options = { phase: 'final', rank: RANKS.bookkeeping, owner: ownerOf(task, column) } as const
  return [planned(query, { ...options, lock: 'SHARE UPDATE EXCLUSIVE' })]
}

/** Rows get a default at once, except in a column that is filled from others. */
function additionOf(task: TableTask, column: ResolvedColumn): PlannedStatement {
  const { shape, working, origin } = column
  const copy =
    origin === 'copied'
      ? task.copies.find((one) => 'field' in shape.owner && one.fieldId === shape.owner.field)
      : undefined
  const mark = {
    place: task.working,
    column: working,
    finalPlace: task.final,
    finalColumn: shape.name,
    hash: copy === undefined ? columnHash(shape) : copyHash(shape, copy),
  }
  const added = copy === undefined ? shape : { ...shape, fill: null }
  const options = { phase: 'expand', rank: RANKS.addColumn, lock: 'ACCESS EXCLUSIVE', mark } as const
  return planned(addColumn(task.working, working, added), { ...options, owner: ownerOf(task, column) })
}

/** A column steps aside first where another one wants the name that it still has. */
function renameStatements(task: TableTask, column: ResolvedColumn, inTheWay: boolean): PlannedStatement[] {
  const { shape, working, origin } = column
  const owner =
    origin === 'kept' && 'field' in shape.owner ? renameKey(task.entity.name, shape.owner.field) : ownerOf(task, column)
  const rename = (rank: number, from: string, to: string) =>
    planned(renameColumn(task.working, from, to), { phase: 'final', rank, owner, lock: 'ACCESS EXCLUSIVE' })
  if (!inTheWay) return [rename(RANKS.renameColumn, working, shape.name)]
  const aside = reservedName('_hop_', working)
  return [rename(RANKS.stepAside, working, aside), rename(RANKS.renameColumn, aside, shape.name)]
}

function typeStatements(task: TableTask, column: ResolvedColumn): PlannedStatement[] {
  const { shape, current } = column
  if (current === null || current.type === shape.type) return []
  const action = sql`type ${sql.raw(shape.type)} using ${conversion(shape.name, current.type, shape.type)}`
  const options = {
    phase: 'final',
    rank: RANKS.changeType,
    owner: ownerOf(task, column),
    lock: 'ACCESS EXCLUSIVE',
  } as const
  return [planned(alterColumn(task.final, shape.name, action), options)]
}
