import { type RawBuilder, sql } from 'kysely'
import { caseFoldSql } from '../model/field-types/case-fold.ts'
import type { RowSource, TablePlace } from './ddl.ts'

/** What stands after FROM. A share of the pages is read by chance, the same for all questions of a statement or not. */
export function rowsOf({ schema, table, sample }: RowSource): RawBuilder<unknown> {
  const share = sample === undefined ? sql`` : sql` tablesample system (${sql.lit(sample.percent)})`
  return sql`${sql.id(schema, table)}${share}`
}

/** Number of all rows, deleted ones too: they have values as well, and can be restored. */
export function countAll(source: RowSource): RawBuilder<number> {
  return sql<number>`(select count(*)::int from ${rowsOf(source)})`
}

export function countWhere(source: RowSource, condition: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(select count(*)::int from ${rowsOf(source)} where ${condition})`
}

/** Rows of which a condition over `c0`, `c1` of `v` holds, which are these columns. */
export function countOver(
  source: RowSource,
  { columns, condition }: { columns: readonly string[]; condition: RawBuilder<unknown> },
): RawBuilder<number> {
  const named = sql.join(columns.map((column, at) => sql`${sql.id(column)} as ${sql.id(`c${at}`)}`))
  return sql<number>`(select count(*)::int from (select ${named} from ${rowsOf(source)}) v where ${condition})`
}

export function countValues(place: RowSource, columns: readonly string[]): RawBuilder<number> {
  const filled = columns.map((column) => sql`${sql.id(column)} is not null`)
  return countWhere(place, sql.join(filled, sql` or `))
}

export function countNulls(place: RowSource, column: string): RawBuilder<number> {
  return countWhere(place, sql`${sql.id(column)} is null`)
}

/** Rows without a value, or with one that names no row of `target`. */
export function countNullsAndDangling(place: RowSource, column: string, target: TablePlace): RawBuilder<number> {
  const value = sql.id(place.table, column)
  const found = sql`select 1 from ${sql.id(target.schema, target.table)} as t where t.id = ${value}`
  return countWhere(place, sql`${value} is null or not exists (${found})`)
}

/** Live rows that share their values, as `keyOf` compares them, with another live row. */
export function countDuplicates(
  source: RowSource,
  keys: ReadonlyArray<{ column: string; isFolded: boolean }>,
): RawBuilder<number> {
  const ids = keys.map(({ column, isFolded }) => (isFolded ? caseFoldSql(sql.id(column)) : sql.id(column)))
  const filled = keys.map(({ column }) => sql`${sql.id(column)} is not null`)
  return sql<number>`(select coalesce(sum(n), 0)::int from (
    select count(*) as n from ${rowsOf(source)}
    where ${sql.id('deleted_at')} is null and ${sql.join(filled, sql` and `)}
    group by ${sql.join(ids)} having count(*) > 1) as duplicates)`
}

/** The same for values that are worked out. */
export function countDuplicateValues(
  source: RowSource,
  values: readonly RawBuilder<unknown>[],
  keyOf: (value: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<number> {
  const names = values.map((_, at) => sql`${sql.id(`c${at}`)}`)
  const seen = sql.join(values.map((value, at) => sql`${value} as ${sql.id(`c${at}`)}`))
  return sql<number>`(select coalesce(sum(n), 0)::int from (
    select count(*) as n from (select ${seen} from ${rowsOf(source)} where ${sql.id('deleted_at')} is null) as seen
    where ${sql.join(
      names.map((name) => sql`${name} is not null`),
      sql` and `,
    )}
    group by ${sql.join(names.map(keyOf))} having count(*) > 1) as duplicates)`
}

/** Rows whose values, seen under the names that `expression` uses, make it false. */
export function countViolations(
  source: RowSource,
  { values, expression }: { values: ReadonlyArray<{ name: string; value: RawBuilder<unknown> }>; expression: string },
): RawBuilder<number> {
  const columns = values.map(({ name, value }) => sql`${value} as ${sql.id(name)}`)
  const seen = sql`select ${sql.join(columns)} from ${rowsOf(source)}`
  return sql<number>`(select count(*)::int from (${seen}) as seen where not (${sql.raw(expression)}))`
}

/** What the statistics say of how many rows share their value with others; 0 where there are none. */
export function estimateDuplicates({ schema, table, sample }: RowSource, column: string): RawBuilder<number> {
  const filled = sql`${sql.lit(sample?.rows ?? 0)} * (1 - null_frac)`
  const distinct = sql`case when n_distinct < 0 then -n_distinct * ${sql.lit(sample?.rows ?? 0)} else n_distinct end`
  // Statistics are a few per cent off even where every value is another one.
  return sql<number>`coalesce((select case when ${distinct} < 0.95 * ${filled} then (${filled} - ${distinct})::int else 0 end
    from pg_catalog.pg_stats where schemaname = ${sql.lit(schema)} and tablename = ${sql.lit(table)} and attname = ${sql.lit(column)}), 0)`
}
