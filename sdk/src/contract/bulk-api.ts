import type { BatchMode } from './create-many.ts'
import type { RecordFilter } from './query.ts'
import type { RecordValues } from './record.ts'
import type { TenonErrorCode } from './tenon-error.ts'

/** `interrupted`: its process ended before it did. Whatever it had done until then stays, and is told. */
export const BULK_STATUSES = ['running', 'done', 'failed', 'cancelled', 'interrupted'] as const
export type BulkStatus = (typeof BULK_STATUSES)[number]

/** `waiting`: not done, or not yet. `skipped`: there was nothing to change. */
export const BULK_ROW_STATES = ['done', 'refused', 'skipped', 'waiting'] as const
export type BulkRowState = (typeof BULK_ROW_STATES)[number]

/** What is done to each record. */
export type BulkOperation =
  | { kind: 'update'; values: RecordValues }
  | { kind: 'assign'; ownerId: string | null }
  /** Ids of tags, 50 at most of each. */
  | { kind: 'tag'; add?: string[]; remove?: string[] }
  | { kind: 'delete' }
  | { kind: 'restore' }

/** Certain records, or all that a filter and words select when the run begins; for `restore`, among the deleted ones. */
export type BulkTarget = { ids: string[] } | { where?: RecordFilter; search?: string }

export interface StartBulkInput {
  entity: string
  target: BulkTarget
  operation: BulkOperation
  /** Default: `bestEffort`. `allOrNothing`: up to 1,000 records. */
  mode?: BatchMode
  /** For the audit trail. */
  reason?: string
}

/** One change of many records, as whoever started it sees it. Kept for 30 days. */
export interface BulkRun {
  id: string
  entity: string
  operation: BulkOperation | { kind: 'undo' }
  mode: BatchMode
  reason: string | null
  /** The run that this one takes back, and the newest one that takes this one back. */
  undoes: string | null
  undoneBy: string | null
  /** As in `createdBy`, such as `user:0190…`. */
  actor: string
  actorName: string
  status: BulkStatus
  total: number
  /** How many were changed, refused, or had nothing to change. */
  done: number
  refused: number
  skipped: number
  /** Why it failed. */
  error: string | null
  startedAt: string
  endedAt: string | null
}

export interface BulkApi {
  /**
   * Waits up to two seconds for the end; a run that takes longer is followed by live messages (`bulk.progress`) and `get`.
   * Each record is judged and written as a single call would.
   */
  start(input: StartBulkInput): Promise<BulkRun>
  /** The caller's own, or anybody's for admins. */
  get(input: { id: string }): Promise<BulkRun>
  /** The caller's own, newest first. */
  recent(input?: RecentBulkInput): Promise<BulkRun[]>
  /** Begins no further batch; all or nothing, it is nothing. What is done stays, and can be undone. */
  cancel(input: { id: string }): Promise<BulkRun>
  /** What became of each record, a page at a time. */
  report(input: BulkReportInput): Promise<BulkReport>
  /**
   * Takes back what a run has changed, as a run of its own: what nobody has changed since is what it was before; the
   * rest stays, and the report says why. CONFLICT while one of the two is under way.
   */
  undo(input: { id: string }): Promise<BulkRun>
}

export interface RecentBulkInput {
  entity?: string
  /** 1–100, default 20. */
  limit?: number
}

export interface BulkReportInput {
  id: string
  /** Missing: all of them. */
  state?: BulkRowState
  /** `next` of the page before. */
  after?: string
  /** 1–200, default 50. */
  limit?: number
}

export interface BulkReport {
  rows: BulkReportRow[]
  next: string | null
}

export interface BulkReportRow {
  /** Of the record. */
  id: string
  /** What it is called; null where the reader does not see it, or it is gone. */
  title: string | null
  state: BulkRowState
  code: TenonErrorCode | null
  /** Why it was refused, or what of it was left alone. */
  message: string | null
}
