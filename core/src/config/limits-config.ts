import type { TimeLimits } from '../context/time-limits.ts'

export interface LimitsConfig {
  times: TimeLimits
  /** Requests a minute of one actor, and from one address; null: as many as come. */
  perActor: number | null
  perAddress: number | null
  /** Requests that are worked on at once, and that wait for their turn. */
  running: number
  waiting: number
  /** Between the moment from which the process calls itself not ready and the one at which it stops to listen. */
  drainSeconds: number
}
