import { sql } from 'kysely'
import type { Database } from './database.ts'
import { isRelationGone } from './is-relation-gone.ts'

/**
 * So many rows, and this share of what there is, are others than the planner knows of: as autovacuum does, from fewer rows
 * on. A look has every connection plan its kept statements on the table anew.
 */
const [LEAST_ROWS, SHARE] = [10, 0.3]
/** Tables of more rows are PostgreSQL's own business, once it has looked at them. */
const SMALL_ROWS = 1_000

/**
 * Has PostgreSQL look at what is in the schemas' tables where they have changed much since it last did, one after the other for
 * as long as `isWanted` says so; resolves to how many it looked at. Of a table that it knows nothing of it takes one row in two
 * hundred to be a live one, so that all of them seem to have one row, and a path through several references is answered by
 * comparing each row of each with each of the others: seconds with fifty records. By itself PostgreSQL looks within a minute,
 * at fifty rows or more, and is left what has as many rows as before, such as counts that change all the time; the embedded
 * database never does.
 * @throws AggregateError once it has been at all of them, of those that failed
 */
export async function analyseChangedTables(
  database: Database,
  schemas: readonly string[],
  isWanted: () => boolean = () => true,
): Promise<number> {
  const { rows } = await sql<{ schema: string; name: string }>`
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_namespace n join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
    where n.nspname = any(${schemas}::text[])
      and pg_stat_get_mod_since_analyze(c.oid) >= ${LEAST_ROWS}::int + ${SHARE}::float8 * pg_stat_get_live_tuples(c.oid)
      and (${database.kind === 'pglite'}::boolean
        or coalesce(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) is null
        or pg_stat_get_live_tuples(c.oid) < ${SMALL_ROWS}::int and abs(pg_stat_get_live_tuples(c.oid) - c.reltuples)
          >= ${LEAST_ROWS}::int + ${SHARE}::float8 * least(pg_stat_get_live_tuples(c.oid), c.reltuples))
    `.execute(database.control)
  const failures: unknown[] = []
  let looked = 0
  for (const { schema, name } of rows) {
    if (!isWanted()) break
    // Whoever else is at the table, autovacuum or another process, does the same or changes it: its turn comes again.
    const looking = sql`analyze (skip_locked) ${sql.id(schema, name)}`.execute(database.tenant(schema))
    await looking.catch((cause: unknown) => isRelationGone(cause) || failures.push(cause))
    looked += 1
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Tables could not be analysed.')
  return looked
}
