import type { EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { InstalledPlugin } from './installed-plugin.ts'

/** Whether a plugin's code has this hook of an entity. */
export function declaresHook({ package: { hooks } }: InstalledPlugin, entity: string, hook: EntityHookName): boolean {
  return Object.hasOwn(hooks.entities, entity) && (hooks.entities[entity]?.includes(hook) ?? false)
}
