import type { AuditOrigin } from './audit-origin.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import type { TenonRecord } from './record.ts'
import type { MergeNote } from './record-merge.ts'
import type { PassedRules } from './stage-moves.ts'

export interface AuditApi {
  /** What happened to one record, live or deleted, newest first. For those who may know who wrote it. */
  timeline(input: TimelineInput): Promise<AuditPage>
  /** The whole tenant's audit trail, newest first. Admins only. */
  find(input: FindAuditInput): Promise<AuditPage>
  /** What `restoreState` would change, in words. */
  planRestore(input: PlanRestoreInput): Promise<RestorePlan>
  /**
   * Sets values of a live record to what they were: a write like any other, with rights, rules and hooks. Fields that the
   * caller may not see or set, and the stage, stay as they are. VERSION_CONFLICT when `version` is not the current one.
   */
  restoreState(input: RestoreStateInput): Promise<TenonRecord>
  /** What `undoChanges` would take back. BAD_REQUEST for more than 20,000 records. Admins only. */
  planUndo(input: ActorChanges): Promise<UndoPlan>
  /**
   * Takes back what somebody changed in a time, 100 records a call; the caller goes on with `next` until it is null, and
   * stops whenever they like. Each record is written like any other: it is undone by undoing what the caller changed. What
   * others have changed since, and stages, stay. Admins only.
   * @throws TenonError FORBIDDEN, BAD_REQUEST for an `after` that no batch has given
   */
  undoChanges(input: UndoBatchInput): Promise<UndoBatch>
}

export interface ActorChanges {
  /** As in `createdBy`; what plugins did for somebody is theirs too. */
  actor: string
  /** ISO 8601 with a zone. */
  from: string
  /** Before this moment. */
  to: string
}

export interface UndoPlan extends UndoCounts {
  /** The same of each entity. */
  entities: UndoOfEntity[]
}

export interface UndoOfEntity extends UndoCounts {
  entity: string
  label: string
}

export interface UndoCounts {
  records: number
  /** Of these were created, and would be deleted; deleted, and would come back; changed. */
  created: number
  deleted: number
  changed: number
  /** Of all: others have changed the same since, which stays. */
  conflicts: number
  /** Of all: were moved to another stage, where they stay. */
  moved: number
}

export interface UndoBatchInput extends ActorChanges {
  /** `next` of the batch before. */
  after?: string
}

export interface UndoBatch {
  done: number
  /** Records that are not, or not wholly, as they were. */
  left: LeftRecord[]
  next: string | null
}

export interface LeftRecord {
  entity: string
  id: string
  /** What it is called; empty where that cannot be said. */
  title: string
  reason: string
}

export interface PlanRestoreInput {
  entity: string
  id: string
  /** Id of an entry of the record. */
  entry: string
  /** As the record was before the entry, or from it on. */
  side: 'before' | 'after'
  /** Missing: all that were others then. */
  fields?: string[]
}

export interface RestoreStateInput extends PlanRestoreInput {
  /** The version that the caller has seen. */
  version: number
}

export interface RestorePlan {
  /** Current version of the record. */
  version: number
  /** By field, from what it is to what it was. */
  changes: Record<string, AuditChange>
  /**
   * The same of values that stay as they are, because those of then do not fit their fields as these are now: a text in what is a
   * number by now. Asked for by name, restoring them is refused with what is wrong. Missing where there are none.
   */
  unfit?: Record<string, AuditChange>
}

export interface RecordAsOfInput {
  entity: string
  id: string
  /** ISO 8601 with a zone. */
  at: string
}

/** A record as it was at a moment, with today's rights; without what is worked out at reading, and without times in its stage. */
export interface RecordAsOf {
  at: string
  /** Null where it did not exist yet; `deletedAt` where it was deleted then. */
  record: TenonRecord | null
  /** Changes since have been erased from the audit trail, so that fields may be missing. */
  incomplete?: true
}

/** Only entries that all of these fit. */
export interface AuditFilter {
  /** As in `createdBy`; what plugins did for somebody is theirs too. */
  actor?: string
  /** Only entries that changed it. Needs the entity. */
  field?: string
  /** Such as `update`, `record.reveal` or `user.create`. */
  action?: string
  /** From this moment on, ISO 8601 with a zone. */
  from?: string
  /** Before this moment. */
  to?: string
}

interface AuditPaging {
  /** 1 to 200; default 50. */
  limit?: number
  /** `nextCursor` of the page before. */
  after?: string
}

export interface TimelineInput extends AuditFilter, AuditPaging {
  entity: string
  id: string
}

export interface FindAuditInput extends AuditFilter, AuditPaging {
  /** An entity, or a kind of thing such as `user`, `role`, `apiKey`. */
  entity?: string
  /** One entry stands for all that were written in one go, of those that fit: see `AuditEntry.group`. */
  grouped?: boolean
  /** Only the entries for which one with this `group.id` stands. */
  group?: string
}

/**
 * What was done in one go: by a change of many records, its undoing, an import, a plugin's action, a merge or its undoing,
 * or by taking back what somebody changed in a time, which `AuditEntry.undid` tells of.
 */
export interface AuditGroup {
  /** For `group`. */
  id: string
  kind: (typeof AUDIT_GROUP_KINDS)[number]
  /** Of an action: its plugin and name, such as `fleet.recall`. */
  action?: string
  /** What was done to how many records, the most first. */
  parts: AuditGroupPart[]
  /** There are more than could be counted. */
  atLeast?: true
}

export const AUDIT_GROUP_KINDS = ['bulk', 'undo', 'import', 'action', 'undoChanges', 'merge', 'unmerge'] as const

export interface AuditGroupPart {
  action: string
  entity: string
  /** What several of its records are called; null where the model does not have it any more. */
  entityLabel: string | null
  count: number
}

export interface AuditPage {
  entries: AuditEntry[]
  /** Null where there is nothing older. A page looks at 20,000 entries at most, so that one with few or none may have a next one. */
  nextCursor: string | null
}

/** An actor with the name that is known today; empty for somebody who is not known any more. */
export interface AuditActor {
  /** As in `createdBy`, such as `user:0190…`. */
  actor: string
  name: string
}

export interface AuditEntry extends AuditActor {
  id: string
  at: string
  /** For whom a plugin acted. */
  onBehalfOf?: AuditActor
  action: string
  entity: string
  /** What the entity is called, today or when it was last there; null for other things. */
  entityLabel: string | null
  recordId: string | null
  /** Title of the record, deleted or not; null where the reader may not see it or it is gone for good. */
  title: string | null
  version: number | null
  /** By field, without those that the reader may not see. */
  changes: Record<string, AuditChange>
  /** Of what is no record: what was done with it. Admins only. */
  details?: JsonObject
  /** Names of the people, teams, tags, territories and records whose ids are in `details`, by id. Of none: missing. */
  detailNames?: Record<string, string>
  /** Of one that stands for a group: what the run was given, or else the reason that all have. */
  reason: string | null
  /** The change took back what this one had changed between these times, whose name is the one known today. */
  undid?: AuditActor & { from: string; to: string }
  /** The values were taken from an earlier state: the entry that it stood before, or began with. */
  restored?: { entry: string; side: 'before' | 'after' }
  /** The change was part of a merge. */
  merged?: MergeNote
  /** Rules of the pipeline that were passed over. */
  override?: PassedRules
  /** Names of those who had agreed to the move. */
  approvedBy?: string[]
  origin?: AuditOrigin
  requestId: string
  /** Of one that stands for all of a group: it is the newest of them, and `changes` are those that all of them have. */
  group?: AuditGroup
  /** Set where the content was erased: that it happened stays. */
  erased?: true
}

export interface AuditChange {
  /** What the field is called, today or when it was last there. */
  label: string
  old: JsonValue
  new: JsonValue
  /** As a person reads them, with names for ids; empty for nothing. */
  oldText: string
  newText: string
  /** The values of a sensitive field are not told. */
  masked?: true
  /** The values were a person's, whose data has been erased. */
  erased?: true
}
