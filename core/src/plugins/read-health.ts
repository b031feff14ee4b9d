import type { HookOff, PluginHealth } from '@tenon/sdk/contract/plugins-api'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { InstalledPlugin } from './plugin-store.ts'

/** What an admin should look at, for any of the tenant's plugins. */
export async function readHealth(db: Kysely<TenantTables>): Promise<(plugin: InstalledPlugin) => PluginHealth> {
  const secrets = await db.selectFrom('_plugin_secret').select(['plugin', 'name']).execute()
  const at = sql<Date>`${sql.ref('at')}`.as('at')
  const alerts = await db
    .selectFrom('_plugin_alert')
    .select(['plugin', 'hook', 'version', at])
    .orderBy('at', 'desc')
    .orderBy('hook')
    .execute()
  return ({ package: { manifest }, settingsProblems }) => {
    const set = secrets.filter(({ plugin }) => plugin === manifest.id).map(({ name }) => name)
    return {
      hooksOff: alerts
        .filter(({ plugin }) => plugin === manifest.id)
        .map(({ hook, version, at }): HookOff => ({ hook, version, at: at.toISOString() })),
      settingsProblems,
      secretsMissing: (manifest.secrets ?? []).filter(({ name }) => !set.includes(name)).length,
    }
  }
}
