import type { PluginIdInput, RemovalPreview } from '@tenon/sdk/contract/plugins-api'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { PlanModel } from '../schema-change/plan-model.ts'
import { planRemoval } from './plan-removal.ts'
import { readPluginRow } from './read-plugin-row.ts'

export type PreviewRemoval = (ctx: RequestContext, input: PluginIdInput) => Promise<RemovalPreview>

/** What removing a plugin would put aside and delete. That the actor may do this is for the caller to check. */
export function makePreviewRemoval({
  database,
  planModel,
}: {
  database: Database
  planModel: PlanModel
}): PreviewRemoval {
  return async function previewRemoval(ctx, { id }) {
    const db = database.tenant(ctx.tenant.schema)
    const { document, dependents } = await planRemoval(db, ctx, id)
    const secrets = await db.selectFrom('_plugin_secret').select('name').where('plugin', '=', id).execute()
    const { settings } = await readPluginRow(db, ctx, { id })
    return {
      plan: await planModel(ctx, document),
      dependents: dependents.map(({ manifest }) => ({ id: manifest.id, label: manifest.label })),
      secrets: secrets.length,
      settings: Object.keys(settings).length,
    }
  }
}
