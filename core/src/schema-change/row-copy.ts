import { type RawBuilder, sql } from 'kysely'
import type { TablePlace } from './ddl.ts'

type Sql = RawBuilder<unknown>

/** Columns of a table that are filled from others while the table is in use. */
export interface RowCopy {
  readonly place: TablePlace
  readonly columns: ReadonlyArray<{ readonly name: string; readonly value: Sql }>
  /** The same for the same table, columns and values: work that was begun is known by it. */
  readonly key: string
}

export interface CopiedPage {
  seen: number
  /** Id of the page's last row; null for an empty page. */
  last: string | null
  /** Ids of rows that somebody else was writing; they are not copied. */
  skipped: string[]
}

/**
 * Fills the columns in the next rows after `after`, by id. Rows that others hold are left out rather than waited for:
 * a copy that waits with other rows in its hands could keep two writers from ever going on.
 */
export function copyPage({ place, columns }: RowCopy, { after, limit }: { after: string | null; limit: number }) {
  const table = sql.id(place.schema, place.table)
  const from = after === null ? sql`` : sql`where id > ${after}::uuid`
  return sql<CopiedPage>`
    with page as materialized (select id from ${table} ${from} order by id limit ${sql.lit(limit)}),
    free as materialized (
      select id from ${table} where id in (select id from page) order by id for no key update skip locked
    ),
    copied as (
      update ${table} as t set ${assignments(columns)} from free where t.id = free.id returning t.id
    )
    select (select count(*)::int from page) as seen, (select id from page order by id desc limit 1) as last,
      array(select id from page except select id from copied) as skipped`
}

/** The same for one row, which is waited for: nothing else is held meanwhile. */
export function copyRow({ place, columns }: RowCopy, id: string): Sql {
  return sql`update ${sql.id(place.schema, place.table)} as t set ${assignments(columns)} where id = ${id}::uuid`
}

/** All rows in one statement, for small tables. */
export function copyAll({ place, columns }: RowCopy): Sql {
  return sql`update ${sql.id(place.schema, place.table)} as t set ${assignments(columns)}`
}

/** Rows whose columns are not what they should be. */
export function countUncopied({ place, columns }: RowCopy): RawBuilder<{ count: number }> {
  const differs = columns.map(({ name, value }) => sql`${sql.id(name)} is distinct from ${value}`)
  const table = sql.id(place.schema, place.table)
  return sql<{ count: number }>`select count(*)::int as count from ${table} as t where ${sql.join(differs, sql` or `)}`
}

function assignments(columns: RowCopy['columns']): Sql {
  return sql.join(columns.map(({ name, value }) => sql`${sql.id(name)} = ${value}`))
}
