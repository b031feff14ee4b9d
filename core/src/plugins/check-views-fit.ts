import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { checkFilterWords } from '../model/check/check-filter-words.ts'
import { checkView } from '../model/check/check-view.ts'
import { within } from '../model/check/model-problem.ts'
import { partFile } from './part-file.ts'
import { pluginInvalid } from './plugin-problem.ts'

/**
 * Throws PLUGIN_INVALID where a view names an entity, a field, an option or a stage that no installed plugin has, or
 * filters by what cannot be compared so. The document is that of all plugins together, without the tenant's edits.
 */
export function checkViewsFit(plugin: PluginPackage, document: ModelDocument, locale: Locale): void {
  const { id } = plugin.manifest
  const problems = plugin.views.flatMap((view) => {
    const found = checkView({ ...view, source: id }, document)
    const words =
      found.length > 0 || view.where === undefined ? [] : checkFilterWords(view.where, view.entity, document)
    const file = partFile('view', view.name)
    return [...found, ...within('/where', words)].map((problem) => ({ ...problem, file }))
  })
  if (problems.length > 0) throw pluginInvalid(problems, locale, id)
}
