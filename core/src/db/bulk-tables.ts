import type { AuditOrigin } from '@tenon/sdk/contract/audit-origin'
import type { BulkRowState, BulkRun, BulkStatus, BulkTarget, MergeGroup } from '@tenon/sdk/contract/bulk-api'
import type { BatchMode } from '@tenon/sdk/contract/create-many'
import type { ColumnType, Generated } from 'kysely'
import type { NullableTimestamp, Timestamp } from './column-types.ts'

/** Changes of many records, and what became of each of these. */
export interface BulkTables {
  _bulk_run: {
    id: string
    entity: string
    operation: ColumnType<BulkRun['operation'], string, never>
    mode: BatchMode
    reason: string | null
    undoes: string | null
    actor: string
    actor_name: string
    status: BulkStatus
    total: number
    done: Generated<number>
    refused: Generated<number>
    skipped: Generated<number>
    error: string | null
    /** Which records, until they are put down. */
    target: ColumnType<BulkTarget | null, string | null, null>
    origin: ColumnType<RunOrigin | null, string | null, never>
    locale: string | null
    worker: string | null
    attempts: Generated<number>
    started_at: Timestamp
    touched_at: Timestamp
    ended_at: NullableTimestamp
  }
  _bulk_row: {
    run: string
    record_id: string
    state: Generated<BulkRowState>
    version: number | null
    code: string | null
    message: string | null
    input: ColumnType<StoredGroup | StoredImportRow | null, string | null, never>
  }
}

/** From where the request came that began a run. */
export type RunOrigin = Pick<AuditOrigin, 'channel' | 'address'>

/** A group to be merged, beside the record that stays. */
export interface StoredGroup extends Omit<MergeGroup, 'into'> {
  /** Of the record that stays. */
  version: number
  /** Other groups of the run name some of the same records. */
  shared?: true
}

/** A row of a file that is imported. */
export interface StoredImportRow {
  line: number
  /** As they stand in the file; forgotten once they are in the record. */
  cells?: string[]
  /** The record that the row is about is there already. */
  found?: true
  /** Why it cannot be imported, where that is known before it is tried. */
  problem?: string
}
