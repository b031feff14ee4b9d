import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'

interface Undone {
  /** Ids of plugins that were there before. */
  upgraded: readonly string[]
  /** Of how many records that hooks wrote something stays. */
  left: number
}

/** The error of a migration or hook, and that all is as it was. */
export function installUndone(
  { locale }: Pick<RequestContext, 'locale'>,
  error: TenonError,
  { upgraded, left }: Undone,
): TenonError {
  const { code, message, problems, plugin = '' } = error
  const [done, doneZh] = upgraded.includes(plugin) ? ['upgraded', '升级'] : ['installed', '安装']
  const but = left === 0 ? '' : `, but for ${left} of the records that its hook had written`
  const butZh = left === 0 ? '' : `（其钩子写入的 ${left} 条记录除外）`
  const text: LocalizedText = {
    en: `plugin '${plugin}' was not ${done}, and everything is as it was before${but}: ${message}`,
    'zh-CN': `插件 '${plugin}' 未能${doneZh}，一切已恢复原状${butZh}：${message}`,
  }
  return new TenonError({ code, message: textIn(text, locale), problems, plugin, cause: error })
}
