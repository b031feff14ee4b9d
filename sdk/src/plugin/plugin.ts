import type { HookRecord } from '../contract/hook-call.ts'
import type { JsonObject, JsonValue } from '../contract/json-value.ts'
import type { Locale, LocalizedText } from '../contract/locale.ts'
import type { EntityHookName } from '../contract/plugin-manifest.ts'
import type { FindRecordsInput, RecordPage } from '../contract/query.ts'
import type { TenonRecord } from '../contract/record.ts'

/*
 * What a plugin's `hooks.ts` is written with. It runs in an isolate: no Node, no network, no timers; `new Date()` and
 * `Math.random()` are given by the host. A plugin exports its hooks as `plugin`:
 *
 *     export const plugin = definePlugin({
 *       entities: { vehicle: { beforeCreate: eachRecord((vehicle) => { … }) } },
 *       guards: { readyForContract: eachRecord((opportunity) => { … }) },
 *     })
 */

export type { HookRecord, JsonObject, JsonValue, Locale, LocalizedText, TenonRecord }

/** What every hook may use. */
export interface HookContext {
  /** Who acts: a user, a customer of a host site, an API key, the system. */
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string }
  /** Of whoever acts; English for work without a person. */
  readonly locale: Locale
  /** After-hooks: the id of the event, the same each time it is delivered. Otherwise null. */
  readonly eventId: string | null
  readonly log: { info(message: string): void; warn(message: string): void }
  /** The time of the call; it moves on only when a host call returns. */
  now(): Date
}

/** Reads need the capability `entity:<name>:read`. A failed call rejects with an error whose `code` says why. */
export interface RecordReader {
  find(input: Omit<FindRecordsInput, 'expand' | 'deleted'>): Promise<RecordPage<TenonRecord>>
  get(input: { entity: string; id: string; fields?: string[] }): Promise<TenonRecord>
}

/** Writes need the capability `entity:<name>:write`; they pass the same checks and hooks as anybody's. */
export interface RecordWriter extends RecordReader {
  create(input: { entity: string; values: JsonObject }): Promise<TenonRecord>
  update(input: { entity: string; id: string; version: number; values: JsonObject }): Promise<TenonRecord>
}

export interface BeforeHookContext extends HookContext {
  readonly records: RecordReader
}

export interface AfterHookContext extends HookContext {
  readonly records: RecordWriter
}

/** What a hook says of one record: changed fields (before-hooks of create and update), a rejection, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that has nothing to say has no return statement.
export type HookResult = JsonObject | Rejection | undefined | void

/** Gets all records of a batch and answers with one entry per record, or nothing. */
export type BatchHook<Context extends HookContext, Values = JsonObject> = (
  records: HookRecord<Values>[],
  tenon: Context,
  // biome-ignore lint/suspicious/noConfusingVoidType: as above.
) => HookResult[] | undefined | void | Promise<HookResult[] | undefined | void>

/**
 * Entity → its values, and guard → values of the records that it judges. Empty here; `tenon plugin types` writes those
 * of a plugin into its `entities.d.ts`, after which a hook that reads a field that does not exist does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be filled.
export interface EntityTypes {}
// biome-ignore lint/suspicious/noEmptyInterface: as above.
export interface GuardTypes {}

type EntityHooks<Values> = {
  [Name in EntityHookName]?: BatchHook<Name extends `after${string}` ? AfterHookContext : BeforeHookContext, Values>
}

type EntityTable = keyof EntityTypes extends never
  ? { [entity: string]: EntityHooks<JsonObject> }
  : { [Entity in keyof EntityTypes]?: EntityHooks<EntityTypes[Entity]> }

type GuardTable = keyof GuardTypes extends never
  ? { [guard: string]: BatchHook<HookContext> }
  : { [Guard in keyof GuardTypes]?: BatchHook<HookContext, GuardTypes[Guard]> }

export interface PluginDefinition {
  /** Entity → its hooks. The entity may be another plugin's. */
  entities?: EntityTable
  /** Guard, as declared in a pipeline → its code. It refuses the move with `reject`. */
  guards?: GuardTable
}

/** Gives the definition back as it is, checked by its type. */
export function definePlugin<const Definition extends PluginDefinition>(definition: Definition): Definition {
  return definition
}

/**
 * Makes a batch hook of a function for one record, which may throw `reject(…)` and may be async.
 * Any other error that it throws fails the whole batch.
 */
export function eachRecord<Context extends HookContext, Values = JsonObject>(
  hook: (record: HookRecord<Values>, tenon: Context) => HookResult | Promise<HookResult>,
): BatchHook<Context, Values> {
  return (records, tenon) => {
    const results = records.map((record) => attempt(() => hook(record, tenon)))
    // Without a promise among them there is no need to wait a turn.
    return results.some((result) => result instanceof Promise) ? Promise.all(results) : (results as HookResult[])
  }
}

function attempt(run: () => HookResult | Promise<HookResult>): HookResult | Promise<HookResult> {
  try {
    const result = run()
    return result instanceof Promise ? result.catch(rejectionOf) : result
  } catch (error) {
    return rejectionOf(error)
  }
}

function rejectionOf(error: unknown): Rejection {
  if (error instanceof Rejection) return error
  throw error
}

/** A text for all languages, or one per language, of which the caller's is shown. */
export type MessageText = string | LocalizedText

export interface RejectionProblem {
  pointer: string
  message: MessageText
  rule?: string
}

export interface RejectionOptions {
  /** The field that is wrong; the message is then shown at it. */
  field?: string
  /** The rule that failed, such as `vinCheckDigit`; given to callers beside the message. */
  rule?: string
  /** Several things that are wrong, each with a JSON Pointer such as `/vin`. */
  problems?: RejectionProblem[]
  /** Fields that must be filled before it can succeed, for a form to ask for. */
  fields?: string[]
}

/** A refusal of one record. Throw it with `reject`, or return it for a record of a batch. */
export class Rejection {
  readonly message: MessageText
  readonly problems: RejectionProblem[]
  readonly fields?: string[]

  constructor(message: MessageText, options: RejectionOptions = {}) {
    const { field, rule, problems = [], fields } = options
    const own = field === undefined ? [] : [{ pointer: pointerTo(field), message, ...(rule !== undefined && { rule }) }]
    this.message = message
    this.problems = [...own, ...problems]
    if (fields !== undefined) this.fields = fields
    // By which the runtime knows a rejection from changed fields, whatever copy of this file made it.
    Object.defineProperty(this, Symbol.for('tenon.rejection'), { value: true })
  }
}

/** Refuses the record. Never returns; `return reject(…)` reads well where a value is expected. */
export function reject(message: MessageText, options: RejectionOptions = {}): never {
  throw new Rejection(message, options)
}

function pointerTo(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
