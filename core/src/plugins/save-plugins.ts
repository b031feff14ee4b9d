import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { maskedSettings } from './masked-settings.ts'
import type { GrantAnswer } from './new-capabilities.ts'
import { pendingOf } from './pending-install.ts'
import { tellOfPlugin } from './plugin-channel.ts'

export interface SavedPlugins {
  packages: readonly PluginPackage[]
  answer: GrantAnswer
  /** Plugin id → settings to begin with, checked. Others keep theirs. */
  settings: Readonly<Record<string, JsonObject>>
  /** Plugin id → what the audit trail shall say besides, such as where it came from. */
  notes: Readonly<Record<string, JsonObject>>
  /** UUID of an install that is pending until its hooks have succeeded; null where there are none. */
  change: string | null
  /** Model version that comes into force with it. */
  modelVersion: number
}

type Trx = Kysely<TenantTables>

/** Writes plugins, new ones and other versions: what was granted before stays granted where it is still asked for. */
export async function savePlugins(trx: Trx, ctx: RequestContext, saved: SavedPlugins): Promise<void> {
  const { packages, answer, settings, notes, change, modelVersion } = saved
  const pending = change === null ? { inserted: null, replacing: null } : pendingOf(change, modelVersion)
  const before = await lockInstalled(trx, packages)
  for (const plugin of packages) {
    const { id, version } = plugin.manifest
    const known = before.get(id)
    const grants = grantsOf(plugin, known?.grants ?? [], answer)
    const own = Object.hasOwn(settings, id) ? settings[id] : undefined
    const row = { id, version, package: JSON.stringify(plugin), grants, pending }
    await upsert(trx, { ...row, ...(own !== undefined && { settings: JSON.stringify(own) }) })
    await trx.deleteFrom('_plugin_alert').where('plugin', '=', id).execute()
    // What an earlier installation was paused for says nothing of this one.
    await tellOfPlugin(trx, ctx.tenant, { plugin: id, what: 'resumed' })
    await insertAdminAudit(trx, ctx, {
      action: known === undefined ? 'plugin.install' : 'plugin.upgrade',
      id,
      details: {
        ...{ version, from: known?.version ?? null, grants, integrity: plugin.integrity },
        ...(own !== undefined && { settings: maskedSettings(plugin.manifest.settings, own) }),
        ...notes[id],
      },
    })
  }
}

/**
 * Locked, so that a capability which an admin takes back meanwhile stays taken back. No key changes: a stronger lock
 * would wait for the plugin's code to be done with its store, which a busy one never is.
 */
async function lockInstalled(trx: Trx, packages: readonly PluginPackage[]) {
  if (packages.length === 0) return new Map<string, never>()
  const ids = packages.map(({ manifest }) => manifest.id)
  const rows = await trx
    .selectFrom('_plugin')
    .select(['id', 'version', 'grants'])
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Never more than the manifest asks for. */
function grantsOf({ manifest }: PluginPackage, granted: readonly string[], answer: GrantAnswer): string[] {
  const agreed = answer === 'all' ? null : Object.hasOwn(answer, manifest.id) ? answer[manifest.id] : []
  const asked = (manifest.capabilities ?? []).map(({ capability }) => capability)
  return asked.filter((capability) => agreed === null || granted.includes(capability) || agreed?.includes(capability))
}

interface Row {
  id: string
  version: string
  package: string
  grants: string[]
  settings?: string
  pending: { inserted: string | null; replacing: RawBuilder<string> | null }
}

async function upsert(trx: Trx, { pending, ...row }: Row): Promise<void> {
  await trx
    .insertInto('_plugin')
    .values({ ...row, pending: pending.inserted })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        version: eb.ref('excluded.version'),
        package: eb.ref('excluded.package'),
        grants: eb.ref('excluded.grants'),
        settings: sql<string>`coalesce(excluded.settings, ${sql.ref('_plugin.settings')})`,
        revision: sql<number>`${sql.ref('_plugin.revision')} + 1`,
        settings_revision: sql<number>`${sql.ref('_plugin.settings_revision')} + 1`,
        installed_at: eb.fn('now'),
        pending: pending.replacing,
      })),
    )
    .execute()
}
