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

/** Live rows that share their values with another live row. */
export function countDuplicates({ schema, table }: TablePlace, columns: readonly string[]): RawBuilder<number> {
  const ids = columns.map((column) => sql.id(column))
  const filled = ids.map((id) => sql`${id} is not null`)
  return sql<number>`(select coalesce(sum(n), 0)::int from (
    select count(*) as n from ${sql.id(schema, table)}
    where ${sql.id('deleted_at')} is null and ${sql.join(filled, sql` and `)}
    group by ${sql.join(ids)} having count(*) > 1) as duplicates)`
}

/** The same for values that are worked out. */
export function countDuplicateValues(
  { schema, table }: TablePlace,
  values: readonly RawBuilder<unknown>[],
): RawBuilder<number> {
  const names = values.map((_, at) => sql.id(`c${at}`))
  const seen = sql.join(values.map((value, at) => sql`${value} as ${sql.id(`c${at}`)}`))
  return sql<number>`(select coalesce(sum(n), 0)::int from (
    select count(*) as n from (select ${seen} from ${sql.id(schema, table)} where ${sql.id('deleted_at')} is null) as seen
    where ${sql.join(
      names.map((name) => sql`${name} is not null`),
      sql` and `,
    )}
    group by ${sql.join(names)} having count(*) > 1) as duplicates)`
}

/** Rows whose value, seen under the name that `expression` uses, makes it false. */
export function countViolations(
  { schema, table }: TablePlace,
  { value, name, expression }: { value: RawBuilder<unknown>; name: string; expression: string },
): RawBuilder<number> {
  const source = sql`select ${value} as ${sql.id(name)} from ${sql.id(schema, table)}`
  return sql<number>`(select count(*)::int from (${source}) as seen where not (${sql.raw(expression)}))`
}
