import type { SetGrantInput } from '@tenon/sdk/contract/plugins-api'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { capabilityNotAsked } from './capability-not-asked.ts'
import { tellOfPlugin } from './plugin-channel.ts'
import type { PluginStore } from './plugin-store.ts'
import { readPluginRow } from './read-plugin-row.ts'

export type SetGrant = (ctx: RequestContext, input: SetGrantInput) => Promise<{ grants: string[] }>

/**
 * Grants a capability or takes it back, in all processes; calls under way end by what they began with.
 * That the actor may do this is for the caller to check. Throws NOT_FOUND, VALIDATION_FAILED.
 */
export function makeSetGrant({
  database,
  plugins,
}: {
  database: Database
  plugins: Pick<PluginStore, 'invalidate'>
}): SetGrant {
  return async function setGrant(ctx, { id, capability, granted }) {
    const result = await database.transaction(ctx.tenant.schema, async (trx) => {
      const row = await readPluginRow(trx, ctx, { id, lock: true })
      const asked = (row.manifest.capabilities ?? []).map((request) => request.capability)
      if (!asked.includes(capability)) {
        throw capabilityNotAsked(ctx, { plugin: id, capability, asked, pointer: '/capability' })
      }
      if (row.grants.includes(capability) === granted) return row.grants
      const grants = asked.filter((one) => (one === capability ? granted : row.grants.includes(one)))
      const revision = row.revision + 1
      await trx.updateTable('_plugin').set({ grants, revision }).where('id', '=', id).execute()
      const action = granted ? 'plugin.grant' : 'plugin.withdraw'
      await insertAdminAudit(trx, ctx, { action, id, details: { capability } })
      await tellOfPlugin(trx, ctx.tenant, { plugin: id, what: 'changed' })
      return grants
    })
    plugins.invalidate(ctx.tenant)
    return { grants: result }
  }
}
