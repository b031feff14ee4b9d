import type { Hue } from '@tenon/sdk/contract/field-type'
import type { ColumnType } from 'kysely'
import type { NullableTimestamp } from './column-types.ts'

/** A tag that records can have; which do, their own rows say. */
export interface TagTable {
  id: string
  name: string
  /** The name without what makes no difference; unique. */
  key: string
  hue: Hue
  /** Null: of all. */
  entities: string[] | null
  archived_at: NullableTimestamp
  /** From then on it is put on no record, for it is being taken off all. */
  leaving_since: NullableTimestamp
  created_by: string
  created_at: ColumnType<Date, undefined, never>
}
