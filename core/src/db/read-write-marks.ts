import { sql } from 'kysely'
import type { Database } from './database.ts'

/** By so much more or less than this process's own time the database's clock has to have moved to have been set. */
const CLOCK_STEP_MILLISECONDS = 10_000

interface WatchedSchema {
  schema: string
  /** What of it is looked at. */
  tables: readonly string[]
}

/** A mark of each schema: equal to an earlier one if nothing was written to its tables in between, and no clock was set. */
export type ReadWriteMarks = (watched: readonly WatchedSchema[]) => Promise<ReadonlyMap<string, string>>

/**
 * Makes the function that tells by PostgreSQL's own counters, of many schemas at once and without a look into them, which
 * were written. A write is counted up to a minute after its commit, never before it. Where counters cannot be relied on
 * (statistics switched off, Citus, whose tables lie elsewhere, the embedded database), no two marks are equal; after a
 * crash, a failover and a reset of statistics none equals an earlier one. A schema without the tables has no mark.
 */
export function makeReadWriteMarks(database: Database, monotonic = () => performance.now()): ReadWriteMarks {
  let read = 0
  let clock = { set: 0, offset: Number.NaN }

  /** What all marks of before are void without. */
  async function readGround(): Promise<string> {
    const { rows } = await sql<{ counted: boolean; since: string; now: number }>`select
        current_setting('track_counts')::boolean
          and not exists (select 1 from pg_catalog.pg_extension where extname = 'citus') as counted,
        concat_ws(' ', pg_postmaster_start_time(), (select stats_reset from pg_catalog.pg_stat_bgwriter), '/',
          (select stats_reset from pg_catalog.pg_stat_database where datname = current_database())) as since,
        extract(epoch from clock_timestamp())::float8 * 1000 as now`.execute(database.control)
    const { counted = false, since = '', now = 0 } = rows[0] ?? {}
    const offset = now - monotonic()
    const wasSet = Math.abs(offset - clock.offset) > CLOCK_STEP_MILLISECONDS
    clock = { set: clock.set + (wasSet ? 1 : 0), offset }
    return counted ? `${since} ${clock.set}` : `uncounted ${read}`
  }

  async function readCounters(watched: readonly WatchedSchema[]): Promise<Array<{ schema: string; counters: string }>> {
    const places = watched.flatMap(({ schema, tables }) => tables.map((table) => ({ schema, table })))
    const { rows } = await sql<{ schema: string; counters: string }>`select n.nspname as schema,
        string_agg(concat_ws('/', c.oid, pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid),
          pg_stat_get_tuples_deleted(c.oid)), ' ' order by c.oid) as counters
      from unnest(${places.map(({ schema }) => schema)}::text[], ${places.map(({ table }) => table)}::text[]) p(schema, name)
      join pg_catalog.pg_namespace n on n.nspname = p.schema
      join pg_catalog.pg_class c on c.relname = p.name and c.relnamespace = n.oid
      group by n.nspname`.execute(database.control)
    return rows
  }

  return async (watched) => {
    read += 1
    if (database.kind !== 'postgres') return new Map(watched.map(({ schema }) => [schema, `unread ${read}`]))
    if (watched.length === 0) return new Map()
    const ground = await readGround()
    const counted = await readCounters(watched)
    return new Map(counted.map(({ schema, counters }) => [schema, `${ground} ${counters}`]))
  }
}
