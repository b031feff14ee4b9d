import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'

const RealDate = Date
const SCHEMA = 'tenon_clock'
const FIND_CLOCK = `set search_path = ${SCHEMA}, pg_catalog, public`

export interface FakeClock {
  now(): Date
  set(now: Date): Promise<void>
  /** Sets this process's clock, and gives the terms of a SELECT that set the database's, for another statement. */
  setting(now: Date): RawBuilder<unknown>
  /** Does something while this process's clock shows so many milliseconds more. */
  whileElsewhere(byMs: number, work: () => void): void
}

/**
 * Gives an embedded database the clock that can be stopped, and its one connection the way to it: in SQL, `now()` finds
 * the function of a schema that is searched before the system's own. To be called before the tenant's tables are made:
 * a column's default is bound to its function when the column is.
 */
export async function addClock(database: Pick<Database, 'execute'>): Promise<void> {
  await database.execute(`
    create schema ${SCHEMA};
    create function ${SCHEMA}.now() returns timestamptz language sql stable
      as $$ select coalesce(current_setting('${SCHEMA}.now', true)::timestamptz, pg_catalog.now()) $$;
    ${FIND_CLOCK}`)
}

/**
 * Stops the clock of this process and of its database, which has been given one, so that the times of records, of stage
 * changes and of hooks agree. Only for an embedded database, whose one connection keeps the setting.
 */
export async function stopClock(database: Pick<Database, 'execute' | 'control'>, start: Date): Promise<FakeClock> {
  let current = start.getTime()
  await database.execute(FIND_CLOCK)
  const setting = (now: Date) => {
    current = now.getTime()
    // The database sets a timer for its statistics as long as some are not written yet, by this process's clock: once
    // that has jumped back it would be set again every millisecond.
    return sql`set_config(${`${SCHEMA}.now`}, ${now.toISOString()}, false), pg_stat_force_next_flush()`
  }
  const set = async (now: Date) => {
    await sql`select ${setting(now)}`.execute(database.control)
  }
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [current] : args, self),
    apply: () => new RealDate(current).toString(),
    get: (target, name) => (name === 'now' ? () => current : Reflect.get(target, name)),
  })
  await set(start)
  const whileElsewhere = (byMs: number, work: () => void) => {
    current += byMs
    try {
      work()
    } finally {
      current -= byMs
    }
  }
  return { now: () => new RealDate(current), set, setting, whileElsewhere }
}
