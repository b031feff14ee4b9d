import type { EntityExtension, EntitySchema } from './entity-schema.ts'
import type { LocalizedText } from './locale.ts'
import type { PipelineSchema } from './pipeline-schema.ts'

/**
 * Something a plugin's code may do.
 * `entity:<name>:read` and `entity:<name>:write` are bounded by the actor's own rights, whichever is less.
 */
export interface CapabilityRequest {
  capability: string
  reason: LocalizedText
}

/** `plugin.json`. */
export interface PluginManifest {
  $schema?: string
  /** Lower-case letters, digits and hyphens; the tenant's name for it. */
  id: string
  version: string
  label: LocalizedText
  description?: LocalizedText
  /** Range of host versions, such as `^0.1.0`. */
  host: string
  /** Plugin id → semver range. */
  dependencies?: Record<string, string>
  capabilities?: CapabilityRequest[]
}

/** A plugin as read from its folder, hooks bundled to one script: the form that is stored and installed. */
export interface PluginPackage {
  manifest: PluginManifest
  entities: EntitySchema[]
  extensions: EntityExtension[]
  pipelines: PipelineSchema[]
  /** One script without imports, or null for a plugin without code. */
  hooksSource: string | null
  /** Hooks that the script declares, found by loading it in the sandbox. */
  hooks: HookInventory
  /** `sha256-…` over the canonical content. */
  integrity: string
}

/** Which hooks a script has: entity → hook names, and guard names. */
export interface HookInventory {
  entities: Record<string, EntityHookName[]>
  guards: string[]
}

export const ENTITY_HOOK_NAMES = [
  'beforeCreate',
  'beforeUpdate',
  'beforeDelete',
  'beforeRestore',
  'afterCreate',
  'afterUpdate',
  'afterDelete',
  'afterRestore',
] as const
export type EntityHookName = (typeof ENTITY_HOOK_NAMES)[number]
