import type { LocalizedText } from './locale.ts'

/**
 * What a save of a draft was: an edit of somebody's; undoing or redoing one; going back to a named state; what was not
 * anybody's step, such as its beginning, a publish or a plugin's other version.
 */
export type DraftStepKind = 'begin' | 'edit' | 'undo' | 'redo' | 'discard' | 'checkpoint'

/** One save of a draft. */
export interface DraftStep {
  /** The draft's revision that it gave. */
  revision: number
  kind: DraftStepKind
  /** A sentence per change. */
  words: LocalizedText[]
  at: string
  /** Name of who made it. */
  by: string
  /** Whether it is the caller's own: only such steps can be undone by them. */
  isMine: boolean
  /** It was undone, and not redone since. */
  undone: boolean
}

/** A version that came into force on the way, by whatever: the draft, a plugin, a version that was restored. */
export interface DraftPublish {
  version: number
  note: string
  at: string
  by: string
  /** Revision of the last step that was made before it. */
  after: number
}

/** A state of the draft that was given a name. */
export interface DraftCheckpoint {
  /** UUID. */
  id: string
  name: string
  at: string
  by: string
}

export interface DraftHistoryInput {
  /** A page's `next`: the steps before it. */
  before?: number
  /** Steps in a page: 50, or 1 to 200. */
  limit?: number
}

/** A page of steps, newest first, with the versions that were published among them. */
export interface DraftHistory {
  steps: DraftStep[]
  publishes: DraftPublish[]
  /** `before` of the page of older steps; null where there are none. */
  next: number | null
  /** All of them, newest first. */
  checkpoints: DraftCheckpoint[]
}
