import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { WorkTable } from './read-work-tables.ts'

const TABLE = 'tenon_test.saved_row'

/** Gives an embedded database the table in which rows of all others can be saved, each as PostgreSQL writes it. */
export async function addSavedRows(database: Pick<Database, 'execute'>): Promise<void> {
  await database.execute(`
    create schema tenon_test;
    create unlogged table ${TABLE} (state integer not null, of text not null, data text not null)`)
}

export interface SavedRows {
  /** Saves all rows that there are. Resolves to the names of the tables they are in. */
  save(state: number): Promise<string[]>
  /** Puts the rows of a saved state back into tables that are empty. */
  restore(state: number, tables: readonly string[]): Promise<void>
}

/** One statement to save what a tenant's tables hold, one to put it back: what made the rows does not run again. */
export function makeSavedRows(
  { control }: Pick<Database, 'control'>,
  { schema, tables }: { schema: string; tables: readonly WorkTable[] },
): SavedRows {
  const saved = sql.raw(TABLE)
  const columns = new Map(tables.map((table) => [table.name, table.columns]))
  /** Tables that have held a row in any state: few, so that states of different tables are put back by one statement. */
  const used = new Set<string>()

  function rowsOf(state: number, name: string): RawBuilder<unknown> {
    return sql`select ${state}::integer, ${sql.lit(name)}, one::text from ${sql.id(schema, name)} as one`
  }

  function putBack(state: number, name: string): RawBuilder<unknown> {
    const names = columns.get(name) ?? []
    // `offset 0` has each row read once, and not once per column.
    return sql`${sql.id(name)} as (
      insert into ${sql.id(schema, name)} (${sql.join(names.map((column) => sql.id(column)))})
      select ${sql.join(names.map((column) => sql`(one).${sql.id(column)}`))}
      from (select data::${sql.id(schema, name)} as one from ${saved}
        where state = ${state}::integer and of = ${name}::text offset 0) as taken)`
  }

  return {
    async save(state) {
      const rows = tables.map(({ name }) => rowsOf(state, name))
      const { rows: written } = await sql<{ of: string }>`
        insert into ${saved} (state, of, data) ${sql.join(rows, sql` union all `)} returning of`.execute(control)
      for (const { of } of written) used.add(of)
      return written.length === 0 ? [] : [...used]
    },
    async restore(state, names) {
      if (names.length === 0) return
      await sql`with ${sql.join(names.map((name) => putBack(state, name)))} select 1`.execute(control)
    },
  }
}
