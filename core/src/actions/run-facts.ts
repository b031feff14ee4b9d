import type { ActionRefusal, ActionRun, ActionRunStatus } from '@tenon/sdk/contract/action-run'

/** What changes while a run is under way. */
export interface RunProgress {
  total: number
  done: number
  refused: number
  message: string | null
}

/** How a run ended. */
export interface RunEnd extends RunProgress {
  status: Exclude<ActionRunStatus, 'running'>
  open: ActionRun['open']
  refusals: readonly ActionRefusal[]
  error: string | null
}

/** What a run is about; it does not change. */
export interface RunFacts extends Pick<ActionRun, 'id' | 'plugin' | 'action' | 'entity'> {
  total: number
  /** The record that it is about, where it is one. */
  recordId: string | null
}
