import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** PLUGIN_LOAD_FAILED for a hook that was there once: its plugin has gone, or another version came. */
export function hookNotThere(locale: Locale, { plugin, target }: { plugin: string; target: string }): TenonError {
  const texts = {
    en: `${target} is code of plugin ${plugin}, which is not installed or has no such hook any more.`,
    'zh-CN': `${target} 是插件 ${plugin} 的代码，而该插件未安装，或已没有此钩子。`,
  }
  return new TenonError({ code: 'PLUGIN_LOAD_FAILED', message: textIn(texts, locale), texts, plugin })
}
