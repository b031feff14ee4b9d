import { CORE_EVENT_SOURCE, CORE_EVENTS } from '@tenon/sdk/contract/core-events'
import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { expectedNames } from '../model/expected-names.ts'
import { dependenciesOf } from './dependencies-of.ts'
import { fileProblem, pluginInvalid } from './plugin-problem.ts'

/**
 * Throws PLUGIN_INVALID where a plugin's code hears an event that neither itself nor a plugin that it depends on
 * declares: it would never come.
 */
export function checkHeardEvents(packages: readonly PluginPackage[], locale: Locale): void {
  const manifests = packages.map(({ manifest }) => manifest)
  for (const { manifest, hooks } of packages) {
    const within = dependenciesOf(manifest.id, manifests)
    const problems = hooks.events.flatMap((event) => {
      const text = problemOf(event, { own: manifest.id, within, packages })
      return text === null ? [] : [fileProblem('hooks.ts', 'unknownEvent', text)]
    })
    if (problems.length > 0) throw pluginInvalid(problems, locale, manifest.id)
  }
}

interface Surroundings {
  own: string
  /** Ids of what the plugin depends on. */
  within: ReadonlySet<string>
  packages: readonly PluginPackage[]
}

function problemOf(event: string, { own, within, packages }: Surroundings): LocalizedText | null {
  const [emitter = '', name = ''] = event.split('.')
  const heard = `'events["${event}"]'`
  if (emitter === CORE_EVENT_SOURCE) return coreProblem(heard, event)
  if (emitter !== own && !within.has(emitter)) {
    return {
      en: `${heard}: plugin '${own}' does not depend on '${emitter}', whose event it would be; add it to /dependencies of plugin.json`,
      'zh-CN': `${heard}：插件 '${own}' 未依赖 '${emitter}'，该事件属于后者；请将其加入 plugin.json 的 /dependencies`,
    }
  }
  const declared = packages.find(({ manifest }) => manifest.id === emitter)?.manifest.events ?? []
  if (declared.some((one) => one.name === name)) return null
  const expected = expectedNames(
    event,
    declared.map((one) => `${emitter}.${one.name}`),
  )
  return {
    en: `${heard}: plugin '${emitter}' declares no event '${name}' in its plugin.json; ${expected.en}`,
    'zh-CN': `${heard}：插件 '${emitter}' 的 plugin.json 未声明事件 '${name}'；${expected['zh-CN']}`,
  }
}

function coreProblem(heard: string, event: string): LocalizedText | null {
  const known = CORE_EVENTS.map((name) => `${CORE_EVENT_SOURCE}.${name}`)
  if (known.includes(event)) return null
  const expected = expectedNames(event, known)
  return {
    en: `${heard}: Tenon itself has no such event; ${expected.en}`,
    'zh-CN': `${heard}：Tenon 没有此事件；${expected['zh-CN']}`,
  }
}
