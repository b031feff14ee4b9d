import type { RowCopy } from './row-copy.ts'

/** How far a copy is: the last row by id, and the number of rows. */
export interface CopyProgress {
  after: string | null
  done: number
}

/** Follows the long part of a publish, and may end it between two steps. */
export interface PublishWatch {
  /** Where a copy goes on that was begun before. */
  begin(copy: RowCopy, total: number): Promise<CopyProgress>
  /** After each page of rows. */
  note(copy: RowCopy, progress: CopyProgress, isLast: boolean): Promise<void>
  /** Before each step: false ends the work there. */
  goesOn(): Promise<boolean>
}

/** Of a publish that is gone through in one go, and begun anew where it was interrupted. */
export const UNWATCHED: PublishWatch = Object.freeze({
  begin: async () => ({ after: null, done: 0 }),
  note: async () => undefined,
  goesOn: async () => true,
})
