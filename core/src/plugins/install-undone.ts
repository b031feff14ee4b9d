import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'

/** The error of a migration or hook, and that all is as it was. `upgraded`: ids of plugins that were there before. */
export function installUndone(
  { locale }: Pick<RequestContext, 'locale'>,
  error: TenonError,
  upgraded: readonly string[],
): TenonError {
  const { code, message, problems, plugin = '' } = error
  const [done, doneZh] = upgraded.includes(plugin) ? ['upgraded', '升级'] : ['installed', '安装']
  const text: LocalizedText = {
    en: `plugin '${plugin}' was not ${done}, and everything is as it was before: ${message}`,
    'zh-CN': `插件 '${plugin}' 未能${doneZh}，一切已恢复原状：${message}`,
  }
  return new TenonError({ code, message: textIn(text, locale), problems, plugin, cause: error })
}
