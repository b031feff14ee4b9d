import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { DataFate } from '@tenon/sdk/contract/plugins-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { mergeModel } from '../model/merge-model.ts'
import { contractsWithoutProvider } from './contract-bindings.ts'
import { editsWithout } from './edits-without.ts'
import { keptEdits } from './kept-edits.ts'
import { type LeavingData, leavingData } from './leaving-data.ts'
import { mergeTenantModel } from './merge-tenant-model.ts'
import { pluginNotInstalled } from './plugin-not-installed.ts'
import { readInstalled } from './read-installed.ts'
import { refuseHeldData } from './refuse-held-data.ts'

export interface PlannedRemoval {
  removed: PluginPackage
  /** Plugins that need it. */
  dependents: PluginPackage[]
  /** The model and the tenant's own layer without it. */
  document: ModelDocument
  edits: TenantEdits
  baseVersion: number
  /** What the model does not have any more. */
  leaving: LeavingData
  packages: { installed: PluginPackage[]; kept: PluginPackage[] }
  /** How edits of before become those of after. */
  convert: (edits: TenantEdits) => TenantEdits
}

/**
 * What is left when a plugin goes. Throws NOT_FOUND, REFERENCE_CONFLICT where it alone provides a contract that
 * somebody needs, and CONFLICT where data that must be kept would be deleted for good; where others depend on it, the document is as it is now.
 */
export async function planRemoval(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  { id, data = 'archive' }: { id: string; data?: DataFate },
): Promise<PlannedRemoval> {
  const { installed, edits, baseVersion } = await readInstalled(db)
  const removed = installed.find(({ manifest }) => manifest.id === id)
  if (removed === undefined) throw pluginNotInstalled(ctx, id, installed)
  const dependents = installed.filter(({ manifest }) => Object.hasOwn(manifest.dependencies ?? {}, id))
  const kept = dependents.length > 0 ? installed : installed.filter((plugin) => plugin !== removed)
  refuseConsumed(ctx, removed, kept)
  const before = mergeModel(installed, {}, ctx.locale)
  const after = mergeModel(kept, {}, ctx.locale)
  const convert = (own: TenantEdits) => {
    return data === 'keep' ? keptEdits(before, after, own) : editsWithout(before, after, own)
  }
  const left = convert(edits)
  const document = mergeTenantModel(kept, left, ctx.locale)
  const leaving = leavingData(mergeTenantModel(installed, edits, ctx.locale), document)
  if (data === 'purge') await refuseHeldData(db, ctx, { plugin: id, data: leaving })
  const packages = { installed, kept }
  return { removed, dependents, document, edits: left, baseVersion, leaving, packages, convert }
}

/** What provides a contract stays as long as somebody cannot do without it. */
function refuseConsumed({ locale }: RequestContext, { manifest: { id } }: PluginPackage, kept: PluginPackage[]): void {
  const [missing] = contractsWithoutProvider(kept)
  if (missing === undefined) return
  const { contract, consumer } = missing
  const problem: LocalizedText = {
    en: `plugin '${id}' provides the contract ${contract}, which plugin '${consumer.manifest.id}' needs: remove that first`,
    'zh-CN': `插件 '${id}' 提供契约 ${contract}，插件 '${consumer.manifest.id}' 需要它：请先移除后者`,
  }
  throw new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(problem, locale), plugin: id })
}
