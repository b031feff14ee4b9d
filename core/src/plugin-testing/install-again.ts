import { randomUUID } from 'node:crypto'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'

/** What an install does in an empty tenant besides its tables: `onInstall` of the plugins, in their order. */
export async function installAgain(
  { pluginWork }: Pick<Tenon, 'pluginWork'>,
  packages: readonly PluginPackage[],
  { tenant, signal }: { tenant: TenantRef; signal: AbortSignal },
): Promise<void> {
  for (const { manifest, hooks } of packages) {
    if (!hooks.lifecycle.includes('onInstall')) continue
    await pluginWork.runPluginHook(tenant, {
      plugin: manifest.id,
      topic: 'lifecycle',
      name: 'onInstall',
      args: { fromVersion: null, toVersion: manifest.version },
      kind: 'afterHook',
      returns: 'nothing',
      eventId: randomUUID(),
      depth: 0,
      signal,
    })
  }
}
