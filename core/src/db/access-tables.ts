import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ColumnType, Generated } from 'kysely'
import type { Jsonb, NullableTimestamp, Timestamp } from './column-types.ts'

/** Who may do what, in a tenant's schema. */
export interface AccessTables {
  _role: { name: string; label: Jsonb<LocalizedText>; grants: Jsonb<JsonObject>; rights: Generated<string[]> }
  /** One record shared with a person or a team. */
  _share: {
    id: string
    entity: string
    record_id: string
    user_id: string | null
    team_id: string | null
    /** Whichever of the two it is. */
    grantee: ColumnType<string, never, never>
    can_edit: boolean
    ends_at: NullableTimestamp
    created_by: string
    created_at: ColumnType<Date, undefined, never>
  }
  /** A stand-in does for a while what somebody absent may do. */
  _delegation: {
    id: string
    absent_id: string
    stand_in_id: string
    starts_at: Timestamp
    ends_at: Timestamp
    created_by: string
    created_at: ColumnType<Date, undefined, never>
  }
  /** `rules`: entity → condition over its records that belong to the territory. */
  _territory: { id: string; name: string; parent_id: string | null; rules: Jsonb<Record<string, string>> }
  _territory_member: { territory_id: string; user_id: string }
}
