import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

const MAX_VALUE_BYTES = 64 * 1024
const MAX_PLUGIN_BYTES = 5 * 1024 * 1024
const LIST_LIMIT = 100

/** Whose store: one per tenant and plugin, kept through upgrades, gone with the plugin's data. */
interface KvOwner {
  tenant: Pick<TenantRef, 'schema'>
  plugin: string
}

/** `version` counts changes from 1. */
type KvEntry = { key: string; value: JsonValue; version: number }

export interface PluginKv {
  get(owner: KvOwner, key: string): Promise<Omit<KvEntry, 'key'> | null>
  /** In the order of keys (by code point). */
  list(
    owner: KvOwner,
    input: { prefix?: string; after?: string; limit?: number },
  ): Promise<{ entries: KvEntry[]; after: string | null }>
  /** `ifVersion`: only over that version, 0 for none; otherwise CONFLICT. Throws PAYLOAD_TOO_LARGE. */
  set(
    owner: KvOwner,
    input: { key: string; value: JsonValue; ttlSeconds?: number; ifVersion?: number },
  ): Promise<{ version: number }>
  /** Whether it was there. */
  delete(owner: KvOwner, key: string): Promise<boolean>
  /** Adds to a whole number, which is 0 where there is none, and gives the sum; nobody's addition is lost. */
  increment(owner: KvOwner, input: { key: string; by?: number; ttlSeconds?: number }): Promise<number>
}

type Trx = Kysely<TenantTables>

interface Kept {
  value: JsonValue
  version: number
  size: number
  dead: boolean
}

export function makePluginKv({ database }: { database: Database }): PluginKv {
  return {
    async get({ tenant, plugin }, key) {
      const row = await database
        .tenant(tenant.schema)
        .selectFrom('_plugin_kv')
        .select(['value', 'version'])
        .where('plugin', '=', plugin)
        .where('key', '=', key)
        .where(alive())
        .executeTakeFirst()
      return row === undefined ? null : { value: row.value, version: row.version }
    },
    async list({ tenant, plugin }, { prefix = '', after = '', limit = LIST_LIMIT }) {
      const rows = await database
        .tenant(tenant.schema)
        .selectFrom('_plugin_kv')
        .select(['key', 'value', 'version'])
        .where('plugin', '=', plugin)
        .where(sql<boolean>`starts_with(key, ${prefix}::text)`)
        .where('key', '>', after)
        .where(alive())
        .orderBy('key')
        .limit(limit + 1)
        .execute()
      const entries = rows.slice(0, limit)
      return { entries, after: rows.length > limit ? (entries.at(-1)?.key ?? null) : null }
    },
    set: (owner, input) =>
      change(database, owner, async (trx) => {
        const kept = await lockEntry(trx, owner, input.key)
        const current = kept === null || kept.dead ? 0 : kept.version
        if (input.ifVersion !== undefined && input.ifVersion !== current) throw changedMeanwhile(input.key, current)
        return { version: await store(trx, owner, { ...input, kept }) }
      }),
    delete: (owner, key) =>
      change(database, owner, async (trx) => {
        const kept = await lockEntry(trx, owner, key)
        if (kept === null) return false
        await trx.deleteFrom('_plugin_kv').where('plugin', '=', owner.plugin).where('key', '=', key).execute()
        await addBytes(trx, owner.plugin, -kept.size)
        return !kept.dead
      }),
    increment: (owner, { by = 1, ...input }) =>
      change(database, owner, async (trx) => {
        const kept = await lockEntry(trx, owner, input.key)
        const before = kept === null || kept.dead ? 0 : kept.value
        const sum = typeof before === 'number' ? before + by : Number.NaN
        if (!Number.isSafeInteger(sum)) throw notANumber(input.key)
        await store(trx, owner, { ...input, value: sum, kept })
        return sum
      }),
  }
}

function alive() {
  return sql<boolean>`(expires_at is null or expires_at > now())`
}

/** One change at a time per plugin: its bytes are counted in one row, which is locked first. */
async function change<T>(database: Database, { tenant, plugin }: KvOwner, work: (trx: Trx) => Promise<T>): Promise<T> {
  return database.transaction(tenant.schema, async (trx) => {
    await addBytes(trx, plugin, 0)
    return work(trx)
  })
}

async function lockEntry(trx: Trx, { plugin }: KvOwner, key: string): Promise<Kept | null> {
  const row = await trx
    .selectFrom('_plugin_kv')
    .select(['value', 'version', 'size'])
    .select(sql<boolean>`not ${alive()}`.as('dead'))
    .where('plugin', '=', plugin)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

interface Storing {
  key: string
  value: JsonValue
  ttlSeconds?: number
  kept: Kept | null
}

async function store(trx: Trx, { plugin }: KvOwner, { key, value, ttlSeconds, kept }: Storing): Promise<number> {
  const text = JSON.stringify(value)
  const size = Buffer.byteLength(text) + Buffer.byteLength(key)
  if (size > MAX_VALUE_BYTES) throw tooLarge(`the value of '${key}' has ${size} bytes; at most ${MAX_VALUE_BYTES}`)
  if ((await bytesAfter(trx, plugin, { key, change: size - (kept?.size ?? 0) })) > MAX_PLUGIN_BYTES) {
    throw tooLarge(`a plugin may keep ${MAX_PLUGIN_BYTES} bytes`)
  }
  const version = kept === null ? 1 : kept.version + 1
  const expires = ttlSeconds === undefined ? null : sql<Date>`now() + make_interval(secs => ${ttlSeconds}::int)`
  const row = { value: text, version, size, expires_at: expires, updated_at: sql<Date>`now()` }
  await trx
    .insertInto('_plugin_kv')
    .values({ plugin, key, ...row })
    .onConflict((conflict) => conflict.columns(['plugin', 'key']).doUpdateSet(row))
    .execute()
  return version
}

/** Where the room is used up, entries whose time is over are cleared away first. */
async function bytesAfter(trx: Trx, plugin: string, { key, change }: { key: string; change: number }): Promise<number> {
  const used = await addBytes(trx, plugin, change)
  if (used <= MAX_PLUGIN_BYTES) return used
  const gone = await trx
    .deleteFrom('_plugin_kv')
    .where('plugin', '=', plugin)
    .where('key', '!=', key)
    .where(sql<boolean>`not ${alive()}`)
    .returning('size')
    .execute()
  return addBytes(trx, plugin, -gone.reduce((sum, { size }) => sum + size, 0))
}

async function addBytes(trx: Trx, plugin: string, bytes: number): Promise<number> {
  const { used } = await trx
    .insertInto('_plugin_usage')
    .values({ plugin, kv_bytes: Math.max(0, bytes) })
    .onConflict((conflict) =>
      conflict.column('plugin').doUpdateSet({ kv_bytes: sql<number>`_plugin_usage.kv_bytes + ${bytes}::bigint` }),
    )
    .returning(sql<string>`kv_bytes`.as('used'))
    .executeTakeFirstOrThrow()
  return Number(used)
}

function changedMeanwhile(key: string, version: number): TenonError {
  return new TenonError({ code: 'CONFLICT', message: `'${key}' is at version ${version} by now.` })
}

function notANumber(key: string): TenonError {
  return new TenonError({ code: 'VALIDATION_FAILED', message: `'${key}' does not hold a whole number that can grow.` })
}

function tooLarge(problem: string): TenonError {
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: `Too much for the plugin's store: ${problem}.` })
}
