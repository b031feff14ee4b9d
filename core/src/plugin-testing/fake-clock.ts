import type { Database } from '../db/database.ts'

const RealDate = Date
const SCHEMA = 'tenon_clock'

export interface FakeClock {
  now(): Date
  set(now: Date): Promise<void>
}

/**
 * Stops the clock of this process and of its database, so that the times of records, of stage changes and of hooks
 * agree. In SQL, `now()` finds the function of a schema that is searched before the system's own. Only for an
 * embedded database, whose one connection keeps the setting. To be called before the tenant's tables are made: a
 * column's default is bound to its function when the column is.
 */
export async function stopClock(database: Pick<Database, 'execute'>, start: Date): Promise<FakeClock> {
  let current = start.getTime()
  await database.execute(`
    create schema ${SCHEMA};
    create function ${SCHEMA}.now() returns timestamptz language sql stable
      as $$ select current_setting('${SCHEMA}.now')::timestamptz $$;
    set search_path = ${SCHEMA}, pg_catalog, public`)
  const set = async (now: Date) => {
    current = now.getTime()
    await database.execute(`set ${SCHEMA}.now = '${now.toISOString()}'`)
  }
  await set(start)
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [current] : args, self),
    apply: () => new RealDate(current).toString(),
    get: (target, name) => (name === 'now' ? () => current : Reflect.get(target, name)),
  })
  return { now: () => new RealDate(current), set }
}
