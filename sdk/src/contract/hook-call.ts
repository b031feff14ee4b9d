import type { JsonObject } from './json-value.ts'
import type { Locale } from './locale.ts'
import type { Problem } from './tenon-error.ts'

/** What a hook gets for each record of its batch. */
export interface HookRecord<Values = JsonObject> {
  /** Null before the record exists. */
  id: string | null
  /** All values as they would be stored: for an update, the old ones with the changes on top. */
  values: Values
  /** Values before the change; null on create. */
  old: Values | null
  /** Guards: the move that is asked for. */
  move?: { pipeline: string; from: string | null; to: string }
}

export interface HookInput {
  entity: string
  hook: string
  records: HookRecord[]
  /** Who acts, without anything secret. */
  actor: { kind: string; id: string; name: string }
  locale: Locale
  /** After-hooks: the id of the event, the same on every delivery. */
  eventId?: string
}

/** One answer per record, in the order of the input. A before-hook answers with changes, a rejection or nothing. */
export type HookAnswer =
  | { kind: 'ok'; changes?: JsonObject }
  | { kind: 'reject'; message: string; problems?: Problem[]; fields?: string[] }

export interface HookOutput {
  answers: HookAnswer[]
}
