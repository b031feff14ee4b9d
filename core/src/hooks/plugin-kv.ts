import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { removedMeanwhile } from './host/removed-meanwhile.ts'

const MAX_VALUE_BYTES = 64 * 1024
const MAX_PLUGIN_BYTES = 5 * 1024 * 1024
const LIST_LIMIT = 100

/** Whose store: one per tenant and plugin, kept through upgrades, gone with the plugin's data. */
interface KvOwner {
  tenant: Pick<TenantRef, 'schema'>
  plugin: string
  /** In which errors are told. */
  locale: Locale
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
  /** `ifVersion`: only over that version, 0 for none; otherwise CONFLICT. Throws PAYLOAD_TOO_LARGE, as all changes FORBIDDEN where the plugin has gone. */
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
        if (input.ifVersion !== undefined && input.ifVersion !== current)
          throw changedMeanwhile(owner, input.key, current)
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
        if (!Number.isSafeInteger(sum)) throw notANumber(owner, input.key)
        await store(trx, owner, { ...input, value: sum, kept })
        return sum
      }),
  }
}

function alive() {
  return sql<boolean>`(expires_at is null or expires_at > now())`
}

/** One change at a time per plugin: its bytes are counted in one row, which is locked first. */
async function change<T>(database: Database, owner: KvOwner, work: (trx: Trx) => Promise<T>): Promise<T> {
  return database.transaction(owner.tenant.schema, async (trx) => {
    await lockUsage(trx, owner)
    return work(trx)
  })
}

/** A removal waits for a change that began before it, and deletes it with the rest; none begins after it. */
async function lockUsage(trx: Trx, owner: KvOwner): Promise<void> {
  const installed = trx
    .selectFrom('_plugin')
    .select(['id', sql<number>`0`.as('bytes')])
    .where('id', '=', owner.plugin)
    .forKeyShare()
  const row = await trx
    .insertInto('_plugin_usage')
    .columns(['plugin', 'kv_bytes'])
    .expression(installed)
    .onConflict((conflict) => conflict.column('plugin').doUpdateSet({ kv_bytes: sql.ref('_plugin_usage.kv_bytes') }))
    .returning('plugin')
    .executeTakeFirst()
  if (row === undefined) throw removedMeanwhile(owner, owner.plugin)
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

async function store(trx: Trx, owner: KvOwner, { key, value, ttlSeconds, kept }: Storing): Promise<number> {
  const { plugin } = owner
  const text = JSON.stringify(value)
  const size = Buffer.byteLength(text) + Buffer.byteLength(key)
  if (size > MAX_VALUE_BYTES) throw valueTooLarge(owner, key, size)
  if ((await bytesAfter(trx, plugin, { key, change: size - (kept?.size ?? 0) })) > MAX_PLUGIN_BYTES) {
    throw storeFull(owner)
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

function changedMeanwhile(owner: KvOwner, key: string, version: number): TenonError {
  return refused(owner, 'CONFLICT', {
    en: `'${key}' is at version ${version} by now.`,
    'zh-CN': `“${key}”现在的版本为 ${version}。`,
  })
}

function notANumber(owner: KvOwner, key: string): TenonError {
  return refused(owner, 'VALIDATION_FAILED', {
    en: `'${key}' does not hold a whole number that can grow.`,
    'zh-CN': `“${key}”的值不是可以累加的整数。`,
  })
}

function valueTooLarge(owner: KvOwner, key: string, size: number): TenonError {
  return refused(owner, 'PAYLOAD_TOO_LARGE', {
    en: `Too much for the plugin's store: '${key}' and its value have ${size} bytes; at most ${MAX_VALUE_BYTES}.`,
    'zh-CN': `超出插件存储的上限：“${key}”及其值为 ${size} 字节，最多 ${MAX_VALUE_BYTES} 字节。`,
  })
}

function storeFull(owner: KvOwner): TenonError {
  return refused(owner, 'PAYLOAD_TOO_LARGE', {
    en: `Too much for the plugin's store: a plugin may keep ${MAX_PLUGIN_BYTES} bytes.`,
    'zh-CN': `超出插件存储的上限：每个插件最多保存 ${MAX_PLUGIN_BYTES} 字节。`,
  })
}

function refused({ locale }: KvOwner, code: TenonErrorCode, text: LocalizedText): TenonError {
  return new TenonError({ code, message: textIn(text, locale) })
}
