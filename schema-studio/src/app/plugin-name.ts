import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginInfo } from '@tenon/sdk/contract/plugins-api'
import { translate } from '../locales/translate.ts'

export interface PluginNaming {
  plugins: readonly PluginInfo[]
  /** By the ids of those that somebody sees parts of who may not list plugins. */
  labels?: Readonly<Record<string, LocalizedText>> | undefined
  locale: Locale
}

/** What a part's source is called: the plugin's own label, or “Your own” for what the tenant has added. */
export function pluginName(source: string, { plugins, labels = {}, locale }: PluginNaming): string {
  if (source === 'tenant') return translate(locale, 'ownPart')
  const label = plugins.find(({ id }) => id === source)?.label ?? labels[source]
  return label === undefined ? source : textIn(label, locale)
}
