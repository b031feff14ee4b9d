import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { readInstalledPlugins } from './plugin-store.ts'

/** What a change of plugins begins with, read from the tenant's tables. */
export interface Installed {
  /** In the order of their dependencies. */
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
  const installed = (await readInstalledPlugins(db)).map((plugin) => plugin.package)
  return { installed, edits: latest?.edits ?? {}, baseVersion: latest?.version ?? 0 }
}
