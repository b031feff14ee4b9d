import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { completePackage } from './complete-package.ts'

/** An install whose hooks have not all succeeded yet: it is finished or undone, whatever happens meanwhile. */
export interface PendingInstall {
  /** UUID. */
  change: string
  /** Model version that it published; null where it was written before that was noted. */
  version: number | null
  plugins: Array<{
    id: string
    version: string
    /** What it took the place of; null for a plugin that was not there. */
    previous: PluginPackage | null
  }>
}

/** Installs of a tenant that are pending; mostly none, and then it is one small query. */
export async function readPendingInstalls(db: Kysely<TenantTables>): Promise<PendingInstall[]> {
  const rows = await db
    .selectFrom('_plugin')
    .select(['id', 'version', 'pending'])
    .where('pending', 'is not', null)
    .orderBy('id')
    .execute()
  const installs = new Map<string, PendingInstall>()
  for (const { id, version, pending } of rows) {
    if (pending === null) continue
    const install = installs.get(pending.change) ?? {
      change: pending.change,
      version: pending.version ?? null,
      plugins: [],
    }
    const previous = pending.previous === null ? null : completePackage(pending.previous.package)
    install.plugins.push({ id, version, previous })
    installs.set(pending.change, install)
  }
  return [...installs.values()]
}

/** Value of `pending` for a row that an install inserts, or replaces: what was there is kept in it. */
export function pendingOf(change: string, version: number) {
  return {
    inserted: JSON.stringify({ change, version, previous: null }),
    replacing: sql<string>`json_build_object('change', ${change}::text, 'version', ${version}::int, 'previous', json_build_object(
      'version', _plugin.version, 'package', _plugin.package, 'grants', _plugin.grants,
      'settings', _plugin.settings, 'installedAt', _plugin.installed_at))`,
  }
}

const isOf = (change: string) => sql<boolean>`pending ->> 'change' = ${change}`

/** From now on the install cannot be undone. */
export async function clearPending(trx: Kysely<TenantTables>, change: string): Promise<void> {
  await trx.updateTable('_plugin').set({ pending: null }).where(isOf(change)).execute()
}

/** Puts back what was there before the install. False where it is not pending any more. */
export async function restorePrevious(trx: Kysely<TenantTables>, change: string): Promise<boolean> {
  const rows = await trx.selectFrom('_plugin').select('id').where(isOf(change)).forNoKeyUpdate().execute()
  if (rows.length === 0) return false
  const replaced = sql<boolean>`json_typeof(pending -> 'previous') = 'object'`
  await trx.deleteFrom('_plugin').where(isOf(change)).where(sql<boolean>`not ${replaced}`).execute()
  await trx
    .updateTable('_plugin')
    .set({
      version: sql<string>`pending #>> '{previous,version}'`,
      package: sql<string>`pending #> '{previous,package}'`,
      grants: sql<string[]>`array(select json_array_elements_text(pending #> '{previous,grants}'))`,
      settings: sql<string>`case when json_typeof(pending #> '{previous,settings}') = 'object'
        then pending #> '{previous,settings}' end`,
      revision: sql<number>`revision + 1`,
      settings_revision: sql<number>`settings_revision + 1`,
      installed_at: sql<Date>`(pending #>> '{previous,installedAt}')::timestamptz`,
      pending: null,
    })
    .where(isOf(change))
    .execute()
  return true
}
