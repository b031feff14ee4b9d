import type { RequestContext } from '../context/request-context.ts'

const times = new WeakMap<RequestContext, Date>()
const held = new WeakMap<RequestContext, Date>()
const SAME_MS = 5_000

/**
 * `now` of expressions: one time for the parts of a statement, so that its filter, order and values agree. A request that
 * lasts, such as an import, goes with the clock.
 */
export function expressionTime(ctx: RequestContext): Date {
  const still = held.get(ctx)
  if (still !== undefined) return still
  const now = new Date()
  const known = times.get(ctx)
  if (known !== undefined && now.getTime() - known.getTime() < SAME_MS) return known
  times.set(ctx, now)
  return now
}

/** The same request, at whose beginning `now` stays: for a list that is read page by page, so that `today` is one day in all of it. */
export function atOneTime(ctx: RequestContext): RequestContext {
  const same = { ...ctx }
  held.set(same, expressionTime(ctx))
  return same
}
