import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'

type Words = Required<LocalizedText>

/** What stands in the way of somebody's change, after the plugin's name. */
const RULES: Readonly<Record<string, Words>> = {
  beforeCreate: { en: 'for new records', 'zh-CN': '新建规则' },
  beforeUpdate: { en: 'for changes', 'zh-CN': '修改规则' },
  beforeDelete: { en: 'for deletions', 'zh-CN': '删除规则' },
  beforeRestore: { en: 'for what is restored', 'zh-CN': '恢复规则' },
  validate: { en: 'for the values of records', 'zh-CN': '数据校验规则' },
}

const PARTS: Readonly<Record<string, Words>> = {
  guards: { en: 'condition', 'zh-CN': '条件' },
  actions: { en: 'action', 'zh-CN': '操作' },
  metrics: { en: 'figure', 'zh-CN': '指标' },
  imports: { en: 'preparation of rows', 'zh-CN': '导入行处理' },
}

/**
 * A plugin's code as whoever waits for it knows it: by the labels of the plugin and of what was asked for, such as
 * `The figure “Open jobs” of “Workshop”`. Null for code that nobody waits for, which admins and authors know by its name.
 */
export function codeInWords(plugin: PluginPackage, target: string): Words | null {
  const [topic = '', name = '', hook = ''] = target.split('.')
  const whose = bothOf(plugin.manifest.label)
  if (topic === 'entities') return ruleInWords(whose, hook)
  const part = Object.hasOwn(PARTS, topic) ? PARTS[topic] : undefined
  if (part === undefined) return null
  const label = bothOf(labelOf(plugin, { topic, name }) ?? { en: name })
  return {
    en: `The ${part.en} “${label.en}” of “${whose.en}”`,
    'zh-CN': `“${whose['zh-CN']}”的${part['zh-CN']}“${label['zh-CN']}”`,
  }
}

function ruleInWords(whose: Words, hook: string): Words | null {
  const rule = Object.hasOwn(RULES, hook) ? RULES[hook] : undefined
  if (rule === undefined) return null
  return { en: `The rule of “${whose.en}” ${rule.en}`, 'zh-CN': `“${whose['zh-CN']}”的${rule['zh-CN']}` }
}

function bothOf(label: LocalizedText): Words {
  return { en: label.en, 'zh-CN': textIn(label, 'zh-CN') }
}

function labelOf(
  { manifest, metrics, pipelines }: PluginPackage,
  { topic, name }: { topic: string; name: string },
): LocalizedText | undefined {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages)
  const parts: Partial<Record<string, readonly { name: string; label: LocalizedText }[]>> = {
    guards: stages.flatMap(({ entry, exit }) => [...(entry?.guards ?? []), ...(exit?.guards ?? [])]),
    actions: manifest.actions ?? [],
    metrics,
  }
  return parts[topic]?.find((part) => part.name === name)?.label
}
