/** Milliseconds that one statement of a request may take, by the kind of request. */
export interface TimeLimits {
  read: number
  write: number
  /** Sums and counts over many records, reports on pipelines, figures of plugins. */
  report: number
  export: number
}

export const DEFAULT_TIME_LIMITS: TimeLimits = { read: 15_000, write: 30_000, report: 30_000, export: 60_000 }
