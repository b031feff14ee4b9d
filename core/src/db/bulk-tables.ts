import type { BulkRowState, BulkRun, BulkStatus } from '@tenon/sdk/contract/bulk-api'
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
  }
}
