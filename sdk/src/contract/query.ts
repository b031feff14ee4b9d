import type { JsonObject, JsonValue } from './json-value.ts'

export const FILTER_OPERATORS = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'contains',
  'startsWith',
  'isNull',
  'has',
  'hasAny',
  'hasAll',
  'covers',
  'overlaps',
  'within',
] as const
export type FilterOperator = (typeof FILTER_OPERATORS)[number]

/**
 * `{ field: "amount", op: "gte", value: "100" }`; money compares its amount. `has`, `hasAny` and `hasAll` are for lists.
 * `covers` (a day) and `overlaps` (`{ start, end }`) are for date ranges, `within` (`{ lat, lng, km }`) for places. For
 * shapes: `within` and `overlaps` (`{ west, south, east, north }`) by the boxes that they lie in, `covers` (`{ lat, lng }`).
 */
export interface FilterCondition {
  field: string
  op: FilterOperator
  value?: JsonValue
}

export const FILTER_LIMITS = { depth: 10, conditions: 100, list: 1000, text: 1000 } as const

/** A tree: `{ and: [...] }`, `{ or: [...] }`, `{ not: ... }` or one condition. Depth ≤ 10, ≤ 100 conditions. */
export type Filter = { and: Filter[] } | { or: Filter[] } | { not: Filter } | FilterCondition

export interface SortKey {
  field: string
  direction?: 'asc' | 'desc'
}

export interface FindRecordsInput {
  entity: string
  where?: Filter
  /** Words, each of which some searchable field contains, regardless of case and full-width forms; in any order. */
  search?: string
  sort?: SortKey[]
  /** Fields to return besides `id` and `version`. Missing: all that the actor may read. */
  fields?: string[]
  /** Reference fields whose records are returned too, under `$expanded`. */
  expand?: string[]
  /** 1–200, default 50. */
  limit?: number
  /** `nextCursor` of the page before. */
  after?: string
  /** Deleted records instead of live ones. */
  deleted?: boolean
  /** Also count all matching records. */
  count?: boolean
}

/** Records as a CSV file (RFC 4180, UTF-8): what a list of the same input shows, all of its pages. */
export interface ExportRecordsInput {
  entity: string
  where?: Filter
  search?: string
  sort?: SortKey[]
  /** Columns, in this order. Missing: all fields that the actor may read. */
  fields?: string[]
  deleted?: boolean
  /** Rows at most. An export of more than 100,000 rows is refused unless this says how many are wanted. */
  limit?: number
  /** What the first line calls the columns: fields' names (the default), or their labels in the caller's language. */
  header?: 'names' | 'labels'
  /** Besides the id that a reference or user holds, a column `<field>.title` with what it is called. */
  titles?: boolean
  /** A byte order mark first, by which spreadsheets know UTF-8. */
  bom?: boolean
  /**
   * `escaped` (the default): text that a spreadsheet would take for a formula, beginning with = + - @ or a tab, gets an
   * apostrophe before it; plain negative numbers do not. `plain`: all text as it is.
   */
  formulas?: 'escaped' | 'plain'
}

export interface RecordPage<R = JsonObject> {
  records: R[]
  nextCursor: string | null
  count?: number
}

/** Count, and sum of a money or number field, per value of `groupBy`. */
export interface SummarizeRecordsInput {
  entity: string
  where?: Filter
  search?: string
  groupBy: string
  sum?: string
}

export interface RecordSummary {
  groups: Array<{ value: JsonValue; count: number; sum: string | null; currency: string | null }>
}
