/** A cell that kept its row (or its reference) out. */
export interface Reject {
  file: string
  /** Line of the file, the header being line 1. */
  line: number
  /** Column of the file; empty where the row as a whole is at fault. */
  column: string
  value: string
  reason: string
  /** Rule that it broke, and guard of a pipeline, where there is one: as in the API's problems. */
  rule?: string
  guard?: string
}

const COLUMNS = ['file', 'line', 'column', 'value', 'reason', 'rule', 'guard'] as const

/** First line of a rejects file. */
export const REJECTS_HEADER = `${COLUMNS.join(',')}\r\n`

/** One line of a rejects file: CSV as in RFC 4180, every cell quoted. */
export function rejectLine(reject: Reject): string {
  return `${COLUMNS.map((column) => `"${String(reject[column] ?? '').replaceAll('"', '""')}"`).join(',')}\r\n`
}
