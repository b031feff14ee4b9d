import { isDeepStrictEqual } from 'node:util'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { BorrowedColumns } from '../model/edits/standing-columns.ts'
import { spoken } from './spoken.ts'

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

/** What brings an earlier version's edits back needs as well. */
export interface RestoreTools extends DraftTools {
  /** Carries edits over from what plugins gave once to what they are today; `edits` have the tenant's value in a conflict. */
  carryEdits: (carry: {
    before: ModelDocument
    packages: readonly PluginPackage[]
    edits: TenantEdits
    locale: Locale
    borrowed: BorrowedColumns
  }) => { edits: TenantEdits; conflicts: EditConflict[] }
}

/** What edits give on the tenant's plugins, and how to make sure that those are still the ones when it is published. */
export interface MergedEdits {
  document: ModelDocument
  /** Hashes of the plugins' packages. */
  packages: string[]
  /** Throws VERSION_CONFLICT where a plugin was installed, upgraded or removed since. */
  checkPackages: (trx: Kysely<TenantTables>) => Promise<void>
}

/** Merges for publishing. The plugins may come from this process's memory, which hears late of what others install. */
export async function mergeForPublishing(
  { packages, mergeModel }: DraftTools,
  ctx: RequestContext,
  edits: TenantEdits,
): Promise<MergedEdits> {
  const merged = await packages(ctx.tenant)
  const hashes = merged.map((plugin) => plugin.integrity)
  return {
    document: mergeModel(merged, edits, ctx.locale),
    packages: hashes,
    checkPackages: (trx) => checkInstalled(trx, ctx, hashes),
  }
}

/** @throws TenonError VERSION_CONFLICT where other packages are installed than those with these hashes */
export async function checkInstalled(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  expected: readonly string[],
): Promise<void> {
  const integrity = sql<string>`${sql.ref('package')} ->> 'integrity'`.as('integrity')
  const installed = await trx.selectFrom('_plugin').select(integrity).execute()
  const hashes = installed.map((row) => row.integrity).sort()
  if (!isDeepStrictEqual(hashes, [...expected].sort())) throw pluginsChanged(ctx)
}

function pluginsChanged(ctx: RequestContext): TenonError {
  return new TenonError({
    code: 'VERSION_CONFLICT',
    message: spoken(ctx, {
      en: 'A plugin was installed or upgraded meanwhile: look at the plan again.',
      'zh-CN': '期间安装或升级了插件：请重新查看计划。',
    }),
  })
}

/** The checked document that `edits` give on top of the tenant's plugins. */
export async function mergeEdits(
  { packages, mergeModel }: DraftTools,
  ctx: RequestContext,
  edits: TenantEdits,
): Promise<ModelDocument> {
  return mergeModel(await packages(ctx.tenant), edits, ctx.locale)
}
