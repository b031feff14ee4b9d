import type { ActionRefusal, ActionRun, ActionRunStatus } from '@tenon/sdk/contract/action-run'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { PluginPackage, WebhookDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginTaskKind, PluginTaskStatus } from '@tenon/sdk/contract/plugin-work'
import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { ColumnType, Generated } from 'kysely'
import type { AccessTables } from './access-tables.ts'
import type { AuditHeadTable, AuditLinkTable } from './audit-chain-tables.ts'
import type { BulkTables } from './bulk-tables.ts'
import type { Jsonb, NullableJsonb, NullableTimestamp, Timestamp } from './column-types.ts'
import type { FileTable } from './file-table.ts'
import type { FormerNameTable } from './former-name-table.ts'
import type { MergeTables } from './merge-tables.ts'
import type { ModelTables } from './model-tables.ts'
import type { MoveApprovalTable } from './move-approval-table.ts'
import type { PersonalDataTables } from './personal-data-tables.ts'
import type { PersonalTables } from './personal-tables.ts'
import type { PipelineTables } from './pipeline-tables.ts'
import type { RollupTables } from './rollup-tables.ts'
import type { TagTable } from './tag-table.ts'

/** What `_plugin.pending` holds: how to undo an install whose hooks have not succeeded yet. */
interface PendingColumn {
  /** The same for all plugins that came in one install. */
  change: string
  /** Model version that the install published; missing where an older server has written it. */
  version?: number
  /** What it took the place of; null for a plugin that was not there. */
  previous: {
    version: string
    package: PluginPackage
    grants: string[]
    settings: JsonObject | null
    installedAt: string
  } | null
}

/** Tenon's own tables in a tenant's schema. Entities' tables lie beside them; their names never begin with `_`. */
export interface TenantTables
  extends AccessTables,
    BulkTables,
    MergeTables,
    ModelTables,
    PersonalDataTables,
    PersonalTables,
    PipelineTables,
    RollupTables {
  _user: {
    id: string
    email: string
    name: string
    roles: string[]
    team_id: string | null
    manager_id: Generated<string | null>
    active: Generated<boolean>
    created_at: Timestamp
  }
  _team: { id: string; name: string; parent_id: string | null; archived_at: Date | null }
  _former_name: FormerNameTable
  _setting: { name: string; value: Jsonb<JsonValue>; updated_at: Timestamp }
  _audit: {
    id: string
    at: Timestamp
    actor: string
    action: string
    entity: string
    record_id: string | null
    version: number | null
    request_id: string
    changes: Jsonb<JsonObject>
    reason: string | null
    /** Rules that were passed over, who agreed. */
    details: NullableJsonb<JsonObject>
    /** From where it came; null in entries of older servers. */
    origin: NullableJsonb<JsonObject>
  }
  _audit_link: AuditLinkTable
  _audit_head: AuditHeadTable
  /** Deleted records that can still come back. */
  _trash: {
    record_id: string
    entity: string
    at: Timestamp
    actor: string
    /** Why, where nobody deleted it by itself. */
    reason: string | null
    /** Its retention counts from here. */
    kept_from: Timestamp
    /** The merge that it went with. */
    merge_id: string | null
  }
  _outbox: {
    id: string
    type: string
    /** Null for an event of a plugin, as are `record_id` and `version`. */
    entity: string | null
    record_id: string | null
    version: number | null
    /** Of a plugin's event: `<plugin>.<name>`. */
    name: string | null
    payload: NullableJsonb<JsonValue>
    occurred_at: Timestamp
    actor: string
    depth: number
    before: NullableJsonb<JsonObject>
    after: NullableJsonb<JsonObject>
    attempts: Generated<number>
    claimed_at: NullableTimestamp
    delivered_at: NullableTimestamp
  }
  /** Records that a publish moved out of a stage that it took away, so that they can return; for 30 days. */
  _stage_move: {
    id: string
    entity: string
    record_id: string
    from_pipeline: string
    from_stage: string
    /** Null where the record left all pipelines. */
    to_pipeline: string | null
    to_stage: string | null
    /** Version that the publish leads to. */
    model_version: number
    moved_at: Timestamp
    /** The stage is back, and the record is to return to it. */
    returns: Generated<boolean>
  }
  _move_approval: MoveApprovalTable
  /** Migrations of records by installs that can still be undone. */
  _data_migration: {
    id: string
    change: string
    plugin: string
    entity: string
    from_version: string
    to_version: string
    after: string | null
    changed: Generated<number>
    status: ColumnType<'waiting' | 'done' | 'failed', 'waiting' | undefined, 'waiting' | 'done' | 'failed'>
    error: NullableJsonb<{ code: TenonErrorCode; message: string }>
    created_at: ColumnType<Date, undefined, never>
  }
  _migrated_record: { migration: string; record_id: string; before: Jsonb<JsonObject>; after: Jsonb<JsonObject> }
  _erasure: {
    id: string
    plugin: string
    traces: Jsonb<{
      /** Of these entities all goes, of the others the fields. */
      entities: string[]
      fields: Array<{ entity: string; field: string; id?: string }>
      /** UUIDv7: what is younger is not meant. */
      until: string
    }>
    created_at: Timestamp
  }
  _plugin: {
    id: string
    version: string
    package: Jsonb<PluginPackage>
    grants: string[]
    /** What an admin has set, by the plugin's own form. */
    settings: NullableJsonb<JsonObject>
    /** Counts changes of grants and settings, which come without a new model version. */
    revision: Generated<number>
    /** Counts changes of what the settings are or are filled in by: an admin's, and another version's form. */
    settings_revision: Generated<number>
    installed_at: Timestamp
    /** While its install or upgrade can still be undone. */
    pending: NullableJsonb<PendingColumn>
  }
  _plugin_secret: {
    plugin: string
    name: string
    /** Encrypted with the server's key. */
    value: string
    set_at: Timestamp
    set_by: string
  }
  /** A hook that was switched off because it kept failing, until an admin resumes it. */
  _plugin_alert: { plugin: string; hook: string; version: string; at: Timestamp }
  _plugin_kv: {
    plugin: string
    key: string
    value: Jsonb<JsonValue>
    version: number
    size: number
    expires_at: NullableTimestamp
    updated_at: Timestamp
  }
  /** What a plugin takes up; its row is locked by whoever changes its store. */
  _plugin_usage: { plugin: string; kv_bytes: number }
  /** What a plugin's code does later: jobs, ticks of schedules, events heard, webhooks received; and lifecycle hooks. */
  _plugin_task: {
    id: string
    plugin: string
    kind: PluginTaskKind
    name: string
    data: Jsonb<JsonValue>
    /** Unique among the waiting ones of a plugin and name. */
    key: string | null
    run_at: Timestamp
    status: PluginTaskStatus
    attempts: Generated<number>
    error_code: TenonErrorCode | null
    error: string | null
    depth: number
    created_by: string
    created_at: Timestamp
    finished_at: NullableTimestamp
    /** When it was put into the job queue; null once it is to be queued again. */
    queued_at: NullableTimestamp
    /** Of the run under way: a run that was given up finds another one here. */
    claim: string | null
    /** From then on the run under way is taken for dead. */
    locked_until: NullableTimestamp
  }
  _plugin_webhook: {
    plugin: string
    name: string
    verify: WebhookDeclaration['verify']
    header: string
    prefix: string
    mode: NonNullable<WebhookDeclaration['mode']>
    /** Encrypted; null until an admin has made one. */
    secret: string | null
    previous_secret: string | null
    previous_until: NullableTimestamp
    enabled: Generated<boolean>
    created_at: Timestamp
    last_received_at: NullableTimestamp
  }
  _action_run: {
    id: string
    plugin: string
    action: string
    entity: string
    actor: string
    actor_name: string
    /** `interrupted` may also be said of one that is `running` here: its process has not been heard of for a minute. */
    status: ActionRunStatus
    total: number
    done: number
    refused: number
    message: string | null
    open: NullableJsonb<NonNullable<ActionRun['open']>>
    refusals: Jsonb<ActionRefusal[]>
    error: string | null
    started_at: Timestamp
    touched_at: Timestamp
    ended_at: NullableTimestamp
  }
  /** What was typed into a phone field, where that is not the number as it is stored. */
  _typed_text: { record_id: string; field_id: string; typed: string }
  _file: FileTable
  _tag: TagTable
  _sequence: { field_id: string; next_value: number }
}
