import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { EntityHookName, HookTopic, LifecycleHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginPart } from '@tenon/sdk/contract/plugins-api'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

interface Naming {
  model: ModelView
  locale: Locale
  /** Entities that are not in the model yet. */
  coming?: readonly PluginPart[]
}

const ENTITY_HOOKS: Record<EntityHookName, MessageKey> = {
  beforeCreate: 'hookBeforeCreate',
  beforeUpdate: 'hookBeforeUpdate',
  beforeDelete: 'hookBeforeDelete',
  beforeRestore: 'hookBeforeRestore',
  validate: 'hookValidate',
  afterCreate: 'hookAfterCreate',
  afterUpdate: 'hookAfterUpdate',
  afterDelete: 'hookAfterDelete',
  afterRestore: 'hookAfterRestore',
  afterStageOverdue: 'hookAfterStageOverdue',
  afterStageStale: 'hookAfterStageStale',
}

const TOPICS: Record<Exclude<HookTopic, 'lifecycle'>, MessageKey> = {
  guards: 'hookGuards',
  computed: 'hookComputed',
  actions: 'hookActions',
  schedules: 'hookSchedules',
  webhooks: 'hookWebhooks',
  jobs: 'hookJobs',
  events: 'hookEvents',
  imports: 'hookImports',
  metrics: 'hookMetrics',
  migrations: 'hookMigrations',
}

const LIFECYCLE: Record<LifecycleHookName, MessageKey> = {
  onInstall: 'hookOnInstall',
  onUpgrade: 'hookOnUpgrade',
  onUninstall: 'hookOnUninstall',
}

/** A hook such as `entities.vehicle.beforeCreate` in the words of whoever looks after it. */
export function hookName(target: string, naming: Naming): string {
  const { locale } = naming
  const [topic = '', ...rest] = target.split('.')
  const name = rest.join('.')
  if (topic === 'entities') return entityHookName(rest, naming)
  if (topic === 'lifecycle' && isKey(LIFECYCLE, name)) return translate(locale, LIFECYCLE[name])
  const shown = topic === 'guards' ? guardLabel(name, naming) : name
  const key = isKey(TOPICS, topic) ? TOPICS[topic] : 'hookOther'
  return translate(locale, key, { name: shown })
}

function entityHookName([entity = '', hook = '']: string[], { model, locale, coming = [] }: Naming): string {
  const known = Object.hasOwn(model.entities, entity) ? model.entities[entity] : undefined
  const label = (known ?? coming.find(({ name }) => name === entity))?.label
  const shown = label ? textIn(label, locale) : entity
  return isKey(ENTITY_HOOKS, hook)
    ? translate(locale, ENTITY_HOOKS[hook], { entity: shown })
    : translate(locale, 'hookOther', { name: `${shown} ${hook}` })
}

/** The words that a board shows when the guard refuses. */
function guardLabel(name: string, { model, locale }: Naming): string {
  const stages = Object.values(model.pipelines).flatMap((pipeline) => pipeline.stages)
  const guards = stages.flatMap(({ entry, exit }) => [...(entry?.guards ?? []), ...(exit?.guards ?? [])])
  const label = guards.find((guard) => guard.name === name)?.label
  return label ? textIn(label, locale) : name
}

function isKey<Keys extends string>(table: Record<Keys, unknown>, key: string): key is Keys {
  return Object.hasOwn(table, key)
}
