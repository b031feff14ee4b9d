import { type RawBuilder, sql } from 'kysely'
import type { TablePlace } from './ddl.ts'

/** Number of all rows, deleted ones too: they have values as well, and can be restored. */
export function countAll({ schema, table }: TablePlace): RawBuilder<number> {
  return sql<number>`(select count(*)::int from ${sql.id(schema, table)})`
}

export function countWhere({ schema, table }: TablePlace, condition: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(select count(*)::int from ${sql.id(schema, table)} where ${condition})`
}

export function countValues(place: TablePlace, columns: readonly string[]): RawBuilder<number> {
  const filled = columns.map((column) => sql`${sql.id(column)} is not null`)
  return countWhere(place, sql.join(filled, sql` or `))
}

export function countNulls(place: TablePlace, column: string): RawBuilder<number> {
  return countWhere(place, sql`${sql.id(column)} is null`)
}

/** Rows without a value, or with one that names no row of `target`. */
export function countNullsAndDangling(place: TablePlace, column: string, target: TablePlace): RawBuilder<number> {
  const value = sql.id(place.table, column)
  const found = sql`select 1 from ${sql.id(target.schema, target.table)} as t where t.id = ${value}`
  return countWhere(place, sql`${value} is null or not exists (${found})`)
}

/** Live rows that share their values, as `keyOf` compares them, with another live row. */
export function countDuplicates(
  { schema, table }: TablePlace,
  columns: readonly string[],
  keyOf: (column: RawBuilder<unknown>) => RawBuilder<unknown> = (column) => column,
): RawBuilder<number> {
  const ids = columns.map((column) => keyOf(sql`${sql.id(column)}`))
  const filled = columns.map((column) => sql`${sql.id(column)} is not null`)
  return sql<number>`(select coalesce(sum(n), 0)::int from (
    select count(*) as n from ${sql.id(schema, table)}
    where ${sql.id('deleted_at')} is null and ${sql.join(filled, sql` and `)}
    group by ${sql.join(ids)} having count(*) > 1) as duplicates)`
}

/** Rows whose values, seen under the names that `expression` uses, make it false. */
export function countViolations(
  { schema, table }: TablePlace,
  { values, expression }: { values: ReadonlyArray<{ name: string; value: RawBuilder<unknown> }>; expression: string },
): RawBuilder<number> {
  const columns = values.map(({ name, value }) => sql`${value} as ${sql.id(name)}`)
  const source = sql`select ${sql.join(columns)} from ${sql.id(schema, table)}`
  return sql<number>`(select count(*)::int from (${source}) as seen where not (${sql.raw(expression)}))`
}
