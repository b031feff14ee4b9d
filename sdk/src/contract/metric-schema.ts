import type { LocalizedText } from './locale.ts'

export const METRIC_UNITS = ['number', 'money', 'percent', 'days'] as const
export type MetricUnit = (typeof METRIC_UNITS)[number]

/** `metrics/<name>.metric.json`: a figure that a plugin's code works out; the hook of the same name in `metrics`. */
export interface MetricSchema {
  $schema?: string
  name: string
  label: LocalizedText
  help?: LocalizedText
  unit: MetricUnit
  /** Whoever may read this entity may see the figure. Missing: everybody of the tenant's people. */
  entity?: string
  /** Whether a higher value is the better one; colours the change against the period before. Default: `up`. */
  better?: 'up' | 'down'
}

/** What a metric's code is asked: from `from` until before `to`, days of `timeZone`. */
export interface MetricQuestion {
  /** RFC 3339. */
  from: string
  to: string
  timeZone: string
}

/** What it answers. Amounts of money are exact decimals as text. */
export interface MetricAnswer {
  value: number | string
  /** ISO 4217, for the unit `money`. */
  currency?: string
  /** The same figure for the period before, where there is one. */
  before?: number | string
  /** Parts of it, in their order: months, stages, teams. */
  series?: Array<{ label: string; value: number | string }>
}
