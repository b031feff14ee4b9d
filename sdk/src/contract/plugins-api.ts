import type { ChangePlan } from './change-plan.ts'
import type { EditChoice, EditChoices, EditConflict } from './edit-conflict.ts'
import type { FormSchema } from './form-schema.ts'
import type { JsonObject } from './json-value.ts'
import type { LocalizedText } from './locale.ts'
import type { CapabilityRequest, SecretDeclaration } from './plugin-manifest.ts'
import type { PublishOutcome } from './publish-run.ts'
import type { StageAnswer } from './stage-mapping.ts'
import type { Problem } from './tenon-error.ts'

/** Administering a tenant's plugins. Admins only; others learn not even whether a plugin is there. */
export interface PluginsApi {
  /** In order of their dependencies. */
  list(input?: Record<string, never>): Promise<PluginInfo[]>
  get(input: PluginIdInput): Promise<PluginDetails>
  /** What the server's catalogues offer. A catalogue that cannot be read is told beside the others. */
  catalogue(input?: Record<string, never>): Promise<CatalogueListing>
  /** What installing or upgrading would bring and do. Changes nothing. */
  preview(input: PluginVersionInput): Promise<PluginPreview>
  /** Tries the migrations of another version on the first 1,000 records of each entity. Changes nothing. */
  previewMigration(input: PluginVersionInput): Promise<MigrationPreview[]>
  /**
   * All or nothing, with what the plugin needs. CONSENT_REQUIRED lists what must be agreed to: capabilities by
   * `grants`, packages that nobody trusted vouches for by `allowUnsigned`, values put aside by `consent`,
   * edits that a new version changes too by `choices`. Where the rows of a large table are to be written again, it answers
   * at once with the run that does that (`model.publishRun`, `pausePublish`, `resumePublish`, `cancelPublish`): what was
   * installed before stays in force until the run has ended. CONFLICT names what is under way already.
   */
  install(input: InstallPluginInput): Promise<PublishOutcome>
  /** The same for a plugin that is there; what was granted and set stays. */
  upgrade(input: InstallPluginInput): Promise<PublishOutcome>
  previewRemoval(input: PreviewRemovalInput): Promise<RemovalPreview>
  /**
   * All or nothing. REFERENCE_CONFLICT names the plugins that need it. A purge is CONSENT_REQUIRED without the plugin's
   * id in `confirm`: nothing brings those values back.
   */
  remove(input: RemovePluginInput): Promise<{ version: number }>
  /** Grants a capability that the plugin asks for, or takes it back. Calls that begin from now on go by it. */
  setGrant(input: SetGrantInput): Promise<{ grants: string[] }>
  settings(input: PluginIdInput): Promise<PluginSettings>
  /** VERSION_CONFLICT when `revision` is not the current one. */
  saveSettings(input: SavePluginSettingsInput): Promise<PluginSettings>
  /** Which secrets there are; never a value. */
  secrets(input: PluginIdInput): Promise<PluginSecretInfo[]>
  setSecret(input: SetPluginSecretInput): Promise<PluginSecretInfo[]>
  clearSecret(input: PluginSecretInput): Promise<PluginSecretInfo[]>
  /** Of the process that answers, since it began. */
  figures(input: PluginIdInput): Promise<PluginFigures>
  /** Lets paused hooks and hooks that were switched off be called again, in all processes. */
  resume(input: PluginIdInput): Promise<PluginFigures>
}

export interface PluginIdInput {
  id: string
}

export interface PluginVersionInput extends PluginIdInput {
  version: string
}

export interface PluginInfo {
  id: string
  version: string
  label: LocalizedText
  description: LocalizedText | null
  capabilities: CapabilityRequest[]
  /** Capabilities that an admin has granted. */
  grants: string[]
  entities: string[]
  installedAt: string
  health: PluginHealth
  /** What its code is called whose labels the model does not tell. Missing: of an older server. */
  parts?: Pick<PluginContents, 'schedules' | 'webhooks' | 'metrics'>
}

/** What an admin should look at. */
export interface PluginHealth {
  /** Hooks that were switched off because they kept failing, and that nobody has resumed since. */
  hooksOff: HookOff[]
  /** Settings that are missing or that the form no longer takes. */
  settingsProblems: number
  secretsMissing: number
}

export interface HookOff {
  /** Such as `entities.vehicle.beforeCreate`. */
  hook: string
  version: string
  at: string
}

export interface PluginDetails extends PluginInfo {
  contents: PluginContents
  dependencies: Array<PluginName & { range: string; version: string }>
  /** Installed plugins that need this one. */
  dependents: PluginName[]
  /** Whether it has a form of settings. */
  hasSettings: boolean
  hasSecrets: boolean
}

export interface PluginName {
  id: string
  label: LocalizedText
}

/** What a plugin brings. */
export interface PluginContents {
  entities: PluginPart[]
  /** Fields that it adds to other plugins' entities. */
  extensions: Array<{ entity: string; fields: LocalizedText[] }>
  pipelines: PluginPart[]
  views: PluginPart[]
  metrics: PluginPart[]
  actions: PluginPart[]
  schedules: PluginPart[]
  webhooks: PluginPart[]
  /** Such as `entities.vehicle.beforeCreate` and `guards.readyForContract`. */
  hooks: string[]
}

export interface PluginPart {
  name: string
  label: LocalizedText
}

export interface CatalogueListing {
  /** The catalogues that the server is set up with, each with why it could not be read. */
  sources: Array<{ name: string; problem: string | null }>
  plugins: CataloguePlugin[]
}

export interface CataloguePlugin extends PluginName {
  description: LocalizedText | null
  /** Versions that this host can run, newest first. */
  versions: CatalogueVersion[]
  installedVersion: string | null
  /** A newer version than the installed one is there. */
  updateAvailable: boolean
}

export interface CatalogueVersion {
  version: string
  signature: SignatureVerdict
}

/**
 * Who vouches for a package. `trusted`: keys of the server's trust list, by their names. `untrusted`: only unknown
 * keys. `unsigned`: nobody. `unknown`: the catalogue does not say; the preview will.
 */
export interface SignatureVerdict {
  kind: 'trusted' | 'untrusted' | 'unsigned' | 'unknown'
  names: string[]
}

export interface PluginPreview {
  id: string
  version: string
  installedVersion: string | null
  /** It is older than the installed version: going back must be agreed to by `downgrade`. */
  isDowngrade: boolean
  /** What would be installed: first what is needed, last the plugin itself. */
  packages: PreviewedPackage[]
  /** What it would do to the tables and rows as they are now, where no choice was made for the conflicts. */
  plan: ChangePlan
  /** Entities whose records a migration of the new version goes through. */
  migrations: Array<{ plugin: string; entity: string }>
  /** What the tenant has edited and the new version changes too: one value of each is chosen by `choices`. */
  conflicts: EditConflict[]
}

/** What a plugin's migration would do to an entity's records. */
export interface MigrationPreview {
  plugin: string
  entity: string
  label: LocalizedText
  fromVersion: string
  toVersion: string
  /** How many there are, deleted ones too; how many were tried, and how many of those would change. */
  records: number
  looked: number
  changed: number
  /** Records that the code refuses, or whose values do not fit; the upgrade would stop at the first. At most 20. */
  refused: Array<{ id: string; message: string }>
  /** At most 20. */
  samples: Array<{ id: string; title: string; before: JsonObject; after: JsonObject }>
}

export interface PreviewedPackage extends PluginName {
  version: string
  description: LocalizedText | null
  installedVersion: string | null
  /** Name of the catalogue that it comes from. */
  source: string
  /** Names of catalogues that come before that one and could not be read: it might have come from there. */
  unread: string[]
  signature: SignatureVerdict
  /** It has the version that is installed, but another content. */
  changed: boolean
  capabilities: PreviewedCapability[]
  contents: PluginContents
  settings: FormSchema | null
  secrets: SecretDeclaration[]
}

/** `new` must be agreed to; `withheld` was asked for before and is not granted. */
export interface PreviewedCapability extends CapabilityRequest {
  state: 'new' | 'granted' | 'withheld'
}

export interface InstallPluginInput extends PluginVersionInput {
  /** Plugin id → capabilities that are agreed to. Every plugin that asks for new ones needs an entry, if an empty one. */
  grants: Record<string, string[]>
  /** The explicit yes to packages that nobody trusted vouches for, or that changed without a new version. */
  allowUnsigned?: boolean
  /** Agreement to steps that put values aside. */
  consent?: boolean
  /** What becomes of records whose stage goes or comes back; CONSENT_REQUIRED where it says nothing of some. */
  stages?: StageAnswer
  /** The explicit yes to an older version than the installed one: values that only the newer one knows are put aside. */
  downgrade?: boolean
  /** Path of a conflict of the preview → which value it gets. Values that are not taken stay in the audit trail. */
  choices?: EditChoices
  /** For conflicts without a choice. Missing: CONSENT_REQUIRED lists them. `mine` never gives up what is `unfit`. */
  otherwise?: EditChoice
  /** Settings of the plugin itself, in force from its first call. */
  settings?: JsonObject
}

/**
 * What becomes of the records and fields of a plugin that goes. `keep`: they stay as the tenant's own, without the
 * plugin's code. `archive`: they are put aside and come back with the plugin. `purge`: they are deleted for good, with
 * what the audit trail tells of them.
 */
export const DATA_FATES = ['keep', 'archive', 'purge'] as const
export type DataFate = (typeof DATA_FATES)[number]

export interface PreviewRemovalInput extends PluginIdInput {
  /** Default: `archive`. */
  data?: DataFate
}

export interface RemovalPreview {
  plan: ChangePlan
  /** Its entities, with how many records each has. */
  records: Array<{ entity: string; label: LocalizedText; count: number }>
  /** Plugins that need it: they must go first. */
  dependents: PluginName[]
  /** Secrets and settings are deleted with it. */
  secrets: number
  settings: number
}

export interface RemovePluginInput extends PluginIdInput {
  /** Agreement to values being put aside, or deleted. */
  consent?: boolean
  stages?: StageAnswer
  /** Default: `archive`. */
  data?: DataFate
  /** For a purge: the plugin's id, once more. */
  confirm?: string
}

export interface SetGrantInput extends PluginIdInput {
  capability: string
  granted: boolean
}

export interface PluginSettings {
  /** Null for a plugin without settings. */
  form: FormSchema | null
  /** As the code reads them: what was set, and defaults for the rest. */
  values: JsonObject
  /** What was set, where the form takes it. */
  given: JsonObject
  /** Values that the form does not take, such as after an upgrade, and required ones that are missing. */
  problems: Problem[]
  /** Values of fields that the form does not have any more; they come back with the field. */
  leftovers: JsonObject
  /** Counts changes; a save with an older one is VERSION_CONFLICT. */
  revision: number
}

export interface SavePluginSettingsInput extends PluginIdInput {
  /** All of them; a field that is left out takes its default. */
  values: JsonObject
  revision: number
}

export interface PluginSecretInput extends PluginIdInput {
  name: string
}

export interface SetPluginSecretInput extends PluginSecretInput {
  /** One line of at most 4,000 characters. */
  value: string
}

export interface PluginSecretInfo {
  name: string
  label: LocalizedText
  help: LocalizedText | null
  /** Where it may be sent, and in which headers. */
  hosts: string[]
  headers: string[]
  /** When and by whom it was set; null where it is not. */
  set: { at: string; by: string } | null
  /** This version of the plugin does not declare it; it was set for another one. */
  unused: boolean
  /** It was set, and this server cannot read it: its own secret is another one than then. It has to be entered anew. */
  unreadable: boolean
}

export interface PluginFigures {
  /** Whose figures these are: they are counted per server process. */
  process: { name: string; startedAt: string }
  hooks: HookFigures[]
  /** Newest first. */
  incidents: PluginIncident[]
  /** The last lines that hooks wrote, oldest first. */
  log: PluginLogLine[]
}

export interface HookFigures {
  hook: string
  version: string
  calls: number
  /** `OK` or an error's code → how often. */
  outcomes: Record<string, number>
  /** Why calls were ended by force → how often. */
  kills: Record<string, number>
  cpu: CallTimes
  wall: CallTimes
  queue: CallTimes
  hostCalls: number
  heapMb: number | null
  circuit: 'closed' | 'open' | 'halfOpen' | 'disabled'
}

/** In milliseconds. `p95` is the upper bound of the bucket that holds it, null beyond the last. */
export interface CallTimes {
  mean: number
  p95: number | null
  /** Calls per bucket, quickest first. */
  distribution: number[]
}

/** Something that went wrong with a hook, or was done about it. */
export interface PluginIncident {
  at: string
  hook: string
  version: string
  /** `killed`: ended by force. `failed`: its own error. `paused`, `disabled`: not called for a while, or at all. */
  kind: 'killed' | 'failed' | 'paused' | 'disabled'
  /** An error's code, where there is one. */
  code: string | null
  /** What a call was ended for by force, such as `deadline`, `memory` or `cpuLimit`. */
  cause: string | null
  /** The words of the plugin's own error. */
  detail: string
  /** Milliseconds; null where they were not measured. */
  times: { cpu: number; wall: number; queue: number } | null
}

export interface PluginLogLine {
  at: string
  hook: string
  version: string
  level: string
  message: string
}
