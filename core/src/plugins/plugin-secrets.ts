import type { PluginSecretInfo } from '@tenon/sdk/contract/plugins-api'
import { type Kysely, sql } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext, type TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { canOpen } from '../identity/can-open.ts'
import { makeSecretBox, type SecretBox } from '../identity/secret-box.ts'
import { makeTtlCache } from '../identity/ttl-cache.ts'
import { checkSecret } from './check-secret.ts'
import { tellOfPlugin } from './plugin-channel.ts'
import { type PluginRow, readPluginRow } from './read-plugin-row.ts'

interface SecretName {
  plugin: string
  name: string
}

/** Secrets that admins enter for plugins. That an actor may list or change them is for the caller to check. */
export interface PluginSecrets {
  /**
   * For the one place that sends them; null where it is not set. Never to be logged or handed to a plugin. Throws
   * CONFIG_INVALID for one that was set under another secret of the server.
   */
  read(tenant: Pick<TenantRef, 'schema'>, plugin: string, name: string): Promise<string | null>
  /** Those that the plugin declares, and those that were set for another version of it. NOT_FOUND for no such plugin. */
  list(ctx: RequestContext, plugin: string): Promise<PluginSecretInfo[]>
  /** Throws NOT_FOUND for a secret that the plugin does not declare, VALIDATION_FAILED for what cannot be sent. */
  set(ctx: RequestContext, input: SecretName & { value: string }): Promise<void>
  /** One that is not set stays so. */
  clear(ctx: RequestContext, input: SecretName): Promise<void>
}

/** How long another process may still use a secret that was replaced or cleared. */
const FRESH_MILLISECONDS = 5_000
const DEFAULT_HEADERS = ['authorization']

/** @param secretKey 32 bytes as base64; encrypts the values at rest */
export function makePluginSecrets({ database, secretKey }: { database: Database; secretKey: string }): PluginSecrets {
  const box = makeSecretBox(secretKey)
  const known = makeTtlCache<string | null>(FRESH_MILLISECONDS)

  async function change(
    ctx: RequestContext,
    { plugin, name }: SecretName,
    write: (trx: Kysely<TenantTables>, row: PluginRow) => Promise<'set' | 'clear' | null>,
  ): Promise<void> {
    await database.transaction(ctx.tenant.schema, async (trx) => {
      const done = await write(trx, await readPluginRow(trx, ctx, { id: plugin, lock: true }))
      if (done === null) return
      await insertAdminAudit(trx, ctx, { action: `pluginSecret.${done}`, id: plugin, details: { secret: name } })
      await tellOfPlugin(trx, ctx.tenant, { plugin, what: 'secret' })
    })
    known.delete(keyOf(ctx.tenant, plugin, name))
  }

  return {
    read: (tenant, plugin, name) =>
      known.get(keyOf(tenant, plugin, name), async () => {
        const sealed = await readSealed(database.tenant(tenant.schema), { plugin, name })
        return sealed === null ? null : box.open(sealed)
      }),
    async list(ctx, plugin) {
      const db = database.tenant(ctx.tenant.schema)
      const { manifest } = await readPluginRow(db, ctx, { id: plugin })
      return listSecrets(manifest.secrets ?? [], await readSet(db, plugin, box))
    },
    set: (ctx, { plugin, name, value }) =>
      change(ctx, { plugin, name }, async (trx, { manifest }) => {
        const row = { plugin, name, value: box.seal(checkSecret(ctx, { manifest, name, value })) }
        const now = { set_at: sql<Date>`now()`, set_by: actorReference(ctx.actor) }
        await trx
          .insertInto('_plugin_secret')
          .values({ ...row, ...now })
          .onConflict((conflict) => conflict.columns(['plugin', 'name']).doUpdateSet({ value: row.value, ...now }))
          .execute()
        return 'set'
      }),
    clear: (ctx, { plugin, name }) =>
      change(ctx, { plugin, name }, async (trx) => {
        const secret = trx.deleteFrom('_plugin_secret').where('plugin', '=', plugin).where('name', '=', name)
        const { numDeletedRows } = await secret.executeTakeFirstOrThrow()
        return numDeletedRows > 0n ? 'clear' : null
      }),
  }
}

function keyOf({ schema }: Pick<TenantRef, 'schema'>, plugin: string, name: string): string {
  return JSON.stringify([schema, plugin, name])
}

async function readSealed(db: Kysely<TenantTables>, { plugin, name }: SecretName): Promise<string | null> {
  const row = await db
    .selectFrom('_plugin_secret')
    .select('value')
    .where('plugin', '=', plugin)
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value ?? null
}

type SetSecrets = Map<string, { set: { at: string; by: string }; unreadable: boolean }>

async function readSet(db: Kysely<TenantTables>, plugin: string, box: SecretBox): Promise<SetSecrets> {
  const rows = await db
    .selectFrom('_plugin_secret')
    .leftJoin('_user', (join) => join.on('_plugin_secret.set_by', '=', sql<string>`'user:' || ${sql.ref('_user.id')}`))
    .select(['_plugin_secret.name', '_plugin_secret.value', '_plugin_secret.set_by', '_user.name as person'])
    .select(sql<Date>`${sql.ref('_plugin_secret.set_at')}`.as('setAt'))
    .where('plugin', '=', plugin)
    .orderBy('_plugin_secret.name')
    .execute()
  return new Map(
    rows.map(({ name, value, set_by, person, setAt }) => {
      const set = { at: setAt.toISOString(), by: person ?? set_by }
      return [name, { set, unreadable: !canOpen(box, value) }]
    }),
  )
}

function listSecrets(declared: NonNullable<PluginRow['manifest']['secrets']>, set: SetSecrets): PluginSecretInfo[] {
  const known = declared.map(
    ({ name, label, help, hosts, headers }): PluginSecretInfo => ({
      ...{ name, label, help: help ?? null, hosts, headers: headers ?? DEFAULT_HEADERS },
      ...{ set: set.get(name)?.set ?? null, unused: false, unreadable: set.get(name)?.unreadable ?? false },
    }),
  )
  const others = [...set].filter(([name]) => !declared.some((secret) => secret.name === name))
  const unused = others.map(
    ([name, facts]): PluginSecretInfo => ({
      ...{ name, label: { en: name }, help: null, hosts: [], headers: [] },
      ...{ set: facts.set, unused: true, unreadable: facts.unreadable },
    }),
  )
  return [...known, ...unused]
}
