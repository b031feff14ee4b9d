import { AsyncLocalStorage } from 'node:async_hooks'

export interface StatementLimits {
  /** How long one statement may run; as long as it takes where nothing is said. */
  milliseconds?: number
  /** When it is aborted, the statement at hand is ended. */
  signal?: AbortSignal
}

/*
 * Which limits hold is known where a request comes in, and needed where a statement goes out. Between the two nothing
 * else has to know; and PostgreSQL is told nothing: a setting of the session would not survive a pooling proxy, and one
 * of the transaction would cost a round trip.
 */
const limits = new AsyncLocalStorage<StatementLimits | undefined>()

/**
 * Statements that `work` sends are bound by these limits, on PostgreSQL; the embedded database cannot end one. Of two times,
 * one within the other, the shorter holds.
 */
export function withStatementLimits<T>(bounds: Required<Pick<StatementLimits, 'milliseconds'>>, work: () => T): T {
  const outer = limits.getStore()
  if (outer === undefined) return limits.run(bounds, work)
  return limits.run({ ...outer, milliseconds: Math.min(outer.milliseconds ?? Infinity, bounds.milliseconds) }, work)
}

/**
 * Statements of `work` also end when the signal is aborted. Only for what nobody else waits for, and what changes nothing:
 * a write goes on when its sender has left.
 */
export function untilAborted<T>(signal: AbortSignal, work: () => T): T {
  return limits.run({ ...limits.getStore(), signal }, work)
}

/** Statements of `work` do not end when who has asked for them leaves: others wait for them too. */
export function withoutSignal<T>(work: () => T): T {
  const { signal, ...rest } = limits.getStore() ?? {}
  return signal === undefined ? work() : limits.run(rest, work)
}

/** `work` is bound by the limits of somebody, as `currentStatementLimits` gave them, and by none besides. */
export function withLimitsOf<T>(bounds: StatementLimits | undefined, work: () => T): T {
  return limits.run(bounds, work)
}

export function currentStatementLimits(): StatementLimits | undefined {
  return limits.getStore()
}
