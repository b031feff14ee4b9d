import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { pluginNotInstalled } from './plugin-not-installed.ts'

export interface PluginRow {
  manifest: PluginManifest
  grants: string[]
  settings: JsonObject
  revision: number
  settingsRevision: number
}

/**
 * One installed plugin as it is now, whatever this process remembers; `lock` keeps others from changing it until the
 * transaction ends. Throws NOT_FOUND naming those that are there.
 */
export async function readPluginRow(
  db: Kysely<TenantTables>,
  ctx: Pick<RequestContext, 'locale'>,
  { id, lock = false }: { id: string; lock?: boolean },
): Promise<PluginRow> {
  const query = db
    .selectFrom('_plugin')
    .select(['grants', 'settings', 'revision', 'settings_revision as settingsRevision', manifestOf()])
    .where('id', '=', id)
  const row = await (lock ? query.forNoKeyUpdate() : query).executeTakeFirst()
  if (row !== undefined) return { ...row, settings: row.settings ?? {} }
  const others = await db.selectFrom('_plugin').select(manifestOf()).orderBy('id').execute()
  throw pluginNotInstalled(ctx, id, others)
}

/** Without the code, which can be a megabyte. */
function manifestOf() {
  return sql<PluginManifest>`${sql.ref('package')} -> 'manifest'`.as('manifest')
}
