import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { RequestContext } from '../context/request-context.ts'
import { mergeModel } from '../model/merge-model.ts'
import { checkCodeFits } from './check-code-fits.ts'
import { orderPackages } from './order-packages.ts'

interface Merge {
  installed: readonly PluginPackage[]
  /** Other plugins, or other versions of installed ones. */
  added: readonly PluginPackage[]
  edits: TenantEdits
}

/** The model that a tenant would have with these plugins. Throws PLUGIN_INVALID, PLUGIN_CLASH, SCHEMA_INVALID. */
export function mergeChecked({ locale }: RequestContext, { installed, added, edits }: Merge): ModelDocument {
  const replaced = new Set(added.map((plugin) => plugin.manifest.id))
  const kept = installed.filter((plugin) => !replaced.has(plugin.manifest.id))
  const ordered = orderPackages([...kept, ...added], locale)
  // Without the tenant's edits: an entity that an admin took away is still one that a plugin's code may name.
  const own = mergeModel(ordered, {}, locale)
  for (const plugin of added) checkCodeFits(plugin, own, locale)
  return mergeModel(ordered, edits, locale)
}
