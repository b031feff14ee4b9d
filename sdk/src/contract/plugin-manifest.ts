import type { EntityExtension, EntitySchema } from './entity-schema.ts'
import type { FormSchema } from './form-schema.ts'
import type { Locale, LocalizedText } from './locale.ts'
import type { MetricSchema } from './metric-schema.ts'
import type { PipelineSchema } from './pipeline-schema.ts'
import type { ViewSchema } from './view-schema.ts'

/**
 * Something a plugin's code may do: `entity:<name>:read`, `:write` and `:delete`, `:reveal` for its sensitive fields, the same with `contract:<name>@<n>`,
 * `http:<host>`, `kv`. Those on records are bounded by the actor's own rights, whichever is less.
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
  /** What an admin sets, shown as a form; the code reads it as `tenon.settings`. */
  settings?: FormSchema
  secrets?: SecretDeclaration[]
  actions?: ActionDeclaration[]
  schedules?: ScheduleDeclaration[]
  webhooks?: WebhookDeclaration[]
  events?: EventDeclaration[]
  /** Rights that roles can give, and that the code asks about by `tenon.actor.hasRight(name)`. */
  rights?: RightDeclaration[]
  /** Contract, such as `order@1` → the entity that fulfils it. */
  provides?: Record<string, ContractBinding>
  /** Contract, such as `order@1` → what is needed of it. */
  consumes?: Record<string, ContractDemand>
}

/** Something secret that an admin enters: sent to the declared hosts in the declared headers, never shown to the code. */
export interface SecretDeclaration {
  name: string
  label: LocalizedText
  help?: LocalizedText
  /** Hosts that it may be sent to; each needs the capability `http:<host>` too. */
  hosts: string[]
  /** Headers that may carry it. Default: `authorization`. */
  headers?: string[]
}

/** Where an action's button stands: on a record, on a selection in a list, or on the list itself. */
export const ACTION_PLACES = ['record', 'selection', 'list'] as const
export type ActionPlace = (typeof ACTION_PLACES)[number]

/** A button. Its code is the hook of the same name in the plugin's `actions`. */
export interface ActionDeclaration {
  name: string
  label: LocalizedText
  help?: LocalizedText
  /** A lucide icon's name. */
  icon?: string
  entity: string
  places: ActionPlace[]
  /** Asked before it runs. */
  form?: FormSchema
  /** A question that must be answered with yes. */
  confirm?: LocalizedText
  /** The right on the entity that a person needs to see it. Default: `update`. */
  requires?: 'read' | 'create' | 'update' | 'delete'
}

/** Code that runs at certain times: the hook of the same name in the plugin's `schedules`. */
export interface ScheduleDeclaration {
  name: string
  label: LocalizedText
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string
  /** IANA time zone. Default: UTC. */
  timeZone?: string
}

/**
 * An address that another system posts to; its code is the hook of the same name in the plugin's `webhooks`.
 * `queued`: answered with 202 at once, handled soon, tried again when it fails. `direct`: the code gives the answer.
 */
export interface WebhookDeclaration {
  name: string
  label: LocalizedText
  /** How the sender proves itself, with a secret that Tenon makes or an admin enters. */
  verify: 'standardWebhooks' | 'hmacSha256' | 'token'
  /** `hmacSha256`: header that holds the signature, and what stands before it, such as `sha256=`. `token`: the header. */
  header?: string
  prefix?: string
  mode?: 'queued' | 'direct'
}

/** Something that a role may allow, beside what it allows with records. In roles it is called `<plugin>.<name>`. */
export interface RightDeclaration {
  name: string
  /** What somebody who has it may do. */
  label: LocalizedText
  help?: LocalizedText
}

/** An event that the plugin's code may emit. Others hear it as `<plugin>.<name>`. */
export interface EventDeclaration {
  name: string
  label: LocalizedText
  /** JSON Schema 2020-12 of its payload. */
  payload?: Record<string, unknown>
}

/** Which entity fulfils a contract, and by which fields. */
export interface ContractBinding {
  entity: string
  /** Field of the contract → field of the entity. */
  fields: Record<string, string>
}

/** What a plugin needs of a contract: its fields, each with the field types that it can work with. */
export interface ContractDemand {
  fields: Record<string, string[]>
  /** The plugin also works where nobody provides it. */
  optional?: boolean
}

/** A plugin as read from its folder, hooks bundled to one script: the form that is stored and installed. */
export interface PluginPackage {
  manifest: PluginManifest
  entities: EntitySchema[]
  extensions: EntityExtension[]
  pipelines: PipelineSchema[]
  views: ViewSchema[]
  metrics: MetricSchema[]
  /** Texts of its code, per language; English is there if any is. */
  locales: Partial<Record<Locale, Record<string, string>>>
  /** One script without imports, or null for a plugin without code. */
  hooksSource: string | null
  /** Hooks that the script declares, found by loading it in the sandbox. */
  hooks: HookInventory
  /** `sha256-…` over the canonical content. */
  integrity: string
}

/** Kinds of hooks that are not an entity's: each is a member of the plugin's definition, from name to code. */
export const HOOK_TOPICS = [
  'guards',
  'computed',
  'actions',
  'schedules',
  'webhooks',
  'jobs',
  'events',
  'imports',
  'metrics',
  'migrations',
  'lifecycle',
] as const
export type HookTopic = (typeof HOOK_TOPICS)[number]

/** Which hooks a script has: entity → hook names, and names per topic. */
export type HookInventory = { entities: Record<string, EntityHookName[]> } & Record<HookTopic, string[]>

export const ENTITY_HOOK_NAMES = [
  'beforeCreate',
  'beforeUpdate',
  'beforeDelete',
  'beforeRestore',
  'validate',
  'afterCreate',
  'afterUpdate',
  'afterDelete',
  'afterRestore',
  'afterStageOverdue',
  'afterStageStale',
] as const
export type EntityHookName = (typeof ENTITY_HOOK_NAMES)[number]

export const LIFECYCLE_HOOK_NAMES = ['onInstall', 'onUpgrade', 'onUninstall'] as const
export type LifecycleHookName = (typeof LIFECYCLE_HOOK_NAMES)[number]
