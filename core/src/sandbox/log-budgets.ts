import { makeTokenBuckets } from './token-buckets.ts'

/** Lines of up to 500 characters that a tenant's plugins may write per window, all of them together. */
const LINES = 2_000
const WINDOW_MS = 20_000

/** What a call may write besides its own limit: a tenant that floods the log finds its next calls without a voice. */
export function makeLogBudgets(now: () => number = Date.now) {
  const buckets = makeTokenBuckets({ capacity: LINES, windowMs: WINDOW_MS, now })
  return {
    /** Of `wanted` lines those that may be written now. */
    allow: (tenantId: string, wanted: number): number =>
      Math.max(0, Math.min(wanted, Math.floor(buckets.left(tenantId)))),
    charge: (tenantId: string, lines: number): void => buckets.take(tenantId, lines),
  }
}

export type LogBudgets = ReturnType<typeof makeLogBudgets>
