import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { EntityHookName, HookTopic, LifecycleHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginContents } from '@tenon/sdk/contract/plugins-api'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

interface Naming {
  model: ModelView
  locale: Locale
  /** Id of the plugin whose hook it is: others may call theirs the same. */
  plugin: string
  /** Of the plugin, whether or not it is installed already. */
  contents?: Partial<PluginContents> | undefined
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
  const shown = partLabel(topic, name, naming) ?? name
  const key = isKey(TOPICS, topic) ? TOPICS[topic] : 'hookOther'
  return translate(locale, key, { name: shown })
}

function entityHookName([entity = '', hook = '']: string[], { model, locale, contents }: Naming): string {
  const known = Object.hasOwn(model.entities, entity) ? model.entities[entity] : undefined
  const label = (known ?? contents?.entities?.find(({ name }) => name === entity))?.label
  const shown = label ? textIn(label, locale) : entity
  return isKey(ENTITY_HOOKS, hook)
    ? translate(locale, ENTITY_HOOKS[hook], { entity: shown })
    : translate(locale, 'hookOther', { name: `${shown} ${hook}` })
}

function partLabel(topic: string, name: string, { model, locale, plugin, contents = {} }: Naming): string | null {
  const entities = Object.values(model.entities)
  const parts: Partial<Record<string, () => readonly Labelled[]>> = {
    guards: () => guardsOf(model, plugin),
    computed: () => entities.flatMap((entity) => computedFieldsOf(entity, plugin)),
    actions: () => [...(contents.actions ?? []), ...entities.flatMap((entity) => actionsOf(entity, plugin))],
    metrics: () => contents.metrics ?? [],
    schedules: () => contents.schedules ?? [],
    webhooks: () => contents.webhooks ?? [],
  }
  const find = Object.hasOwn(parts, topic) ? parts[topic] : undefined
  const label = find?.().find((part) => part.name === name)?.label
  return label === undefined ? null : textIn(label, locale)
}

interface Labelled {
  name: string | undefined
  label: LocalizedText | undefined
}

function computedFieldsOf({ properties, fieldSources }: ModelViewEntity, plugin: string): Labelled[] {
  const own = Object.entries(properties).filter(([field]) => fieldSources[field] === plugin)
  return own.map(([, { computedBy, label }]) => ({ name: computedBy, label }))
}

function actionsOf({ actions }: ModelViewEntity, plugin: string): Labelled[] {
  return actions.filter((action) => action.plugin === plugin)
}

/** Their labels are the words that a board shows when one refuses. */
function guardsOf(model: ModelView, plugin: string): Labelled[] {
  const own = Object.values(model.pipelines).filter(({ source }) => source === plugin)
  const stages = own.flatMap((pipeline) => pipeline.stages)
  return stages.flatMap(({ entry, exit }) => [...(entry?.guards ?? []), ...(exit?.guards ?? [])])
}

function isKey<Keys extends string>(table: Record<Keys, unknown>, key: string): key is Keys {
  return Object.hasOwn(table, key)
}
