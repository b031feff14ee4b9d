import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { sameJson } from './merge-patch.ts'

/** What the draft was, is, and was before an undo. Never changed in place. */
export interface DraftHistory {
  readonly past: readonly TenantEdits[]
  readonly present: TenantEdits
  readonly future: readonly TenantEdits[]
}

const MOST_STEPS = 100

export function startHistory(present: TenantEdits): DraftHistory {
  return { past: [], present, future: [] }
}

/** A new step; whatever had been undone is given up. A step that changes nothing is none. */
export function recordStep(history: DraftHistory, edits: TenantEdits): DraftHistory {
  if (sameJson(history.present, edits)) return history
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present: edits, future: [] }
}

/** The same history where there is nothing to undo. */
export function undoStep(history: DraftHistory): DraftHistory {
  const previous = history.past.at(-1)
  if (!previous) return history
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future] }
}

export function redoStep(history: DraftHistory): DraftHistory {
  const [next, ...future] = history.future
  if (!next) return history
  return { past: [...history.past, history.present], present: next, future }
}
