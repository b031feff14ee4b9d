import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { commandContext } from './command-context.ts'
import { followRun } from './follow-run.ts'
import { pluginFolder } from './plugin-folder.ts'

/** Loads plugins from their folders and installs them together, by the path that any plugin takes. */
export async function installFolders(tenon: Tenon, tenant: TenantRef, folders: string[]): Promise<void> {
  if (folders.length === 0) return
  const packages = await Promise.all(
    folders.map((folder) => tenon.loadPluginFolder(pluginFolder(folder), { apart: true })),
  )
  const ctx = commandContext(tenant)
  await followRun(tenon, ctx, { outcome: await tenon.installPlugins(ctx, packages) })
}
