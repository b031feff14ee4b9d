import type { Locale } from '@tenon/sdk/contract/locale'
import { translate } from '../locales/translate.ts'

/** What a part's source is called: `crm` → CRM, `real-estate` → Real estate, `tenant` → Your own. */
export function pluginName(source: string, locale: Locale): string {
  if (source === 'tenant') return translate(locale, 'ownPart')
  if (source.length <= 3) return source.toUpperCase()
  const words = source.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
