import type { DuplicateSearch } from '@tenon/sdk/contract/duplicates-api'
import type { Generated } from 'kysely'
import type { NullableJsonb, NullableTimestamp, Timestamp } from './column-types.ts'

/** Tables about records that are the same thing, or are not, in a tenant's schema. */
export interface MergeTables {
  _merge: {
    id: string
    entity: string
    kept_id: string
    /** The version that the merge made of the record that stays. */
    kept_version: number | null
    at: Timestamp
    actor: string
    /** Shares that moved, by id, and the record that each was of. */
    shares: NullableJsonb<Array<{ id: string; from: string }>>
    undone_at: NullableTimestamp
  }
  /** A record that went; of an entity that refers to the merged one too, where two would have been the same. */
  _merged_record: { merge_id: string; wave: number; entity: string; record_id: string; into_id: string }
  /** Two records of which somebody has said that they are not the same thing; the smaller id first. */
  _not_duplicate: { entity: string; one: string; other: string; said_by: string; said_at: Timestamp }
  /** The newest search for duplicates by a rule. */
  _duplicate_search: {
    id: string
    entity: string
    rule: string
    actor: string
    actor_name: string
    status: DuplicateSearch['status']
    looked: Generated<number>
    total: Generated<number>
    after: string | null
    crowded: Generated<number>
    full: Generated<boolean>
    error: string | null
    locale: string
    worker: string | null
    attempts: Generated<number>
    started_at: Timestamp
    touched_at: Timestamp
    ended_at: NullableTimestamp
  }
  /** Records that a search found alike; the smaller id first. */
  _duplicate_pair: { search: string; one: string; other: string }
  /** A reference that leads elsewhere since. */
  _merge_move: {
    merge_id: string
    entity: string
    field: string
    record_id: string
    before: string[]
    after: string[]
  }
}
