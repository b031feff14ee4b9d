import type { LocalizedText } from './locale.ts'

/**
 * What a save of a draft was: an edit of somebody's; undoing or redoing one; going back to a named state; what was not
 * anybody's step, such as a publish or a plugin's other version, before which nothing can be undone.
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

/** A state of the draft that was given a name. */
export interface DraftCheckpoint {
  /** UUID. */
  id: string
  name: string
  at: string
  by: string
}

/** Newest first. */
export interface DraftHistory {
  steps: DraftStep[]
  checkpoints: DraftCheckpoint[]
}
