import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { readInstalledPlugins, type StoredPlugin } from './read-installed-plugins.ts'

/** What a change of plugins begins with, read from the tenant's tables. */
export interface Installed {
  /** In the order of their dependencies. */
  stored: StoredPlugin[]
  /** Their packages. */
  installed: PluginPackage[]
  edits: TenantEdits
  /** 0 before the first publishing. */
  baseVersion: number
}

export async function readInstalled(db: Kysely<TenantTables>): Promise<Installed> {
  const latest = await db
    .selectFrom('_model_version')
    .select(['version', 'edits'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const stored = await readInstalledPlugins(db)
  const installed = stored.map((plugin) => plugin.package)
  return { stored, installed, edits: latest?.edits ?? {}, baseVersion: latest?.version ?? 0 }
}
