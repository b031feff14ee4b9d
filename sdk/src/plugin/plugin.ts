import type { BoundContract, HookRecord } from '../contract/hook-call.ts'
import type { JsonObject, JsonValue } from '../contract/json-value.ts'
import type { Locale, LocalizedText } from '../contract/locale.ts'
import type { MetricAnswer, MetricQuestion } from '../contract/metric-schema.ts'
import type {
  HttpRequest,
  HttpResponse,
  LifecycleChange,
  PluginEvent,
  ScheduleTick,
  WebhookAnswer,
  WebhookRequest,
} from '../contract/plugin-calls.ts'
import type { EntityHookName, LifecycleHookName } from '../contract/plugin-manifest.ts'
import type { TenonRecord } from '../contract/record.ts'
import type * as context from './hook-context.ts'
import { type MessageText, Rejection, type RejectionOptions, type RejectionProblem, reject } from './rejection.ts'

/*
 * What a plugin's `hooks.ts` is written with. It runs in an isolate: no Node, no network, no timers; `new Date()` and
 * `Math.random()` are given by the host. A plugin exports its hooks as `plugin`:
 *
 *     export const plugin = definePlugin({
 *       entities: { vehicle: { beforeCreate: eachRecord((vehicle) => { … }) } },
 *       guards: { readyForContract: eachRecord((opportunity) => { … }) },
 *     })
 */

export type {
  HookRecord,
  HttpRequest,
  HttpResponse,
  JsonObject,
  JsonValue,
  LifecycleChange,
  Locale,
  LocalizedText,
  MessageText,
  MetricAnswer,
  MetricQuestion,
  PluginEvent,
  RejectionOptions,
  RejectionProblem,
  ScheduleTick,
  TenonRecord,
  WebhookAnswer,
  WebhookRequest,
}
export { Rejection, reject }

/**
 * The plugin's settings, its entities' values, of guards, computed fields and actions the values of records that they
 * are about, and the contracts that it consumes. Empty here; `tenon plugin types` writes those of a plugin into its `entities.d.ts`, after which a hook that reads a
 * field that does not exist does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be filled.
export interface PluginSettings {}
// biome-ignore lint/suspicious/noEmptyInterface: as above.
export interface EntityTypes {}
// biome-ignore lint/suspicious/noEmptyInterface: as above.
export interface GuardTypes {}
// biome-ignore lint/suspicious/noEmptyInterface: as above.
export interface ActionTypes {}
// biome-ignore lint/suspicious/noEmptyInterface: as above.
export interface ComputedTypes {}
// biome-ignore lint/suspicious/noEmptyInterface: as above.
export interface PluginContracts {}

type Settings = keyof PluginSettings extends never ? JsonObject : PluginSettings

/** What fulfils a contract here, with the contract's fields by their names. */
export type ContractBinding<Values> = Omit<BoundContract, 'fields'> & {
  readonly fields: { readonly [Field in keyof Values]-?: string }
}

/** A contract that the plugin also works without may be fulfilled by nobody. */
type Contracts = keyof PluginContracts extends never
  ? context.AnyContracts
  : { readonly [Contract in keyof PluginContracts]: ContractBinding<NonNullable<PluginContracts[Contract]>> }

export type HookContext = context.HookContext<Settings, Contracts>
export type BeforeHookContext = context.BeforeHookContext<Settings, Contracts>
export type AfterHookContext = context.AfterHookContext<Settings, Contracts>
export type ActionContext<Form = JsonObject> = context.ActionContext<Settings, Form, Contracts>
export type MigrationContext = context.MigrationContext<Settings, Contracts>
/**
 * Of computed fields: the value depends on the record alone, so that nothing but a log is there. The actor is the
 * system, whoever writes.
 */
export type ComputedContext = Pick<HookContext, 'log'>

/** What a hook says of one record: changed fields (before-hooks of create and update), a rejection, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that has nothing to say has no return statement.
export type HookResult<Changes = JsonObject> = Changes | Rejection | undefined | void

/** Gets all records of a batch and answers with one entry per record, or nothing. */
export type BatchHook<Context extends HookContext, Values = JsonObject, Changes = JsonObject> = (
  records: HookRecord<Values>[],
  tenon: Context,
  // biome-ignore lint/suspicious/noConfusingVoidType: as above.
) => HookResult<Changes>[] | undefined | void | Promise<HookResult<Changes>[] | undefined | void>

/** Fields that a hook may give another value; null empties one, and one that is undefined stays as it is. */
type ChangesOf<Values> = { readonly [Field in keyof Values]?: Values[Field] | null | undefined }

type EntityHooks<Values> = {
  [Name in EntityHookName]?: Name extends 'validate'
    ? JudgingHook<Values>
    : BatchHook<ContextOf<Name>, Values, Name extends ChangingHook ? ChangesOf<Values> : JsonObject>
}

type ChangingHook = 'beforeCreate' | 'beforeUpdate'

/** Answers with a rejection per record, or nothing: it changes nothing, and may ask the host for nothing. */
export type JudgingHook<Values = JsonObject> = (
  records: HookRecord<Values>[],
  tenon: HookContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: as above.
) => Judgement[] | undefined | void | Promise<Judgement[] | undefined | void>

// biome-ignore lint/suspicious/noConfusingVoidType: as above.
type Judgement = Rejection | undefined | void

type ContextOf<Name extends EntityHookName> = Name extends `after${string}` ? AfterHookContext : BeforeHookContext

type EntityTable = keyof EntityTypes extends never
  ? { [entity: string]: EntityHooks<JsonObject> }
  : { [Entity in keyof EntityTypes]?: EntityHooks<EntityTypes[Entity]> }

type GuardTable = keyof GuardTypes extends never
  ? { [guard: string]: BatchHook<HookContext> }
  : { [Guard in keyof GuardTypes]?: BatchHook<HookContext, GuardTypes[Guard]> }

/**
 * A record that an action was called on, as whoever pressed the button sees it: fields that are hidden from them are
 * missing. With its version, for `records.update`.
 */
export interface ActionRecord<Values = JsonObject> extends HookRecord<Partial<Values> & { version: number }> {
  id: string
}

/** What an action says when it is done: of each record, of itself where it has none, or nothing. */
export type ActionResult = Rejection | { message?: MessageText; open?: { entity: string; id: string } } | undefined

/** Gets the records that it was called on; none where its button stands on the list itself. */
export type ActionHook<Values = JsonObject, Form = JsonObject> = (
  records: ActionRecord<Values>[],
  tenon: ActionContext<Form>,
  // biome-ignore lint/suspicious/noConfusingVoidType: as for other hooks.
) => Array<ActionResult | void> | ActionResult | void | Promise<Array<ActionResult | void> | ActionResult | void>

type ActionTable = keyof ActionTypes extends never
  ? { [action: string]: ActionHook }
  : {
      [Action in keyof ActionTypes]?: ActionTypes[Action] extends { values: infer Values; form: infer Form }
        ? ActionHook<Values, Form>
        : never
    }

/**
 * Gives the field's value for each record, from its other values alone: id and old are null, and computed fields are
 * left out. Nothing, or a rejection, is an empty field.
 */
export type ComputedHook<Values = JsonObject, Value = JsonValue> = (
  records: HookRecord<Values>[],
  tenon: ComputedContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: as for other hooks.
) => Array<Value | Rejection | undefined | void> | Promise<Array<Value | Rejection | undefined | void>>

type ComputedTable = keyof ComputedTypes extends never
  ? { [name: string]: ComputedHook }
  : {
      [Name in keyof ComputedTypes]?: ComputedTypes[Name] extends { values: infer Values; value: infer Value }
        ? ComputedHook<Values, Value>
        : never
    }

type MigrationTable = keyof EntityTypes extends never
  ? { [entity: string]: BatchHook<MigrationContext> }
  : { [Entity in keyof EntityTypes]?: BatchHook<MigrationContext, EntityTypes[Entity], ChangesOf<EntityTypes[Entity]>> }

/** Columns to change or to add, null for an empty one; or a rejection, or nothing. */
export type RowResult = { [column: string]: string | null } | Rejection | undefined

/** Gets rows of a file as texts by column, before a mapping reads them; changes columns, or rejects a row. */
export type ImportHook = (
  rows: HookRecord<Record<string, string>>[],
  tenon: BeforeHookContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: as for other hooks.
) => Array<RowResult | void> | undefined | void | Promise<Array<RowResult | void> | undefined | void>

type Task<Given, Context = AfterHookContext> = (given: Given, tenon: Context) => void | Promise<void>

export interface PluginDefinition {
  /** Entity → its hooks. The entity may be another plugin's. */
  entities?: EntityTable
  /** Guard, as declared in a pipeline → its code. It refuses the move with `reject`. */
  guards?: GuardTable
  /** Name, as fields give it in `computedBy` → code that works their values out. */
  computed?: ComputedTable
  actions?: ActionTable
  schedules?: { [name: string]: Task<ScheduleTick> }
  webhooks?: {
    [name: string]: (
      request: WebhookRequest,
      tenon: AfterHookContext,
      // biome-ignore lint/suspicious/noConfusingVoidType: as for other hooks.
    ) => WebhookAnswer | void | Promise<WebhookAnswer | void>
  }
  /** Work that `jobs.schedule` has put off. Tried again when it fails, so it looks before it writes. */
  jobs?: { [name: string]: Task<JsonValue> }
  /** `<plugin>.<event>` → what to do when it happens. */
  events?: { [name: string]: Task<PluginEvent> }
  imports?: { [name: string]: ImportHook }
  metrics?: {
    [name: string]: (question: MetricQuestion, tenon: BeforeHookContext) => MetricAnswer | Promise<MetricAnswer>
  }
  /** Entity → what another version of the plugin makes of its records, in batches. It sets the plugin's own fields. */
  migrations?: MigrationTable
  lifecycle?: { [Name in LifecycleHookName]?: Task<LifecycleChange> }
}

/** What the definition has and no plugin has, such as a misspelt `guard`: nobody would ever ask for it. */
type NoStrangers<Definition> = {
  readonly [Member in Exclude<keyof Definition, keyof PluginDefinition>]: "A plugin's definition has no such member."
}

/**
 * Refuses what before-hooks give beside the fields of their entity, as in `{ ...values, misspelt: 1 }`, and migrations.
 * Not by the definition's members: to look them up, the compiler would decide on the definition before it has read it.
 */
type NoStrayFields<Definition> = [StrayField<Definition>] extends [never] ? unknown : StrayField<Definition>

type StrayField<Definition> =
  | (Definition extends { entities: infer Entities }
      ? StrayOf<{ [Entity in keyof Entities]: ChangingOf<Entities[Entity]> }>
      : never)
  | (Definition extends { migrations: infer Migrations } ? StrayOf<Migrations> : never)

type ChangingOf<Hooks> = { [Hook in keyof Hooks]: Hook extends ChangingHook ? Hooks[Hook] : never }[keyof Hooks]

type StrayOf<Hooks> = {
  [Entity in keyof Hooks]: Entity extends keyof EntityTypes
    ? StrayMessage<StrayFields<Hooks[Entity], EntityTypes[Entity]>, Entity>
    : never
}[keyof Hooks]

type StrayMessage<Field, Entity> = Field extends string ? `'${Field}' is no field of ${Entity & string}.` : never

/** Names in what a hook gives that are no fields; nothing where they cannot be known before it runs. */
type StrayFields<Hook, Values> = Hook extends (...given: never[]) => infer Answer
  ? Exclude<NamesIn<OneOf<Awaited<Answer>>>, keyof Values>
  : never

type OneOf<Answers> = Answers extends ReadonlyArray<infer One> ? One : never

type NamesIn<Result> = Result extends Rejection ? never : Result extends object ? Known<keyof Result> : never

type Known<Name> = string extends Name ? never : Name

/** Gives the definition back as it is, checked by its type. */
export function definePlugin<const Definition extends PluginDefinition>(
  definition: Definition & NoStrangers<Definition> & NoStrayFields<Definition>,
): Definition {
  return definition
}

/**
 * Makes a batch hook of a function for one record, which may throw `reject(…)` and may be async: for hooks of
 * entities, guards, computed fields, actions and rows of imports. Any other error that it throws fails the whole batch.
 */
export function eachRecord<Given = HookRecord, Context = HookContext, Result = HookResult>(
  hook: (record: Given, tenon: Context) => Result | Promise<Result>,
): (records: Given[], tenon: Context) => Result[] | Promise<Result[]> {
  return (records, tenon) => {
    const results = records.map((record) => attempt(() => hook(record, tenon)))
    // Without a promise among them there is no need to wait a turn.
    return results.some((result) => result instanceof Promise) ? Promise.all(results) : (results as Result[])
  }
}

/** A rejection takes the place of the result: the runtime knows it wherever a hook may refuse. */
function attempt<Result>(run: () => Result | Promise<Result>): Result | Promise<Result> {
  try {
    const result = run()
    return result instanceof Promise ? result.catch(rejectionOf<Result>) : result
  } catch (error) {
    return rejectionOf(error)
  }
}

function rejectionOf<Result>(error: unknown): Result {
  if (error instanceof Rejection) return error as Result
  throw error
}

type ContractName = keyof PluginContracts extends never ? string : keyof PluginContracts & string
type ContractValues<Name> = Name extends keyof PluginContracts ? NonNullable<PluginContracts[Name]> : JsonObject

/** Of a record of the entity that fulfils a contract here, the contract's fields by their own names. */
export function contractValues<Name extends ContractName>(
  tenon: Pick<HookContext, 'contracts'>,
  contract: Name,
  record: TenonRecord,
): ContractValues<Name> {
  const binding = (tenon.contracts as context.AnyContracts)[contract]
  if (binding === undefined) throw new Error(`No plugin here provides the contract ${contract}.`)
  const values = Object.entries(binding.fields).map(([name, field]) => [name, record[field] ?? null])
  return Object.fromEntries(values)
}
