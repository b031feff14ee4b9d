import type { Kysely } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { HookIdentity } from '../sandbox/sandbox-event.ts'
import { tellOfPlugin } from './plugin-channel.ts'
import { readPluginRow } from './read-plugin-row.ts'

/**
 * Keeps, for the tenant's admins, that a hook was switched off, and tells those who are there. Any process may be the
 * one; whoever looks at another process must see it too.
 */
export function makeRaiseAlert({ database }: { database: Database }) {
  return async function raiseAlert({ tenantId, pluginId, version, target }: HookIdentity): Promise<void> {
    const tenants = database.control.selectFrom('tenant').select(['id', 'slug', 'schema'])
    const tenant = await tenants.where('id', '=', tenantId).executeTakeFirst()
    if (tenant === undefined) return
    await database.transaction(tenant.schema, async (trx) => {
      if (!(await isInstalled(trx, pluginId, version))) return
      const at = new Date()
      await trx
        .insertInto('_plugin_alert')
        .values({ plugin: pluginId, hook: target, version, at })
        .onConflict((conflict) => conflict.columns(['plugin', 'hook']).doUpdateSet({ version, at }))
        .execute()
      const details = { hook: target, version }
      await insertAdminAudit(trx, systemContext(tenant, 'job'), {
        action: 'plugin.hookDisabled',
        id: pluginId,
        details,
      })
      await tellOfPlugin(trx, tenant, { plugin: pluginId, what: 'alert' })
    })
  }
}

/** What a version did that is not there any more concerns nobody. */
async function isInstalled(trx: Kysely<TenantTables>, id: string, version: string): Promise<boolean> {
  const row = await trx
    .selectFrom('_plugin')
    .select('id')
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return row !== undefined
}

/** Lets a plugin's hooks be called again, in all processes, and takes its alerts away. Throws NOT_FOUND. */
export function makeResumePlugin({
  database,
  resume,
}: {
  database: Database
  /** In this process; the others hear of it. */
  resume: (plugin: { tenantId: string; pluginId: string }) => void
}) {
  return async function resumePlugin(ctx: RequestContext, id: string): Promise<void> {
    const { tenant } = ctx
    await database.transaction(tenant.schema, async (trx) => {
      await readPluginRow(trx, ctx, { id, lock: true })
      await trx.deleteFrom('_plugin_alert').where('plugin', '=', id).execute()
      await insertAdminAudit(trx, ctx, { action: 'plugin.resume', id, details: {} })
      await tellOfPlugin(trx, tenant, { plugin: id, what: 'resumed' })
    })
    resume({ tenantId: tenant.id, pluginId: id })
  }
}
