import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** The one answer to what was not granted and to what does not exist. `of`: an entity, a host, or nothing. */
export function hostDenied({ locale }: { locale: Locale }, method: string, of = ''): TenonError {
  const whose = of === '' ? { en: '', 'zh-CN': '' } : { en: ` of '${of}'`, 'zh-CN': `（“${of}”）` }
  const message = {
    en: `${method}${whose.en} is not among the plugin's capabilities.`,
    'zh-CN': `${method}${whose['zh-CN']}不在插件的权限之内。`,
  }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}
