import type { RequestContext } from '../context/request-context.ts'

const times = new WeakMap<RequestContext, Date>()
const SAME_MS = 5_000

/**
 * `now` of expressions: one time for the parts of a statement, so that its filter, order and values agree. A request that
 * lasts, such as an import, goes with the clock.
 */
export function expressionTime(ctx: RequestContext): Date {
  const now = new Date()
  const known = times.get(ctx)
  if (known !== undefined && now.getTime() - known.getTime() < SAME_MS) return known
  times.set(ctx, now)
  return now
}
