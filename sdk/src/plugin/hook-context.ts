import type { BoundContract } from '../contract/hook-call.ts'
import type { JsonObject, JsonValue } from '../contract/json-value.ts'
import type { Locale } from '../contract/locale.ts'
import type { HttpRequest, HttpResponse, MigrationFacts } from '../contract/plugin-calls.ts'
import type { FindRecordsInput, RecordPage } from '../contract/query.ts'
import type { TenonRecord } from '../contract/record.ts'

/*
 * What hooks get as `tenon`. Every function that returns a promise asks the host; a refused call rejects with an error
 * whose `code` says why: CAPABILITY_DENIED, VALIDATION, NOT_FOUND, CONFLICT, TOO_LARGE, RATE_LIMITED, HOST_CALL_LIMIT,
 * NET_DENIED, NET_FAILED, TIMEOUT, CALL_ENDED, INTERNAL.
 */

/** Contract that the plugin consumes → the entity that fulfils it here. */
export type AnyContracts = { readonly [contract: string]: BoundContract | undefined }

/** What every hook may use. */
export interface HookContext<Settings = JsonObject, Contracts = AnyContracts> {
  /** Who acts: a user, a customer of a host site, an API key, the system. */
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string }
  /** Of whoever acts; English for work without a person. */
  readonly locale: Locale
  /** After-hooks, jobs and events: an id that is the same on every attempt. Otherwise null. */
  readonly eventId: string | null
  /** Lines of up to 2,000 characters; every 500 count as one of the lines that a call may write, and more are left out. */
  readonly log: { info(message: string): void; warn(message: string): void }
  readonly i18n: {
    readonly locale: Locale
    /** A text of `locales/`, with `{name}` replaced; `count` chooses between `<key>_one`, `<key>_other` …. */
    t(key: string, parameters?: Record<string, string | number>): string
  }
  /** What an admin has set, by the form of `plugin.json`. */
  readonly settings: Settings
  /** Contract that the plugin consumes → the entity that fulfils it here. */
  readonly contracts: Contracts
  /** The time of the call; it moves on only when a host call returns. */
  now(): Date
}

/** Reads need the capability `entity:<name>:read`. */
interface RecordReader {
  find(input: Omit<FindRecordsInput, 'expand' | 'deleted'>): Promise<RecordPage<TenonRecord>>
  get(input: { entity: string; id: string; fields?: string[] }): Promise<TenonRecord>
}

/** Writes need `entity:<name>:write`, deletions `entity:<name>:delete`; they pass the same checks and hooks as anybody's. */
interface RecordWriter extends RecordReader {
  create(input: { entity: string; values: JsonObject }): Promise<TenonRecord>
  update(input: { entity: string; id: string; version: number; values: JsonObject }): Promise<TenonRecord>
  /** Points a reference at a record, whatever version the record has by now; `to: null` empties it. */
  link(input: { entity: string; id: string; field: string; to: string | null }): Promise<TenonRecord>
  /** Can be undone by people. */
  delete(input: { entity: string; id: string; version: number }): Promise<TenonRecord>
}

/** A store of the plugin's own: keys of 256 characters, values of 64 kB, 5 MB in all. Needs the capability `kv`. */
interface KeyValueReader {
  get(key: string): Promise<{ value: JsonValue; version: number } | null>
  /** In the order of keys; `after` of the page before gives the next. */
  list(options?: { prefix?: string; after?: string; limit?: number }): Promise<{
    entries: Array<{ key: string; value: JsonValue; version: number }>
    after: string | null
  }>
}

interface KeyValueStore extends KeyValueReader {
  /** `ifVersion`: only over that version (0: only if there is none), otherwise CONFLICT. */
  set(
    key: string,
    value: JsonValue,
    options?: { ttlSeconds?: number; ifVersion?: number },
  ): Promise<{ version: number }>
  /** Whether it was there. */
  delete(key: string): Promise<boolean>
  /** Adds to a whole number; nobody's addition is lost. */
  increment(key: string, options?: { by?: number; ttlSeconds?: number }): Promise<number>
}

/**
 * Requests to the hosts of the capabilities `http:<host>`: https, port 443, three redirects at most, 5 seconds in all.
 * Whatever status a host answers with is an answer; NET_DENIED, NET_FAILED, TIMEOUT and TOO_LARGE say that there was none.
 */
interface HttpClient {
  fetch(url: string, request?: HttpRequest): Promise<HttpResponse>
}

/** Who acts, where the host can be asked about them. */
interface AskedActor {
  readonly kind: string
  readonly id: string
  readonly name: string
  /**
   * Whether whoever caused the call has a right: one that `plugin.json` declares by its name, that of a plugin in `dependencies` by
   * `<plugin>.<name>`. Any other is VALIDATION. Admins and the system have every right.
   */
  hasRight(right: string): Promise<boolean>
}

/** Computed fields, validations and guards judge by the record alone. */
export interface BeforeHookContext<Settings = JsonObject, Contracts = AnyContracts>
  extends HookContext<Settings, Contracts> {
  readonly actor: AskedActor
  readonly records: RecordReader
  readonly kv: KeyValueReader
  readonly http: HttpClient
}

export interface AfterHookContext<Settings = JsonObject, Contracts = AnyContracts>
  extends HookContext<Settings, Contracts> {
  readonly actor: AskedActor
  readonly records: RecordWriter
  readonly kv: KeyValueStore
  readonly http: HttpClient
  readonly events: {
    /** Tells the plugins that hear `<plugin>.<name>`; the event is declared in `plugin.json`. */
    emit(name: string, payload?: JsonValue): Promise<void>
  }
  readonly jobs: {
    /** Runs a hook of `jobs` later. One that is waiting under the same `key` is replaced. */
    schedule(
      name: string,
      options?: { data?: JsonValue; at?: string; afterSeconds?: number; key?: string },
    ): Promise<{ id: string }>
    /** Whether there was one waiting under this key. */
    cancel(key: string): Promise<boolean>
  }
}

export interface MigrationContext<Settings = JsonObject, Contracts = AnyContracts>
  extends BeforeHookContext<Settings, Contracts> {
  readonly migration: Readonly<MigrationFacts>
}

export interface ActionContext<Settings = JsonObject, Form = JsonObject, Contracts = AnyContracts>
  extends AfterHookContext<Settings, Contracts> {
  /** What was filled in. */
  readonly form: Form
  /** Shown to whoever pressed the button. */
  progress(done: number, total: number, message?: string): Promise<void>
}
