import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { mergePackages } from '../model/merge-packages.ts'

interface Packages {
  /** In the order of their dependencies. */
  before: readonly PluginPackage[]
  after: readonly PluginPackage[]
}

/** What plugins give before and after a change of them, without the tenant's edits. */
export function partsOf({ before, after }: Packages, locale: Locale): Record<keyof Packages, ModelDocument> {
  return { before: mergePackages(before, locale), after: mergePackages(after, locale) }
}
