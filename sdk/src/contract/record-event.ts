import type { ActionRun } from './action-run.ts'
import type { BulkRun } from './bulk-api.ts'
import type { DuplicateSearch } from './duplicates-api.ts'
import type { JsonObject } from './json-value.ts'
import type { PresenceMessage } from './presence-api.ts'

export const RECORD_EVENT_TYPES = [
  'record.created',
  'record.updated',
  'record.deleted',
  'record.restored',
  'record.stageChanged',
  'record.stageOverdue',
  'record.stageStale',
] as const
export type RecordEventType = (typeof RECORD_EVENT_TYPES)[number]

/**
 * A fact about a committed change, as it lies in the outbox; or that a record has been in its stage for longer than the
 * stage wants, told once per stay, with the record as `before` and `after`.
 */
export interface RecordEvent {
  id: string
  type: RecordEventType
  entity: string
  recordId: string
  version: number
  occurredAt: string
  actor: string
  /** Depth of hook-made writes: 0 for a person's. */
  depth: number
  before: JsonObject | null
  after: JsonObject | null
}

/**
 * What live subscribers get: that something changed, not what. They re-read, so their rights apply.
 * `actor` is empty for end customers. `records.recalculated`: computed fields of records of the entity have other
 * values, without new versions.
 */
export type LiveMessage =
  | { type: RecordEventType; entity: string; recordId: string; version: number; actor: string }
  | { type: 'records.recalculated'; entity: string }
  /** A request for approval of a move was made or decided, withdrawn or declined; for those who may read the record. */
  | { type: 'approval.changed'; entity: string; record: string; approval: string }
  | { type: 'model.published'; version: number }
  /** Admins only: settings, grants, secrets or the state of plugins. */
  | { type: 'plugins.changed' }
  | ActionProgressMessage
  | BulkProgressMessage
  | DuplicatesProgressMessage
  | PresenceMessage

/** What whoever follows some records of an entity gets: changes of these, and of the model. */
export type FollowedMessage =
  | LiveMessage
  /** A record changed that is not one of them, or not any more: take it off. */
  | { type: 'record.left'; entity: string; recordId: string }
  | MissedMessage

/** After a break: what was told meanwhile is not known any more. Read again what is shown. */
export interface MissedMessage {
  type: 'live.missed'
}

/** How far an action is; told to the actor who started it and to nobody else. */
export interface ActionProgressMessage
  extends Pick<ActionRun, 'actor' | 'status' | 'total' | 'done' | 'refused' | 'message'> {
  type: 'action.progress'
  /** Id of the run. */
  run: string
}

/** How far a search for duplicates is; told to the actor who started it and to nobody else. */
export interface DuplicatesProgressMessage extends Pick<DuplicateSearch, 'actor' | 'status' | 'share'> {
  type: 'duplicates.progress'
  /** Id of the search. */
  search: string
}

/** How far a change of many records is; told to the actor who started it and to nobody else. */
export interface BulkProgressMessage
  extends Pick<BulkRun, 'actor' | 'status' | 'total' | 'done' | 'refused' | 'skipped'> {
  type: 'bulk.progress'
  /** Id of the run. */
  run: string
}
