import type { TenonError } from '@tenon/sdk/contract/tenon-error'

/** What became of one record of many; `skipped`: there was nothing to change. `note`: what of it was left alone, and why. */
export type RecordOutcome =
  | { id: string; state: 'done'; version: number; note?: string }
  | { id: string; state: 'skipped'; note?: string }
  | { id: string; state: 'refused'; error: TenonError }
