import type { JsonValue } from './json-value.ts'
import type { RecordFilter } from './query.ts'

export const GROUP_LIMITS = { keys: 3, measures: 10, groups: 1000 } as const

/** Weeks are those of ISO 8601: they begin on Mondays. */
export const GROUP_PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const
export type GroupPeriod = (typeof GROUP_PERIODS)[number]

export const GROUP_MEASURES = ['count', 'sum', 'min', 'max', 'average'] as const
export type GroupMeasureName = (typeof GROUP_MEASURES)[number]

/** A field, or a path through references to one. Dates and times are grouped `per` a period, by the tenant's zone. */
export interface GroupKey {
  field: string
  per?: GroupPeriod
}

/** `count` counts records and takes no field; the others take a number, money or (min, max) a date or time. */
export interface GroupMeasure {
  measure: GroupMeasureName
  field?: string
}

/** By the key of that place in `groupBy`, or by the measure of that name; of money by the largest amount of a currency. */
export type GroupSort = { key: number; direction?: 'asc' | 'desc' } | { measure: string; direction?: 'asc' | 'desc' }

/** Figures of records per value of one to three fields. */
export interface GroupRecordsInput {
  entity: string
  where?: RecordFilter
  search?: string
  groupBy: Array<string | GroupKey>
  /** By the names that answers have for them; `{ "count": { "measure": "count" } }` where missing. */
  measures?: Record<string, GroupMeasure>
  /** Missing: by the keys. */
  sort?: GroupSort[]
  /** Groups at most, 1–1,000 (100). */
  limit?: number
}

export interface MoneyFigure {
  amount: string
  currency: string
}

/**
 * A count is a number; other figures are exact decimals as text (an average rounded to six places), days or times in
 * UTC; money is an amount per currency. Null where no record of the group has a value, for money an empty list.
 */
export type GroupFigure = number | string | null | MoneyFigure[]

export interface RecordGroups {
  groups: Array<{
    /** One per key, in its order; of a period its first day. */
    values: JsonValue[]
    measures: Record<string, GroupFigure>
  }>
  /** Id → what it is called, for keys that name records, people or teams, as far as the actor may read it. */
  labels: Record<string, string>
  /** Whether there are more groups than `limit`. */
  more: boolean
}
