import type { EditChoice, EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { RequestContext } from '../context/request-context.ts'
import type { BorrowedColumns } from '../model/edits/standing-columns.ts'
import { mergeModel } from '../model/merge-model.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { carryTenantEdits } from './carry-tenant-edits.ts'
import { checkCodeFits } from './check-code-fits.ts'
import { checkContracts } from './check-contracts.ts'
import { checkHeardEvents } from './check-heard-events.ts'
import { checkViewsFit } from './check-views-fit.ts'
import { findProviders } from './find-providers.ts'
import { orderPackages } from './order-packages.ts'
import { BUNDLED_PLUGINS, type PluginShelves } from './plugin-shelves.ts'

interface Merge {
  installed: readonly PluginPackage[]
  /** Other plugins, or other versions of installed ones. */
  added: readonly PluginPackage[]
  edits: TenantEdits
  /** What has been chosen where plugins change what the tenant has edited, and what holds where nothing has. */
  choices?: EditChoices | undefined
  otherwise?: EditChoice | undefined
  /** Columns that are in lists of the edits because plugins had them. */
  borrowed?: BorrowedColumns | undefined
  /** Where plugins lie that could be installed too, to be named when one of them is needed. */
  shelves?: PluginShelves | undefined
}

export interface MergedPlugins {
  /** All of them, in the order of their dependencies. */
  packages: PluginPackage[]
  /** The model that the tenant would have with them. */
  document: ModelDocument
  /** The tenant's edits on them, and where these meet a change of a plugin. */
  edits: TenantEdits
  conflicts: EditConflict[]
}

/** What a tenant would have with these plugins. Throws PLUGIN_INVALID, PLUGIN_CLASH, SCHEMA_INVALID. */
export async function mergeChecked({ locale }: RequestContext, merge: Merge): Promise<MergedPlugins> {
  const { installed, added, shelves = [] } = merge
  const replaced = new Set(added.map((plugin) => plugin.manifest.id))
  const together = [...installed.filter((plugin) => !replaced.has(plugin.manifest.id)), ...added]
  const candidates = await findProviders(together, [...shelves, BUNDLED_PLUGINS])
  const packages = orderPackages(together, locale)
  const parts = mergePackages(packages, locale)
  // Before the whole is checked: here it is known from which file a view comes.
  for (const plugin of added) checkViewsFit(plugin, parts, locale)
  // Without the tenant's edits: an entity that an admin took away is still one that a plugin's code may name.
  const own = mergeModel(packages, {}, locale)
  for (const plugin of added) checkCodeFits(plugin, { packages, document: own, locale })
  checkHeardEvents(packages, locale)
  checkContracts(packages, { document: own, locale, candidates, installed })
  return { packages, ...carryTenantEdits({ ...merge, packages, locale }) }
}
