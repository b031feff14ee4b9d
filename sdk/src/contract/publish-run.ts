import type { TenonErrorCode } from './tenon-error.ts'

/**
 * `paused` waits for an admin; a run whose process died stays `running` and goes on in another one. `finishing`: the
 * version is in force with the plugins that came with it, and their migrations and lifecycle hooks are at work. It can be
 * neither paused nor cancelled any more. Where one of them fails, the run is `running` once more, `undoing`, to put back
 * what was there before, and has `failed` then.
 */
export type PublishRunStatus = 'running' | 'paused' | 'finishing' | 'done' | 'cancelled' | 'failed'

/** A plugin that is installed, or gets another version, by a publish run. */
export interface ComingPlugin {
  id: string
  version: string
  /** The version that it takes the place of; null for a plugin that was not there. */
  from: string | null
}

/**
 * A publish that takes long, because the rows of a large table are written again while everybody works: of an admin's
 * draft, or of plugins that are installed or upgraded. Until it is done, the model and the plugins of before are in force.
 */
export interface PublishRun {
  /** UUID. */
  id: string
  status: PublishRunStatus
  /** Version that it was begun on. */
  baseVersion: number
  /** The one that it brought into force; null unless `finishing` or `done`. */
  version: number | null
  note: string
  /** Those that come with it, in the order of their dependencies; none where an admin publishes edits. */
  plugins: ComingPlugin[]
  /** It puts back what was there before, since a migration or hook has failed; that cannot be cancelled. */
  undoing: boolean
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
