import type { JsonObject, JsonValue } from './json-value.ts'
import type { Locale } from './locale.ts'
import type { FindRecordsInput, RecordPage } from './query.ts'
import type { TenonRecord } from './record.ts'
import type { RoleGrants } from './role-grants.ts'
import type { TestTools } from './test-tools.ts'

/** Name of a fixture → the record to be made; `{ $ref: 'name' }` among its values is the id of an earlier one. */
export type Fixtures = Record<string, { entity: string; values: Record<string, JsonValue | { $ref: string }> }>

export interface TestTenantOptions<F extends Fixtures = Fixtures> {
  /** Where the clock stands. Default: 2026-01-05T09:00:00Z, a Monday. */
  now?: string
  /** Roles besides `admin` and `staff`: name → what they may do. */
  roles?: Record<string, RoleGrants>
  /** Records that are there before the test, made by the system in their order. */
  fixtures?: F
}

/** A record as it was read or written: the version says which state of it a change is made on. */
export type RecordRef = Pick<TenonRecord, 'id' | 'version'>

/** Does what a person with the chosen roles would do; refusals are errors with `code`, `message` and `problems`. */
export interface TestActor extends TestTools {
  /** As in `createdBy` and `ownerId`. */
  readonly id: string
  create(entity: string, values: JsonObject): Promise<TenonRecord>
  get(entity: string, id: string): Promise<TenonRecord>
  find(entity: string, input?: Omit<FindRecordsInput, 'entity'>): Promise<RecordPage<TenonRecord>>
  update(entity: string, record: RecordRef, values: JsonObject): Promise<TenonRecord>
  /** Moves a record of a pipeline to another stage. */
  move(entity: string, record: RecordRef, stage: string): Promise<TenonRecord>
  delete(entity: string, record: RecordRef): Promise<void>
  restore(entity: string, record: RecordRef): Promise<TenonRecord>
}

export interface TestClock {
  now(): Date
  set(now: string | Date): Promise<void>
  /** `advance({ days: 2, hours: 1 })`. */
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): Promise<void>
}

export interface TestTenant<F extends Fixtures = Fixtures> {
  /** A person with these roles; the same person for the same roles. */
  as(roles: string | string[], options?: { locale?: Locale }): Promise<TestActor>
  /** Has every right and needs no role. */
  readonly system: TestActor
  readonly clock: TestClock
  readonly fixtures: { readonly [Name in keyof F]: TenonRecord }
  /** Runs the after-hooks of all that was written, and of what they write. Rejects with the error of one that fails. */
  settle(): Promise<void>
  /** What hooks have logged since the tenant was opened. */
  readonly logs: ReadonlyArray<{ hook: string; level: string; message: string }>
}

/** What the environment's module exports as `testRuntime`. */
export interface TestRuntime {
  openTenant(options: TestTenantOptions): Promise<TestTenant>
}
