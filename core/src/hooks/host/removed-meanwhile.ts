import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** For code that was still at work when its plugin went. */
export function removedMeanwhile({ locale }: { locale: Locale }, plugin: string): TenonError {
  const message = {
    en: `The plugin '${plugin}' has been removed; its code may not ask for anything any more.`,
    'zh-CN': `插件“${plugin}”已被移除，其代码不能再请求任何内容。`,
  }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale), plugin })
}
