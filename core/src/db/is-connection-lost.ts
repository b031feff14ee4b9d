/** PostgreSQL's and Node's codes where a connection ends, or none can be had. */
const CODES: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['57P01', '57P02', '57P03', '53300'],
])
/** What the PostgreSQL client says, without a code, when a connection is lost or none comes free. */
const WORDS = /^Connection terminated|not queryable$|^timeout exceeded when trying to connect$/

/** Whether it is the way to the database that failed: nobody knows what became of a commit that was under way. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'code' in error && error.code !== undefined ? CODES.has(error.code) : WORDS.test(error.message)
}
