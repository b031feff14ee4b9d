import type { HookInventory, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { HOOK_TOPICS } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginContents, PluginPart } from '@tenon/sdk/contract/plugins-api'

/** What a plugin brings, by names and labels. */
export function pluginContents(plugin: PluginPackage): PluginContents {
  const { manifest, entities, extensions, pipelines, views, metrics, hooks } = plugin
  return {
    entities: entities.map(({ name, pluralLabel }) => ({ name, label: pluralLabel })),
    extensions: extensions.map(({ extends: entity, properties }) => ({
      entity,
      fields: Object.values(properties).map(({ label }) => label),
    })),
    pipelines: pipelines.map(part),
    views: views.map(part),
    metrics: metrics.map(part),
    actions: (manifest.actions ?? []).map(part),
    schedules: (manifest.schedules ?? []).map(part),
    webhooks: (manifest.webhooks ?? []).map(part),
    hooks: hookTargets(hooks),
  }
}

function part({ name, label }: PluginPart): PluginPart {
  return { name, label }
}

function hookTargets({ entities, ...topics }: HookInventory): string[] {
  const ofEntities = Object.entries(entities).flatMap(([entity, names]) =>
    names.map((name) => `entities.${entity}.${name}`),
  )
  return [...ofEntities, ...HOOK_TOPICS.flatMap((topic) => topics[topic].map((name) => `${topic}.${name}`))]
}
