import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { HookInventory, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'

/**
 * Capabilities that none of a plugin's hooks could use: they harm nobody, but an admin is asked to grant them. Hooks that
 * judge or compute may ask the host for nothing; before-hooks, imports and metrics may only read.
 */
export function idleCapabilities({ manifest, hooks }: PluginPackage): PluginProblem[] {
  const { reads, writes } = abilities(hooks)
  return (manifest.capabilities ?? []).flatMap(({ capability }, index) => {
    // It opens fields of the records that any hook is given.
    if (capability.endsWith(':reveal')) return []
    const changes = /:(write|delete)$/.test(capability)
    if (changes ? writes : reads) return []
    const pointer = `/capabilities/${index}/capability`
    return [{ ...fileProblem('plugin.json', 'idle', idle(capability, changes && reads)), pointer }]
  })
}

function abilities({ entities, ...topics }: HookInventory): { reads: boolean; writes: boolean } {
  const entityHooks = Object.values(entities).flat()
  const changing = [topics.actions, topics.schedules, topics.webhooks, topics.jobs, topics.events, topics.lifecycle]
  const writes = entityHooks.some((hook) => hook.startsWith('after')) || changing.some((names) => names.length > 0)
  const reading = [topics.imports, topics.metrics]
  const reads = entityHooks.some((hook) => hook.startsWith('before')) || reading.some((names) => names.length > 0)
  return { reads: reads || writes, writes }
}

function idle(capability: string, readsOnly: boolean): LocalizedText {
  if (readsOnly) {
    return {
      en: `no hook of this plugin could use '${capability}': they may only read; after-hooks, actions and jobs may write`,
      'zh-CN': `本插件没有钩子可使用 '${capability}'：它们只能读取；写入须在 after 钩子、操作或任务中进行`,
    }
  }
  return {
    en: `no hook of this plugin could use '${capability}': guards, validations and computed fields may ask the host for nothing`,
    'zh-CN': `本插件没有钩子可使用 '${capability}'：守卫、校验与计算字段不能调用宿主`,
  }
}
