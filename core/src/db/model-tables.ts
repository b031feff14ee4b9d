import type { DraftStepKind } from '@tenon/sdk/contract/draft-steps'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { AgreedPlan, ScheduledPublishStatus } from '@tenon/sdk/contract/plan-consent'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { PublishRunStatus } from '@tenon/sdk/contract/publish-run'
import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { ColumnType, Generated } from 'kysely'
import type { Jsonb, NullableJsonb, NullableTimestamp, Timestamp } from './column-types.ts'
import type { JsonDelta } from './json-delta.ts'
import type { ParkedConversion } from './parked-conversion.ts'
import type { StoredInstall } from './stored-install.ts'

/** Tables of the model and of its way into force: versions, drafts, plans, publishes, what is put aside. */
export interface ModelTables {
  _model_version: {
    version: number
    document: Jsonb<ModelDocument>
    edits: Jsonb<TenantEdits>
    plan: NullableJsonb<JsonValue>
    note: string | null
    created_at: Timestamp
    created_by: string
    /** Key of `_model_parts`; null where an older server has published it. */
    parts: string | null
  }
  /** What plugins gave at versions, without the tenant's edits, by the hash of it. */
  _model_parts: { hash: string; document: Jsonb<ModelDocument> }
  _draft: {
    id: Generated<number>
    edits: Jsonb<TenantEdits>
    base_version: number
    revision: number
    updated_at: Timestamp
    updated_by: string
    /** What has still to be chosen before it can be published. */
    conflicts: ColumnType<EditConflict[], string | undefined, string>
  }
  /** The draft as it was at each save: what others' edits began with, and the steps that can be undone. See draft-chain. */
  _draft_revision: {
    revision: number
    /** All of it; null where `delta` says what differs from the revision before. */
    edits: NullableJsonb<TenantEdits>
    delta: NullableJsonb<JsonDelta>
    saved_at: Timestamp
    actor: string | null
    kind: ColumnType<DraftStepKind, DraftStepKind | undefined, DraftStepKind>
    /** Of an undo or redo: the revision of the step that it is about. */
    of_revision: number | null
    /** What the step did, a sentence per change. */
    words: NullableJsonb<LocalizedText[]>
    /** What the draft was just before the step, where not what the revision before says: how it differs from that. */
    carried: NullableJsonb<JsonDelta>
    /** Of a step: whether it was taken back. */
    undone: Generated<boolean>
    /** Of a step that can be undone or redone: the revision in which it was last made or taken back. */
    last: number | null
  }
  _draft_checkpoint: {
    id: string
    name: string
    edits: Jsonb<TenantEdits>
    base_version: number
    created_at: Timestamp
    created_by: string
  }
  /** Plans that lose values for which another admin was asked. */
  _plan_approval: {
    id: string
    /** Of the plan. */
    hash: string
    /** Values that it took when it was asked for. */
    lost: number
    steps: Jsonb<LocalizedText[]>
    asked_by: string
    asked_at: Timestamp
    decided_by: string | null
    decided_at: NullableTimestamp
    approved: boolean | null
    used_version: number | null
  }
  _scheduled_publish: {
    id: string
    due_at: Timestamp
    time_zone: string
    edits: Jsonb<TenantEdits>
    base_version: number
    agreed: Jsonb<AgreedPlan>
    note: string | null
    /** Who publishes, as in a request's context. */
    actor: Jsonb<JsonObject>
    locale: Locale
    status: ScheduledPublishStatus
    version: number | null
    error: NullableJsonb<{ code: TenonErrorCode; message: string }>
    created_at: Timestamp
    ended_at: NullableTimestamp
  }
  _parked_column: {
    id: string
    entity: string
    table_name: string
    column_name: string
    parked_name: string
    column_type: string
    field_id: string
    at_version: number
    parked_at: Timestamp
    /** Null where its field went; else how it got another type. */
    conversion: NullableJsonb<ParkedConversion>
  }
  /** Publishes that take long, one under way at a time; the last of them tell how they ended. */
  _publish_run: {
    id: string
    status: PublishRunStatus
    base_version: number
    document: Jsonb<ModelDocument>
    edits: Jsonb<TenantEdits>
    /** Hashes of the plugins that the document was merged from, sorted: those that come with it among them. */
    packages: string[]
    /** Null where no draft is published. */
    draft_revision: number | null
    consent: boolean
    note: string | null
    /** Who publishes, as in a request's context. */
    actor: Jsonb<JsonObject>
    locale: Locale
    /** Plugins that come with it; null where none do. */
    install: NullableJsonb<StoredInstall>
    /** Their packages, in the order of their dependencies, until they are in force or given up. */
    install_packages: NullableJsonb<PluginPackage[]>
    /** The version that came into force. */
    version: number | null
    error: NullableJsonb<{ code: TenonErrorCode; message: string }>
    started_at: Timestamp
    /** Of the last sign of life. */
    touched_at: Timestamp
    ended_at: NullableTimestamp
  }
  /** How far the new columns of a table are filled. */
  _publish_copy: { key: string; run_id: string; last_id: string | null; done: Generated<number>; total: number }
  /** What API keys (`apiKey:<id>`) and sites (`site:<id>`) have used, per UTC day; see `makeCountApiUse`. */
  _api_use: {
    entity: string
    field: string
    actor: string
    day: ColumnType<Date, string, string>
    reads: number
    writes: number
  }
}
