import type { HistoryEntry } from './api-contract.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import type { Locale } from './locale.ts'
import type { FindRecordsInput, RecordPage } from './query.ts'
import type { TenonRecord } from './record.ts'
import type { RoleGrants } from './role-grants.ts'
import type { TestTools } from './test-tools.ts'

/**
 * Name of a fixture → the record to be made; `{ $ref: 'name' }` among its values, or in a list of them, is the id of an
 * earlier one.
 */
export type Fixtures = Record<string, { entity: string; values: Record<string, JsonValue | { $ref: string }> }>

export interface TestTenantOptions<F extends Fixtures = Fixtures> {
  /** Where the clock stands. Default: 2026-01-05T09:00:00Z, a Monday. */
  now?: string
  /** Roles besides `admin` and `staff`: name → what they may do. */
  roles?: Record<string, RoleGrants>
  /** Rights besides those on records: role → names, such as `fleet.approveDiscounts`. */
  rights?: Record<string, string[]>
  /** Records that are there before the test, made by the system in their order. */
  fixtures?: F
  /** What an admin has set for the plugin. Default: its form's defaults. */
  settings?: JsonObject
  /** Name → value of secrets, for the headers that name them; hooks cannot read them. */
  secrets?: Record<string, string>
  /**
   * Answers what hooks ask of other hosts. Capabilities, addresses and limits are checked first, as in production;
   * nothing is sent anywhere. Without it each such request fails with NET_FAILED.
   */
  http?: TestHttp
}

/** What a hook has sent: as text, with the values of its secrets. */
export interface TestHttpRequest {
  url: string
  method: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: string | null
}

export interface TestHttpReply {
  /** Default: 200. */
  status?: number
  headers?: Record<string, string>
  /** A text as it is; anything else as JSON. */
  body?: JsonValue
}

export type TestHttp = (request: TestHttpRequest) => TestHttpReply | Promise<TestHttpReply>

/** A record as it was read or written: the version says which state of it a change is made on. */
export type RecordRef = Pick<TenonRecord, 'id' | 'version'>

/** Does what a person with the chosen roles would do; refusals are errors with `code`, `message` and `problems`. */
export interface TestActor extends TestTools {
  /** As in `createdBy` and `ownerId`. */
  readonly id: string
  create(entity: string, values: JsonObject): Promise<TenonRecord>
  get(entity: string, id: string): Promise<TenonRecord>
  /** `find('task', { where: { field: 'status', op: 'eq', value: 'open' }, sort: [{ field: 'dueOn' }] })`. */
  find(entity: string, input?: Omit<FindRecordsInput, 'entity'>): Promise<RecordPage<TenonRecord>>
  /** Who changed what and when, newest first; also of a deleted record. */
  history(entity: string, record: Pick<RecordRef, 'id'>): Promise<HistoryEntry[]>
  update(entity: string, record: RecordRef, values: JsonObject): Promise<TenonRecord>
  /** Moves a record of a pipeline to another stage. */
  move(entity: string, record: RecordRef, stage: string): Promise<TenonRecord>
  /** Resolves to the record as it is then: what `restore` takes. */
  delete(entity: string, record: RecordRef): Promise<TenonRecord>
  restore(entity: string, record: RecordRef): Promise<TenonRecord>
}

/** Moved forward, it fires schedules and tells of records that are overdue or stale in their stages; `settle` runs the hooks of both. */
export interface TestClock {
  now(): Date
  set(now: string | Date): Promise<void>
  /** `advance({ days: 2, hours: 1 })`. */
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): Promise<void>
}

/** What a sender sends to a webhook. */
export interface TestWebhookRequest {
  /** Default: POST. */
  method?: 'GET' | 'POST'
  query?: Record<string, string>
  headers?: Record<string, string>
  /** A text as it is; anything else is sent as JSON. */
  body?: JsonValue
  /** The sender's id of the message: a second one of the same id is not handled again within a day. */
  messageId?: string
}

export interface TestWebhookReply {
  status: number
  headers: Record<string, string>
  body: string
}

export interface TestTenant<F extends Fixtures = Fixtures> {
  /** A person with these roles; the same person for the same roles. */
  as(roles: string | string[], options?: { locale?: Locale }): Promise<TestActor>
  /** Has every right and needs no role. */
  readonly system: TestActor
  /** Schedules whose time it passes are due afterwards, each once however often; `settle` runs them. */
  readonly clock: TestClock
  readonly fixtures: { readonly [Name in keyof F]: TenonRecord }
  /**
   * Runs the after-hooks of all that was written, and of what they write; creates what entering stages creates; then runs jobs,
   * schedules, events and webhooks that are due, and what they set off. Rejects with the error of one that fails; a task that failed is due again later.
   */
  settle(): Promise<void>
  /**
   * Delivers a request to a webhook of the plugin, as from a sender that has proved itself. One that is `queued` is
   * answered 202 and handled by `settle`; one that is `direct` is answered by the code.
   */
  receive(webhook: string, request?: TestWebhookRequest): Promise<TestWebhookReply>
  /** What hooks have logged since the tenant was opened. */
  readonly logs: ReadonlyArray<{ hook: string; level: string; message: string }>
}

/** What the environment's module exports as `testRuntime`. */
export interface TestRuntime {
  openTenant(options: TestTenantOptions): Promise<TestTenant>
}
