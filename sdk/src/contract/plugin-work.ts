import type { LocalizedText } from './locale.ts'
import type { WebhookDeclaration } from './plugin-manifest.ts'
import type { TenonErrorCode } from './tenon-error.ts'

/** Work of plugins that is done later or because the outside world asks for it, as admins see it. */

export const PLUGIN_TASK_KINDS = ['job', 'schedule', 'event', 'webhook', 'lifecycle'] as const
export type PluginTaskKind = (typeof PLUGIN_TASK_KINDS)[number]

/** `waiting`: for its time, or to be tried again. `failed`: for good, unless an admin has it tried again. */
export const PLUGIN_TASK_STATUSES = ['waiting', 'running', 'done', 'failed'] as const
export type PluginTaskStatus = (typeof PLUGIN_TASK_STATUSES)[number]

/** Admins only. */
export interface PluginTasksApi {
  /** Newest first. */
  list(input?: ListPluginTasksInput): Promise<PluginTaskPage>
  /** Begins a failed one anew, with all its attempts. CONFLICT for any other. */
  retry(input: { id: string }): Promise<PluginTaskInfo>
  /** Takes away one that waits. CONFLICT for any other. */
  cancel(input: { id: string }): Promise<PluginTaskInfo>
}

export interface ListPluginTasksInput {
  plugin?: string
  status?: PluginTaskStatus
  /** 50 by default, 200 at most. */
  limit?: number
  /** `nextCursor` of the page before. */
  after?: string
}

export interface PluginTaskPage {
  tasks: PluginTaskInfo[]
  nextCursor: string | null
}

export interface PluginTaskInfo {
  id: string
  plugin: string
  kind: PluginTaskKind
  /** Name of the hook; of an event `<plugin>.<event>`. */
  name: string
  /** What its declaration says; null for jobs and lifecycle hooks, which are declared by the code alone. */
  label: LocalizedText | null
  /** By which the code replaces or cancels a job. */
  key: string | null
  status: PluginTaskStatus
  /** RFC 3339, as all times: when it is or was due. */
  runAt: string
  attempts: number
  /** How many attempts it has before it is failed. */
  maxAttempts: number
  /** What went wrong the last time; the message is in the reader's language, what a plugin's code has said itself as it came. */
  error: { code: TenonErrorCode; message: string } | null
  /** As in `createdBy` of records: `plugin:automotive`, `user:0190…`. */
  createdBy: string
  createdAt: string
  finishedAt: string | null
}

/** Admins only. */
export interface PluginSchedulesApi {
  list(input?: { plugin?: string }): Promise<PluginScheduleInfo[]>
  pause(input: PluginPartInput): Promise<PluginScheduleInfo>
  /** Goes on with the next time after now; those that were missed meanwhile are left out. */
  resume(input: PluginPartInput): Promise<PluginScheduleInfo>
  /** Once, at once, besides its times. */
  runNow(input: PluginPartInput): Promise<PluginTaskInfo>
}

/** A schedule or webhook of a plugin. */
export interface PluginPartInput {
  plugin: string
  name: string
}

export interface PluginScheduleInfo extends PluginPartInput {
  label: LocalizedText
  cron: string
  timeZone: string
  paused: boolean
  /** Null while it is paused. */
  nextRunAt: string | null
  lastRunAt: string | null
}

/** Admins only. */
export interface PluginWebhooksApi {
  list(input?: { plugin?: string }): Promise<PluginWebhookInfo[]>
  /** Makes the first secret, or another one; the one before stays good for a while. */
  rotateSecret(input: RotateWebhookSecretInput): Promise<RotatedWebhookSecret>
  setEnabled(input: PluginPartInput & { enabled: boolean }): Promise<PluginWebhookInfo>
}

export interface RotateWebhookSecretInput extends PluginPartInput {
  /** The sender's, where it is the sender who makes it. Missing: a random one. */
  secret?: string
  /** Hours for which the secret before stays good: 24 by default, 0 to end it at once, 168 at most. */
  keepPreviousHours?: number
}

export interface PluginWebhookInfo extends PluginPartInput {
  label: LocalizedText
  /** What the sender is given, such as `https://crm.example.com/hooks/acme/shop/orderPaid`. */
  address: string
  verify: WebhookDeclaration['verify']
  /** Header that holds the signature or token; null for standardWebhooks, which has its own. */
  header: string | null
  /** What stands before it in the header. */
  prefix: string
  mode: NonNullable<WebhookDeclaration['mode']>
  enabled: boolean
  /** Without one, everything is refused. */
  hasSecret: boolean
  /** Until when the secret before the last one is good; null where it is not. */
  previousUntil: string | null
  /** The last time that a sender has proved itself. */
  lastReceivedAt: string | null
}

export interface RotatedWebhookSecret extends PluginWebhookInfo {
  /** Shown this once. */
  secret: string
}
