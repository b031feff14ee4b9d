import type { PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Kysely, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import { CONTROL_SCHEMA } from '../db/database.ts'
import { onControlPlane } from '../db/on-control-plane.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { pruneSchedules, syncSchedules } from '../schedules/sync-schedules.ts'
import { pruneWebhooks, syncWebhooks } from '../webhooks/sync-webhooks.ts'

/**
 * Brings what is kept of plugins' schedules and webhooks in step with their packages, in the transaction that installs
 * them. What a new version no longer has stays until `prunePluginWork`: an install that is undone finds it again.
 */
export async function syncPluginWork(
  trx: Kysely<TenantTables>,
  tenant: TenantRef,
  packages: readonly PluginPackage[],
): Promise<void> {
  for (const { manifest } of packages) {
    await onControlPlane(() => syncSchedules(trx, tenant, manifest))
    await syncWebhooks(trx, manifest)
  }
  if (!packages.some(hasWork)) return
  const tenants = sql.id(CONTROL_SCHEMA, 'tenant')
  const noting = sql`update ${tenants} set has_plugin_work = true where id = ${tenant.id}::uuid and not has_plugin_work`
  await onControlPlane(() => noting.execute(trx))
}

/** Takes away what plugins' manifests do not declare any more. */
export async function prunePluginWork(
  trx: Kysely<TenantTables>,
  tenant: TenantRef,
  manifests: ReadonlyArray<Pick<PluginManifest, 'id' | 'schedules' | 'webhooks'>>,
): Promise<void> {
  for (const manifest of manifests) {
    await onControlPlane(() => pruneSchedules(trx, tenant, manifest))
    await pruneWebhooks(trx, manifest)
  }
}

/**
 * Takes away the tasks of a plugin that has gone: nobody is there any more to do them. Of those at work nothing is written
 * down any more, and none is tried again. Its row has to be deleted before, for which whoever writes a task waits; and its
 * schedules before that, as a schedule that fires locks them first.
 */
export async function removePluginTasks(trx: Kysely<TenantTables>, id: string): Promise<void> {
  await trx
    .deleteFrom('_plugin_task')
    .where('plugin', '=', id)
    .where('status', 'in', ['waiting', 'running'])
    .where('kind', '!=', 'lifecycle')
    .execute()
}

/** Topics of hooks that are run by tasks, or by an install, which whoever comes after a process that died looks for. */
const WORKING = ['jobs', 'schedules', 'webhooks', 'events', 'lifecycle', 'migrations'] as const

function hasWork({ hooks }: PluginPackage): boolean {
  return WORKING.some((topic) => hooks[topic].length > 0)
}
