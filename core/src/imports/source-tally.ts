import type { Reject } from './reject.ts'

export interface SourceCounts {
  file: string
  read: number
  created: number
  updated: number
  unchanged: number
  /** Rows of which nothing was taken. */
  rejected: number
}

export interface ImportListeners {
  onProgress: (counts: SourceCounts) => void
  /** Also called for a reference that could not be set although its record was taken. */
  writeReject: (reject: Reject) => void
}

/** Counts what becomes of one file's rows. */
export interface SourceTally extends SourceCounts {
  /** Counts the row of `line` as rejected, once, and tells of the cell. */
  reject(cell: Omit<Reject, 'file'>): void
  /** Tells of a cell that was left out while its row was taken. */
  leaveOut(cell: Omit<Reject, 'file'>): void
  progress(): void
}

export function makeSourceTally(file: string, { onProgress, writeReject }: ImportListeners): SourceTally {
  let lastLine = 0
  const tally: SourceTally = {
    file,
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    reject: (cell) => {
      if (cell.line !== lastLine) tally.rejected += 1
      lastLine = cell.line
      writeReject({ file, ...cell })
    },
    leaveOut: (cell) => writeReject({ file, ...cell }),
    progress: () => onProgress(countsOf(tally)),
  }
  return tally
}

export function countsOf({ file, read, created, updated, unchanged, rejected }: SourceCounts): SourceCounts {
  return { file, read, created, updated, unchanged, rejected }
}
