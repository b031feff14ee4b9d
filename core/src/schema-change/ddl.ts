import { type RawBuilder, sql } from 'kysely'
import { matchKeySql } from '../model/duplicate-match.ts'
import { caseFoldSql } from '../model/field-types/case-fold.ts'
import { searchIndexSql, searchStartSql } from '../model/search-index.ts'
import type { ColumnShape, IndexShape } from './table-shape.ts'

/** A table by its PostgreSQL schema and its name at the time the statement runs. */
export interface TablePlace {
  readonly schema: string
  readonly table: string
}

/** A table to be asked about its rows: all of them, or a share. */
export interface RowSource extends TablePlace {
  readonly sample?: TableSample
}

export interface TableSample {
  /** Of the table's pages. */
  readonly percent: number
  /** Rows that the table is taken to have. */
  readonly rows: number
}

const at = ({ schema, table }: TablePlace) => sql.id(schema, table)

export function createTable(place: TablePlace, columns: readonly ColumnShape[]): RawBuilder<unknown> {
  const lines = columns.map((column) => sql`${sql.id(column.name)} ${columnType(column)}`)
  return sql`create table ${at(place)} (${sql.join([...lines, sql`primary key (${sql.id('id')})`])})`
}

function columnType({ type, notNull, keptDefault }: ColumnShape): RawBuilder<unknown> {
  const defaults = keptDefault === null ? sql`` : sql` default ${keptDefault}`
  return sql`${sql.raw(type)}${notNull ? sql` not null` : sql``}${defaults}`
}

/** With `fill`, rows that exist get it at once: PostgreSQL keeps a constant default in the catalog, no row is touched. */
export function addColumn(place: TablePlace, name: string, shape: ColumnShape): RawBuilder<unknown> {
  const filled = shape.notNull && shape.fill !== null ? sql` not null default ${shape.fill}` : sql``
  return sql`alter table ${at(place)} add column ${sql.id(name)} ${sql.raw(shape.type)}${filled}`
}

export function alterColumn(place: TablePlace, column: string, action: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`alter table ${at(place)} alter column ${sql.id(column)} ${action}`
}

export function renameColumn(place: TablePlace, from: string, to: string): RawBuilder<unknown> {
  return sql`alter table ${at(place)} rename column ${sql.id(from)} to ${sql.id(to)}`
}

export function renameTable(place: TablePlace, to: string): RawBuilder<unknown> {
  return sql`alter table ${at(place)} rename to ${sql.id(to)}`
}

export interface Constraint {
  readonly name: string
  readonly rule: RawBuilder<unknown>
}

export function checkRule(expression: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`check (${expression})`
}

/** `onDelete` in PostgreSQL's words. */
export function foreignKeyRule(column: string, target: TablePlace, onDelete: string): RawBuilder<unknown> {
  return sql`foreign key (${sql.id(column)}) references ${at(target)} (${sql.id('id')}) on delete ${sql.raw(onDelete)}`
}

export function addConstraint(place: TablePlace, { name, rule }: Constraint): RawBuilder<unknown> {
  return sql`alter table ${at(place)} add constraint ${sql.id(name)} ${rule}`
}

/** Holds for new rows only until it is validated, and takes its lock but for a moment. */
export function addUnvalidated(place: TablePlace, constraint: Constraint): RawBuilder<unknown> {
  return sql`${addConstraint(place, constraint)} not valid`
}

export function validateConstraint(place: TablePlace, name: string): RawBuilder<unknown> {
  return sql`alter table ${at(place)} validate constraint ${sql.id(name)}`
}

export function dropConstraint(place: TablePlace, name: string): RawBuilder<unknown> {
  return sql`alter table ${at(place)} drop constraint if exists ${sql.id(name)}`
}

export function renameConstraint(place: TablePlace, from: string, to: string): RawBuilder<unknown> {
  return sql`alter table ${at(place)} rename constraint ${sql.id(from)} to ${sql.id(to)}`
}

export function renameIndex(schema: string, from: string, to: string): RawBuilder<unknown> {
  return sql`alter index ${sql.id(schema, from)} rename to ${sql.id(to)}`
}

export function createIndex(place: TablePlace, shape: IndexShape, concurrently: boolean): RawBuilder<unknown> {
  const kind = shape.unique ? sql`unique index` : sql`index`
  const way = concurrently ? sql` concurrently` : sql``
  const method = shape.method === 'gin' ? sql` using gin` : sql``
  // New entries wait in a list that every search goes through, so it is kept short.
  const options = shape.searchForms === undefined ? sql`` : sql` with (fastupdate = on, gin_pending_list_limit = 1024)`
  const [first = ''] = shape.keys
  const filled = shape.filledOnly === true ? sql` where ${sql.id(first)} is not null` : sql``
  const where = shape.liveOnly ? sql` where ${sql.id('deleted_at')} is null` : filled
  return sql`create ${kind}${way} if not exists ${sql.id(shape.name)} on ${at(place)}${method} (${sql.join(
    indexKeys(place, shape),
  )})${options}${where}`
}

function indexKeys(
  { schema }: TablePlace,
  { keys, foldedKeys, searchForms, startForm, matchBy }: IndexShape,
): RawBuilder<unknown>[] {
  if (matchBy !== undefined) return keys.map((column) => matchKeySql(schema, matchBy, sql.id(column)))
  if (startForm !== undefined) {
    return keys.map((column) => searchStartSql(schema, { column: sql.id(column), form: startForm }))
  }
  if (searchForms !== undefined) {
    const texts = keys.map((column, at) => ({ column: sql.id(column), form: searchForms[at] ?? 'text' }))
    return [searchIndexSql(schema, texts)]
  }
  return keys.map((column) => (foldedKeys.includes(column) ? caseFoldSql(sql.id(column)) : sql.id(column)))
}

/** What the planner knows of an index over an expression, it knows from this. */
export function analyseTable(place: TablePlace): RawBuilder<unknown> {
  return sql`analyze ${at(place)}`
}

export function dropColumn(place: TablePlace, name: string): RawBuilder<unknown> {
  return sql`alter table ${at(place)} drop column if exists ${sql.id(name)}`
}

export function dropTable(place: TablePlace): RawBuilder<unknown> {
  return sql`drop table if exists ${at(place)}`
}

export function dropIndex(schema: string, name: string): RawBuilder<unknown> {
  return sql`drop index if exists ${sql.id(schema, name)}`
}

export function fillNulls(place: TablePlace, column: string, value: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`update ${at(place)} set ${sql.id(column)} = ${value} where ${sql.id(column)} is null`
}

const BATCH_ROWS = 1_000

/** The same for at most 1,000 rows, so that no row stays locked for long. */
export function fillNullsInBatch(place: TablePlace, column: string, value: RawBuilder<unknown>): RawBuilder<unknown> {
  const id = sql.id('id')
  const some = sql`select ${id} from ${at(place)} where ${sql.id(column)} is null limit ${sql.lit(BATCH_ROWS)}`
  return sql`update ${at(place)} set ${sql.id(column)} = ${value} where ${id} in (${some})`
}

export function comment(place: TablePlace, column: string | null, text: string | null): RawBuilder<unknown> {
  const value = text === null ? sql`null` : sql.lit(text)
  if (column === null) return sql`comment on table ${at(place)} is ${value}`
  return sql`comment on column ${sql.id(place.schema, place.table, column)} is ${value}`
}
