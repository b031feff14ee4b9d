import type { JsonObject, JsonValue } from './json-value.ts'
import type { Locale } from './locale.ts'
import type { MigrationFacts } from './plugin-calls.ts'
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

/**
 * What a call gives back. `changes`: changed fields or a refusal per record. `refusals`: a refusal or nothing per
 * record. `values`: one value per record. `outcomes`: what an action says of each record, or of itself where it has
 * none. `result`: one value for the whole call. `nothing`: what is returned has no meaning.
 */
export type HookReturns = 'changes' | 'refusals' | 'values' | 'outcomes' | 'result' | 'nothing'

export interface HookInput {
  /** Empty where the call is about no entity. */
  entity: string
  hook: string
  records: HookRecord[]
  /** What the code gets first instead of the records: a webhook's request, a job's data, a metric's question. */
  args?: JsonValue
  /** Missing: what the name of the hook says. */
  returns?: HookReturns
  /** Who acts, without anything secret. */
  actor: { kind: string; id: string; name: string }
  locale: Locale
  /** After-hooks: the id of the event; jobs: the id of the task; the same on every attempt. */
  eventId?: string
  /** What an admin has set for the plugin. */
  settings?: JsonObject
  /** Contract that the plugin consumes, such as `order@1` → what fulfils it here. */
  contracts?: Record<string, BoundContract>
  /** Actions: what was filled in in their form. */
  form?: JsonObject
  migration?: MigrationFacts
}

/** The entity that provides a contract, and by which names it has the contract's fields. */
export interface BoundContract {
  plugin: string
  entity: string
  /** Field of the contract → field of the entity. */
  fields: Record<string, string>
}

/** What an action says when it is done: a text for whoever pressed the button, and where to lead them. */
export interface ActionOutcome {
  message?: string
  open?: { entity: string; id: string }
}

/** One answer per record, in the order of the input. A before-hook answers with changes, a rejection or nothing. */
export type HookAnswer =
  | { kind: 'ok'; changes?: JsonObject; value?: JsonValue; outcome?: ActionOutcome }
  | { kind: 'reject'; message: string; problems?: Problem[]; fields?: string[] }

export interface HookOutput {
  answers: HookAnswer[]
  /** Of calls that return one value for all. */
  result?: JsonValue
}
