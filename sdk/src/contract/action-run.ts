import type { JsonObject } from './json-value.ts'
import type { RecordFilter } from './query.ts'

/** `interrupted`: its process ended before it did. Whatever it had done until then stays. */
export const ACTION_RUN_STATUSES = ['running', 'done', 'failed', 'cancelled', 'interrupted'] as const
export type ActionRunStatus = (typeof ACTION_RUN_STATUSES)[number]

/** One run of a plugin's action, as whoever started it sees it. Kept for 90 days. */
export interface ActionRun {
  id: string
  plugin: string
  action: string
  entity: string
  /** As in `createdBy`, such as `user:0190…`. */
  actor: string
  actorName: string
  status: ActionRunStatus
  /** Records, or what the code calls its total where it has none. */
  total: number
  /** How many of them are dealt with, refused ones among them. */
  done: number
  /** How many were refused. */
  refused: number
  /** The newest words of progress, then what the action says in the end. */
  message: string | null
  /** Where the action leads. */
  open: { entity: string; id: string } | null
  /** The first 100. */
  refusals: ActionRefusal[]
  /** Why it failed. */
  error: string | null
  startedAt: string
  endedAt: string | null
}

/** Why one record was left as it was; without a record, why nothing was done at all. */
export interface ActionRefusal {
  id: string | null
  title: string | null
  message: string
}

export interface ActionsApi {
  /** Waits up to two seconds for the end; a run that takes longer is followed by live messages and `get`. */
  run(input: RunActionInput): Promise<ActionRun>
  /** The caller's own, or anybody's for admins. */
  get(input: { id: string }): Promise<ActionRun>
  /** Begins no further batch. What is done stays. */
  cancel(input: { id: string }): Promise<ActionRun>
  /** The caller's own, newest first. */
  recent(input?: RecentRunsInput): Promise<ActionRun[]>
}

export interface RunActionInput {
  plugin: string
  action: string
  /** One for an action on a record, up to 10,000 for one on a selection. */
  ids?: string[]
  /** Instead of ids, for an action on a list: all records that it selects. Neither: the list itself, no records. */
  where?: RecordFilter
  search?: string
  /** Values of the action's form. Problems point at them as `/form/<field>`. */
  form?: JsonObject
}

export interface RecentRunsInput {
  entity?: string
  /** 1–100, default 20. */
  limit?: number
}
