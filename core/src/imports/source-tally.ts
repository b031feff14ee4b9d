import type { Reject } from './reject.ts'

export interface SourceCounts {
  file: string
  read: number
  created: number
  updated: number
  unchanged: number
  /** Rows of which nothing was taken. */
  rejected: number
  /** Versions of the plugin whose hook put the rows in order, where it was replaced meanwhile: each with the first line that it was given. */
  hookVersions?: readonly HookVersion[]
}

interface HookVersion {
  version: string
  line: number
}

export interface ImportListeners {
  onProgress: (counts: SourceCounts) => void
  /** Also called for a reference that could not be set although its record was taken. */
  writeReject: (reject: Reject) => void
}

/** Counts what becomes of one file's rows. */
export interface SourceTally extends Omit<SourceCounts, 'hookVersions'> {
  /** Counts the row of `line` as rejected, once, and tells of the cell. */
  reject(cell: Omit<Reject, 'file'>): void
  /** Tells of a cell that was left out while its row was taken. */
  leaveOut(cell: Omit<Reject, 'file'>): void
  progress(): void
}

export interface FileTally extends SourceTally {
  /** Notes which version of a hook's plugin is given the rows from its line on. */
  hookVersion(version: HookVersion): void
  counts(): SourceCounts
}

export function makeSourceTally(file: string, { onProgress, writeReject }: ImportListeners): FileTally {
  let lastLine = 0
  const hookVersions: HookVersion[] = []
  const tally: FileTally = {
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
    hookVersion: (version) => hookVersions.push(version),
    progress: () => onProgress(tally.counts()),
    counts: () => {
      const { read, created, updated, unchanged, rejected } = tally
      const counts = { file, read, created, updated, unchanged, rejected }
      return hookVersions.length > 1 ? { ...counts, hookVersions: [...hookVersions] } : counts
    },
  }
  return tally
}
