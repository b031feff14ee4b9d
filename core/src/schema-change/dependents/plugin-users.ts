import type { DependentKind } from '@tenon/sdk/contract/change-plan'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { both, en, type FoundDependent, found, zh } from './found-dependent.ts'
import type { ModelUsers } from './model-users.ts'

interface UsedPart {
  entity: string
  /** Missing where the whole entity is meant. */
  field?: string
  breaks: boolean
}

/**
 * Plugins' code and declarations about an entity. What code reads of a record cannot be told: code that sees the record
 * is named. Work that is done later is named where its plugin asks for the right to such records.
 */
export function pluginUsers({ packages }: Pick<ModelUsers, 'packages'>, used: UsedPart): FoundDependent[] {
  return packages.flatMap((plugin) => {
    const { label, id } = plugin.manifest
    const uses = [
      ...recordUses(plugin, used),
      ...(mayReach(plugin, used.entity) ? laterUses(plugin) : []),
      ...importUses(plugin, used),
      ...contractUses(plugin, { packages, used }),
    ]
    return uses.map(({ kind, en: english, zh: chinese }) =>
      found(kind, { entity: used.entity, breaks: used.breaks, name: id }, both(english(en(label)), chinese(zh(label)))),
    )
  })
}

interface Use {
  kind: DependentKind
  en: (plugin: string) => string
  zh: (plugin: string) => string
}

function recordUses({ manifest: { actions = [] }, hooks, metrics }: PluginPackage, { entity }: UsedPart): Use[] {
  return [
    ...(Object.hasOwn(hooks.entities, entity)
      ? [
          {
            kind: 'hook' as const,
            en: (plugin: string) => `Code of plugin ‘${plugin}’ runs when such records are written`,
            zh: (plugin: string) => `写入此类记录时会运行插件“${plugin}”的代码`,
          },
        ]
      : []),
    ...actions
      .filter((action) => action.entity === entity)
      .map(({ label }) =>
        use('action', label, { en: ['Action', 'works on such records'], zh: ['操作', '会处理此类记录'] }),
      ),
    ...metrics
      .filter((metric) => metric.entity === entity)
      .map(({ label }) =>
        use('metric', label, { en: ['Figure', 'is worked out of such records'], zh: ['指标', '由此类记录计算'] }),
      ),
  ]
}

/** Code that runs at times, for other systems, or once something has happened. */
function laterUses({ manifest: { schedules = [], webhooks = [] }, hooks }: PluginPackage): Use[] {
  const named = (name: string): LocalizedText => ({ en: name })
  return [
    ...schedules.map(({ label }) =>
      use('schedule', label, { en: ['Schedule', REACHES.en], zh: ['定时任务', REACHES.zh] }),
    ),
    ...webhooks.map(({ label }) => use('webhook', label, { en: ['Webhook', REACHES.en], zh: ['Webhook', REACHES.zh] })),
    ...hooks.jobs.map((name) => use('hook', named(name), { en: ['Job', REACHES.en], zh: ['后台任务', REACHES.zh] })),
    ...hooks.events.map((name) =>
      use('hook', named(name), { en: ['The hook of event', REACHES.en], zh: ['事件钩子', REACHES.zh] }),
    ),
  ]
}

const REACHES = { en: 'may read or write such records', zh: '可能读写此类记录' }

function importUses({ entities, extensions, hooks }: PluginPackage, { entity }: UsedPart): Use[] {
  const isOwn = entities.some(({ name }) => name === entity) || extensions.some((part) => part.extends === entity)
  if (!isOwn) return []
  return hooks.imports.map((name) =>
    use('import', { en: name }, { en: ['The import code', 'may fill it'], zh: ['导入代码', '可能填写它'] }),
  )
}

/** The contract by which others read the entity, and who reads it so. */
function contractUses(
  { manifest: { id, provides = {}, consumes = {} } }: PluginPackage,
  { packages, used }: { packages: readonly PluginPackage[]; used: UsedPart },
): Use[] {
  const own = Object.entries(provides).filter(([, binding]) => isBound(binding, used))
  const read = Object.entries(consumes).filter(([contract, demand]) =>
    packages.some(({ manifest }) => {
      const binding = manifest.provides?.[contract]
      if (manifest.id === id || binding === undefined || !isBound(binding, used)) return false
      return used.field === undefined || Object.keys(demand.fields).some((name) => binding.fields[name] === used.field)
    }),
  )
  return [
    ...own.map(([contract]) =>
      use(
        'contract',
        { en: contract },
        { en: ['Contract', 'gives it to other plugins'], zh: ['契约', '将它提供给其他插件'] },
      ),
    ),
    ...read.map(([contract]) =>
      use('contract', { en: contract }, { en: ['Contract', 'is how it is read'], zh: ['契约', '用于读取它'] }),
    ),
  ]
}

function isBound({ entity, fields }: { entity: string; fields: Record<string, string> }, used: UsedPart): boolean {
  return entity === used.entity && (used.field === undefined || Object.values(fields).includes(used.field))
}

function mayReach({ manifest: { capabilities = [] } }: PluginPackage, entity: string): boolean {
  return capabilities.some(({ capability }) => capability.startsWith(`entity:${entity}:`))
}

type Words = Record<'en' | 'zh', readonly [what: string, does: string]>

function use(kind: DependentKind, label: LocalizedText, { en: english, zh: chinese }: Words): Use {
  return {
    kind,
    en: (plugin) => `${english[0]} ‘${en(label)}’ of plugin ‘${plugin}’ ${english[1]}`,
    zh: (plugin) => `插件“${plugin}”的${chinese[0]}“${zh(label)}”${chinese[1]}`,
  }
}
