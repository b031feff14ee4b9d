import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

/** Ways in which plugin code can fail its caller, or not be run at all: codes of the closed table. */
export type PluginFailureCode = Extract<TenonErrorCode, `PLUGIN_${string}` | 'RATE_LIMITED' | 'UNAVAILABLE'>

export interface FailurePlace {
  pluginId: string
  version: string
  /** `entities.vehicle.beforeCreate`; empty when the script itself is at fault. */
  target: string
  /** What the code is to whoever waits for it, to begin a sentence with; without it, it is told by its target. */
  inWords?: LocalizedText | null
  locale: Locale
}

/** Both parts are in the reader's language already. */
type FailureText = (who: string, detail: string) => LocalizedText

const TEXTS: Partial<Record<PluginFailureCode, FailureText>> = {
  PLUGIN_TIMEOUT: (who, detail) => ({
    en: `${who} did not finish and was stopped: ${detail}.`,
    'zh-CN': `${who}未能结束，已被停止：${detail}。`,
  }),
  PLUGIN_CPU_LIMIT: (who, detail) => ({
    en: `${who} used too much processor time: ${detail}.`,
    'zh-CN': `${who}占用的处理器时间过多：${detail}。`,
  }),
  PLUGIN_MEMORY_LIMIT: (who) => ({
    en: `${who} used more memory than it may and was stopped.`,
    'zh-CN': `${who}使用的内存超出上限，已被停止。`,
  }),
  PLUGIN_THREW: (who, detail) => ({ en: `${who} failed: ${detail}`, 'zh-CN': `${who}出错：${detail}` }),
  PLUGIN_BAD_RETURN: (who, detail) => ({
    en: `${who} gave an answer that cannot be used: ${detail}.`,
    'zh-CN': `${who}返回了无法使用的结果：${detail}。`,
  }),
  PLUGIN_LOAD_FAILED: (who, detail) => ({
    en: `The code of ${who.replace(/^The /, 'the ')} could not be loaded: ${detail}.`,
    'zh-CN': `无法加载 ${who}的代码：${detail}。`,
  }),
  PLUGIN_HOST_CALL_LIMIT: (who, detail) => ({
    en: `${who} asked its host for too much: ${detail}`,
    'zh-CN': `${who}对宿主的调用超出上限：${detail}`,
  }),
  PLUGIN_WORKER_RESTARTED: (who) => ({
    en: `${who} was interrupted, because the process it ran in ended. Please try again.`,
    'zh-CN': `${who}因其所在进程结束而中断，请重试。`,
  }),
  RATE_LIMITED: (who) => ({
    en: `${who} was not run: plugins have used up their share of processor time or have too many calls waiting. Please try again in a few seconds.`,
    'zh-CN': `${who}未运行：插件占用的处理器时间已达上限，或等待的调用过多，请几秒后重试。`,
  }),
  UNAVAILABLE: (who) => ({
    en: `${who} was not run: too many calls of plugins are waiting. Please try again in a few seconds.`,
    'zh-CN': `${who}未运行：等待的插件调用过多，请几秒后重试。`,
  }),
  PLUGIN_CIRCUIT_OPEN: (who) => ({
    en: `${who} has failed repeatedly and is paused for a while. Please try again later.`,
    'zh-CN': `${who}连续失败，已暂停运行，请稍后再试。`,
  }),
}

/** An error in plain words that names the plugin and the hook. `detail` says what exactly, without a final stop. */
export function pluginFailure(
  code: PluginFailureCode,
  place: FailurePlace,
  detail: string | LocalizedText = '',
): TenonError {
  const textFor = (locale: Locale) => {
    const who = textIn(whoOf(place), locale)
    const said = textIn(detail, locale)
    return textIn(TEXTS[code]?.(who, said) ?? `${who}: ${said}`, locale)
  }
  const texts = { en: textFor('en'), 'zh-CN': textFor('zh-CN') }
  return new TenonError({ code, message: texts[place.locale], texts, plugin: place.pluginId })
}

/** In Chinese, names of code have a space between them and what follows. */
function whoOf({ pluginId, version, target, inWords }: FailurePlace): LocalizedText {
  if (inWords != null) return inWords
  const plugin = `${pluginId} ${version}`
  if (target === '') return { en: `plugin ${plugin}`, 'zh-CN': `插件 ${plugin} ` }
  return { en: `${target} (plugin ${plugin})`, 'zh-CN': `${target}（插件 ${plugin}） ` }
}
