import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { Generated } from 'kysely'
import type { Jsonb, NullableTimestamp, Timestamp } from './column-types.ts'

/** What an erasure did to the records of one entity, by its key. */
export interface ErasedTally {
  records: number
  history: number
  files: number
  /** Texts that people wrote, which stay and named somebody of those: "reason" or "view", and the id of the run or view. */
  named?: string[]
}

/** Erasing what is held of persons, in a tenant's schema. */
export interface PersonalDataTables {
  _erasure_run: {
    id: string
    entity: string
    record_id: string
    status: 'running' | 'done'
    /** Records to be gone through. */
    total: number
    erased: Jsonb<Record<string, ErasedTally>>
    kept: Jsonb<Array<{ entity: string; reason: string; records: number }>>
    /** Values that must stand somewhere, by the keys of entity and field. */
    chosen: Jsonb<Record<string, JsonObject>>
    /** Who asked for it: `reference` as in `createdBy`. */
    actor: Jsonb<{ reference: string; name: string }>
    locale: Locale
    error: string | null
    started_at: Timestamp
    ended_at: NullableTimestamp
  }
  /** Records of a run; those that are done are kept until its end. */
  _erasure_target: { run: string; entity: string; record_id: string; done: Generated<boolean> }
  /** Records of which nothing may be erased. */
  _legal_hold: {
    entity: string
    record_id: string
    reason: string
    set_by: string
    set_by_name: string
    set_at: Timestamp
  }
}
