import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { PluginInfo } from '@tenon/sdk/contract/plugins-api'
import { translate } from '../locales/translate.ts'

export interface PluginNaming {
  plugins: readonly PluginInfo[]
  locale: Locale
}

/** What a part's source is called: the plugin's own label, or “Your own” for what the tenant has added. */
export function pluginName(source: string, { plugins, locale }: PluginNaming): string {
  if (source === 'tenant') return translate(locale, 'ownPart')
  const plugin = plugins.find(({ id }) => id === source)
  return plugin ? textIn(plugin.label, locale) : source
}
