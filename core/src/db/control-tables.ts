import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

/** Tables of the control plane, in the PostgreSQL schema `tenon`. Never joined with a tenant's tables. */
export interface ControlTables {
  tenant: {
    id: string
    slug: string
    name: string
    schema: string
    created_at: Timestamp
    /** Whether its plugins have work that is done later: only such tenants are looked into for it. */
    has_plugin_work: Generated<boolean>
    /** Name of the last migration of its schema; null before Tenon wrote it down. */
    migration: ColumnType<string | null, string | null | undefined, string | null>
    /** The `tableRevision` by which its tables were last as its model says; null where a publish may have left something since. */
    swept_as: ColumnType<string | null, string | null | undefined, string | null>
  }
  tenant_member: { user_id: string; tenant_id: string }
  api_key: {
    id: string
    tenant_id: string
    name: string
    /** SHA-256 of the key, hex. */
    hash: string
    roles: string[]
    created_at: Timestamp
    created_by: string
    expires_at: NullableTimestamp
    last_used_at: NullableTimestamp
    revoked_at: NullableTimestamp
  }
  site: {
    id: string
    tenant_id: string
    name: string
    origins: string[]
    /** Site secret, encrypted with the server's key. */
    secret: string
    created_at: Timestamp
    revoked_at: NullableTimestamp
  }
  setup_link: { hash: string; tenant_id: string; expires_at: Timestamp; used_at: NullableTimestamp }
  plugin_schedule: {
    tenant_id: string
    plugin: string
    name: string
    cron: string
    time_zone: string
    next_run_at: Timestamp
    last_run_at: NullableTimestamp
    paused: Generated<boolean>
  }
  /** Facts about the installation, such as that the demo's data are complete. */
  setting: { key: string; value: ColumnType<JsonValue, string, string> }
}
