import type { TenonErrorCode } from './tenon-error.ts'

/** `paused` waits for an admin; a run whose process died stays `running` and goes on in another one. */
export type PublishRunStatus = 'running' | 'paused' | 'done' | 'cancelled' | 'failed'

/** A publish that takes long, because the rows of a large table are written again while everybody works. */
export interface PublishRun {
  /** UUID. */
  id: string
  status: PublishRunStatus
  /** Version that it was begun on. */
  baseVersion: number
  /** The one that it brought into force; null unless `done`. */
  version: number | null
  note: string
  /** Rows written so far, of how many. */
  rows: { done: number; total: number }
  startedAt: string
  endedAt: string | null
  /** Why it failed, in the language of whoever published. */
  error: { code: TenonErrorCode; message: string } | null
}

export interface PublishRunInput {
  id: string
}

/** A version that is in force. */
export interface PublishedVersion {
  version: number
}

/** Either the version that is in force now, or the run that will bring it. */
export type PublishOutcome = PublishedVersion | { version: null; run: PublishRun }
