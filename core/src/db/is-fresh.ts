import type { Database } from './database.ts'

/** Notices can be lost while a connection is away. */
const UNHEARD_MILLISECONDS = 30_000
/** Somebody may have written to a table by hand, and told nobody. */
const HEARD_MILLISECONDS = 600_000

/**
 * Whether what was asked for at that time (of `performance.now`) still holds as far as this process can know: it would have
 * heard of a change, or it is young. Whoever keeps something must listen to what is told of it before asking for it, and
 * whatever changes it must tell of it in the same transaction.
 */
export function isFresh(
  database: Pick<Database, 'hasHeardSince'>,
  askedAt: number,
  unheardMilliseconds = UNHEARD_MILLISECONDS,
): boolean {
  const age = performance.now() - askedAt
  return age < unheardMilliseconds || (age < HEARD_MILLISECONDS && database.hasHeardSince(askedAt))
}
