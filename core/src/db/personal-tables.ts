import type { ListColumnChoice } from '@tenon/sdk/contract/personal-api'
import type { ViewDefinition } from '@tenon/sdk/contract/views-api'
import type { ColumnType } from 'kysely'
import type { Jsonb, NullableJsonb, NullableTimestamp, Timestamp } from './column-types.ts'

/** Views that people have saved, and what each has for themselves. Names of entities and fields are keys. */
export interface PersonalTables {
  _saved_view: {
    id: string
    entity: string
    name: string
    owner_id: string | null
    definition: Jsonb<ViewDefinition>
    /** `some`: those with one of the roles or in one of the teams. */
    audience: 'nobody' | 'everyone' | 'some'
    roles: string[]
    teams: string[]
    default_for: string[]
    position: number
    version: number
    created_at: ColumnType<Date, undefined, never>
    updated_at: Timestamp
    updated_by: string
  }
  _list_preference: {
    user_id: string
    entity: string
    view: string
    columns: NullableJsonb<ListColumnChoice[]>
    used_at: NullableTimestamp
  }
  _recent_record: { user_id: string; entity: string; record_id: string; at: Timestamp }
  _favourite_record: { user_id: string; entity: string; record_id: string; at: Timestamp }
}
