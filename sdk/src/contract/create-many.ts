import type { RecordValues } from './record.ts'
import type { TenonErrorBody } from './tenon-error.ts'

/** `bestEffort`: each record stands for itself, and one that is refused does not keep the others out. */
export const BATCH_MODES = ['allOrNothing', 'bestEffort'] as const
export type BatchMode = (typeof BATCH_MODES)[number]

export interface CreateManyInput {
  entity: string
  /** Values of each new record; 1 to 1,000. */
  records: RecordValues[]
  /** Default: `allOrNothing`, which rejects with pointers such as `/records/3/vin` and leaves nothing behind. */
  mode?: BatchMode
}

/** What became of the record in the same place of the input. Pointers of an error are into its values, such as `/vin`. */
export type CreateOutcome = { id: string; version: number } | { error: TenonErrorBody }

export interface CreateManyResult {
  created: number
  failed: number
  results: CreateOutcome[]
}
