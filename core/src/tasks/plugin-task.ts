import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { PluginTaskKind } from '@tenon/sdk/contract/plugin-work'

/** NOTIFY when a tenant has new tasks; the payload is the tenant's schema. */
export const TASK_CHANNEL = 'tenon_task'

export const MAX_ATTEMPTS = 5
/** Tasks that may wait at a time, per plugin and tenant. */
export const MAX_WAITING = 10_000

export interface NewTask {
  /** UUID; hooks get it as `eventId`. */
  id: string
  plugin: string
  kind: Exclude<PluginTaskKind, 'lifecycle'>
  name: string
  data: JsonValue
  /** Replaces the one that waits under the same key of the plugin and name. */
  key?: string
  /** Default: now. */
  runAt?: Date
  depth: number
  createdBy: string
}

/** A task that this process has taken in order to run it. */
export interface ClaimedTask {
  id: string
  plugin: string
  kind: PluginTaskKind
  name: string
  data: JsonValue
  depth: number
  /** This one included. */
  attempts: number
  /** Of this run: who finds another one in the row has been given up. */
  claim: string
}
