import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'

/** What the verbs on a draft close over. */
export interface DraftTools {
  database: Database
  /** The tenant's plugins in the order of their dependencies. */
  packages: (tenant: TenantRef) => Promise<PluginPackage[]>
  /** Throws SCHEMA_INVALID with a pointer per problem. */
  mergeModel: (packages: readonly PluginPackage[], edits: TenantEdits, locale?: Locale) => ModelDocument
  /** Throws FORBIDDEN for anybody who may not change the model. */
  requireAdmin: (ctx: RequestContext) => void | Promise<void>
}

/** The checked document that `edits` give on top of the tenant's plugins. */
export async function mergeEdits(
  { packages, mergeModel }: DraftTools,
  ctx: RequestContext,
  edits: TenantEdits,
): Promise<ModelDocument> {
  return mergeModel(await packages(ctx.tenant), edits, ctx.locale)
}
