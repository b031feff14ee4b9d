/** Up to so many rows a table is rewritten, scanned or indexed under a lock: it takes some milliseconds. */
export const SMALL_TABLE_ROWS = 10_000
