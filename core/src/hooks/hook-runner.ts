import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { GuardDeclaration } from '@tenon/sdk/contract/pipeline-schema'
import type { EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { EventKind } from '../events/event-kind.ts'

/** A plugin's no to a record. */
export type Refusal = Extract<HookAnswer, { kind: 'reject' }> & { plugin: string }

/**
 * The value of a computed field, not checked yet; or why there is none. `notRun`: the code was not even asked, because
 * it rests after failures or its tenant has used up its processor time; later it may give one.
 */
export type ComputedAnswer = { kind: 'value'; value: JsonValue } | { kind: 'failed'; reason: string; notRun?: true }

/** A plugin whose before-hook gave a field its value. */
export interface Changer {
  plugin: string
  /** The hook as whoever writes knows it, to begin a sentence with. */
  inWords: LocalizedText
}

/** `plugin`: who refused, or changed something last. `changedBy`: field → who gave it the value that it has now. */
export type BeforeAnswer = HookAnswer & { plugin?: string; changedBy?: ReadonlyMap<string, Changer> }

/** Runs plugins' code. All take batches and answer per record, in order. */
export interface HookRunner {
  /**
   * Before-hooks of all installed plugins, in order of their dependencies, each seeing the changes of the one before.
   * A record that a plugin rejects is not shown to the next one.
   * Throws PLUGIN_TIMEOUT, PLUGIN_THREW and the like, naming the plugin: before-hooks fail closed.
   */
  runBefore(
    ctx: RequestContext,
    call: { entity: string; hook: EntityHookName; records: HookRecord[] },
  ): Promise<BeforeAnswer[]>
  /**
   * Validations of all plugins that have one for the entity: every refusal of every record. No plugin is called where
   * none has any. Throws as `runBefore` does: validations fail closed.
   */
  runValidations(ctx: RequestContext, call: { entity: string; records: HookRecord[] }): Promise<Refusal[][]>
  /**
   * Works a computed field out for records with these values; one answer each. What goes wrong in the plugin is an
   * answer, not an error. `patient`: where code fails for several at once, each is tried alone.
   */
  runComputed(
    ctx: RequestContext,
    call: { entity: string; plugin: string; name: string; values: JsonObject[]; patient?: boolean },
  ): Promise<ComputedAnswer[]>
  /** One guard. It refuses by answering `reject`. */
  runGuard(
    ctx: RequestContext,
    call: { entity: string; plugin: string; guard: GuardDeclaration; records: HookRecord[] },
  ): Promise<HookAnswer[]>
  /** After-hooks that want this event: one entry per plugin that declares it. */
  afterHooksFor(tenant: TenantRef, event: RecordEvent): Promise<Array<{ plugin: string; hook: EntityHookName }>>
  /** Kinds of events that any plugin's after-hook wants. */
  afterHookEvents(tenant: TenantRef): Promise<EventKind[]>
  /** Runs one plugin's after-hook for a delivered event. Throws when it fails; the queue then retries. */
  runAfter(
    tenant: TenantRef,
    delivery: { event: RecordEvent; plugin: string; hook: EntityHookName; signal: AbortSignal },
  ): Promise<void>
  /** Ids of the plugins that hear an event that a plugin emits; `event` is `<plugin>.<name>`, or `tenon.<name>` and then
   * `about` the entity that it tells of. */
  hearersOf(tenant: TenantRef, event: string, about?: string): Promise<string[]>
}
