import type { BatchMode } from './create-many.ts'
import type { ImportOperation } from './import-api.ts'
import type { MergeTake } from './merge-values.ts'
import type { RecordFilter } from './query.ts'
import type { RecordValues } from './record.ts'
import type { RecordVersion } from './record-merge.ts'
import type { TenonErrorCode } from './tenon-error.ts'

/** `interrupted`: its processes ended before it did, several times. Whatever it had done until then stays, and is told. */
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
  /** Makes one record of each group of the target. `take`, default `kept`: by which rule values are taken that the group does not name. */
  | { kind: 'merge'; take?: MergeTake }

/**
 * Certain records, or all that a filter and words select when the run begins; for `restore`, among the deleted ones. For
 * `merge`, groups: 10,000 records in all at most, of which none stays in two.
 */
export type BulkTarget = { ids: string[] } | { groups: MergeGroup[] } | { where?: RecordFilter; search?: string }

/** Records that are the same thing, in the versions that the caller has seen. */
export interface MergeGroup {
  /** The record that stays. */
  into: RecordVersion
  /** 1 to 20 others, which go to the trash. */
  from: RecordVersion[]
  /** What the record that stays is to have, field by field; the rule says the rest. */
  values?: RecordValues
}

export interface StartBulkInput {
  entity: string
  target: BulkTarget
  operation: BulkOperation
  /** Default: `bestEffort`. `allOrNothing`: up to 1,000 records, or 100 groups. */
  mode?: BatchMode
  /** For the audit trail. */
  reason?: string
}

/** `of`: what is taken back. */
export interface UndoOperation {
  kind: 'undo'
  of?: BulkOperation['kind'] | 'undo' | 'import'
}

/** One change of many records, as whoever started it sees it. Kept for 30 days. */
export interface BulkRun {
  id: string
  entity: string
  /** `import`: begun by sending a file. */
  operation: BulkOperation | UndoOperation | ImportOperation
  mode: BatchMode
  reason: string | null
  /** The run that this one takes back, and the newest one that takes this one back. */
  undoes: string | null
  undoneBy: string | null
  /** As in `createdBy`, such as `user:0190…`. */
  actor: string
  actorName: string
  status: BulkStatus
  /** Records; of a merge, groups. */
  total: number
  /** How many were changed, refused, or had nothing to change. */
  done: number
  refused: number
  skipped: number
  /** Why it failed, or what it waits for. */
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
   * rest stays, and the report says why. Merges are unmerged. CONFLICT while one of the two is under way, and for a run
   * that took merges back.
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
  /** Of the record; of a merge, of the one that stays. */
  id: string
  /** Of a merge: the others of the group. */
  from?: string[]
  /** Of an import: line of the file. */
  line?: number
  /** What it is called; null where the reader does not see it, or it is gone. */
  title: string | null
  state: BulkRowState
  code: TenonErrorCode | null
  /** Why it was refused, or what of it was left alone. */
  message: string | null
}
