import { type Kysely, type RawBuilder, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { upTo } from '../context/up-to.ts'
import type { Database } from './database.ts'
import { isFresh } from './is-fresh.ts'
import type { TenantTables } from './tenant-tables.ts'

type Tenant = { readonly schema: string }

/** The IANA time zone in which each tenant's days begin. */
export interface TenantZones {
  /** UTC, until somebody says otherwise. */
  get(tenant: Tenant): Promise<string>
  /** In the transaction. The name is taken as checked; other processes hear of it. */
  store(trx: Kysely<TenantTables>, tenant: Tenant, timeZone: string): Promise<void>
  /** Reads it again at the next question: to be called once it is stored. */
  forget(tenant: Tenant): void
  /** Stops listening to the database. */
  close(): Promise<void>
}

export const SETTINGS_CHANNEL = 'tenon_settings'
const NAME = 'timeZone'
const DEFAULT_ZONE = 'UTC'
const MAX_TENANTS = 5_000

interface Kept {
  zone: Promise<string>
  /** Of `performance.now`. */
  askedAt: number
}

/** Zones by tenant, read once and kept until they change. */
export function makeTenantZones({ database }: { database: Database }): TenantZones {
  const kept = new LRUCache<string, Kept>(upTo(MAX_TENANTS))
  let stop: Promise<() => Promise<void>> | null = null
  const stopResting = database.inUse.onRest((schemas) => {
    for (const schema of schemas) kept.delete(schema)
  })

  async function listen(): Promise<void> {
    stop ??= database.listen(SETTINGS_CHANNEL, (schema) => void kept.delete(schema))
    await stop.catch((error: unknown) => {
      stop = null
      throw error
    })
  }

  return {
    async get({ schema }) {
      const known = kept.get(schema)
      if (known !== undefined && isFresh(database, known.askedAt)) return known.zone
      await listen()
      const askedAt = performance.now()
      const zone = readTimeZone(database.tenant(schema))
      kept.set(schema, { zone, askedAt })
      zone.catch(() => kept.delete(schema))
      return zone
    },
    async store(trx, { schema }, timeZone) {
      const row = { name: NAME, value: JSON.stringify(timeZone) }
      await trx
        .insertInto('_setting')
        .values(row)
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value, updated_at: sql`now()` }))
        .execute()
      await sql`select pg_notify(${SETTINGS_CHANNEL}, ${schema})`.execute(trx)
    },
    forget: ({ schema }) => void kept.delete(schema),
    async close() {
      stopResting()
      const unlisten = await stop
      stop = null
      await unlisten?.()
    },
  }
}

/** As it is stored; UTC where nothing is. */
export async function readTimeZone(db: Kysely<TenantTables>): Promise<string> {
  const row = await db.selectFrom('_setting').select('value').where('name', '=', NAME).executeTakeFirst()
  return typeof row?.value === 'string' ? row.value : DEFAULT_ZONE
}

/** The zone of a schema's tenant within a statement. */
export function storedTimeZone(schema: string): RawBuilder<string> {
  return sql<string>`coalesce((select value #>> '{}' from ${sql.id(schema, '_setting')}
    where name = ${NAME} and json_typeof(value) = 'string'), ${DEFAULT_ZONE})`
}
