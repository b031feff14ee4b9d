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
 * A value may be a placeholder for who asks or when, such as `{ "$actor": true }`: see `filter-placeholder.ts`.
 */
export interface FilterCondition {
  field: string
  op: FilterOperator
  value?: JsonValue
}

export const FILTER_LIMITS = { depth: 10, conditions: 100, list: 1000, text: 1000, steps: 10, children: 1000 } as const

/** A tree: `{ and: [...] }`, `{ or: [...] }`, `{ not: ... }` or one condition. Depth ≤ 10, ≤ 100 conditions. */
export type Filter = { and: Filter[] } | { or: Filter[] } | { not: Filter } | FilterCondition

export const COUNT_OPERATORS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const

/** How many records there must be, 0 to 1,000. */
export interface ChildCount {
  op: (typeof COUNT_OPERATORS)[number]
  value: number
}

/**
 * What holds for the records that name this one. `children` is what expressions call them: `tasks`, or always
 * `<entity>_<reference>`; steps through references may come before, as in `account.tasks`. Only live records count that
 * the actor may read. `all` and `none` hold where there are none.
 */
export type ChildCondition =
  | { children: string; any: RecordFilter }
  | { children: string; none: RecordFilter }
  | { children: string; all: RecordFilter }
  | { children: string; count: ChildCount; where?: RecordFilter }

/**
 * A filter that may look at other records too. A condition's `field` may be a path of at most 10 steps, such as
 * `account.region`: through references to a field of the record that they lead to; where a multi-reference is on the
 * way, any of its records will do. Without a live record that the actor may read, the value is missing. Each step and
 * each condition on children counts as a condition.
 */
export type RecordFilter =
  | { and: RecordFilter[] }
  | { or: RecordFilter[] }
  | { not: RecordFilter }
  | FilterCondition
  | ChildCondition

/** `field` may be a path through references. One that names a record, person or team sorts by what that is called. */
export interface SortKey {
  field: string
  direction?: 'asc' | 'desc'
}

/**
 * A tree: at most 20 references and collections on 4 levels; 50 children of one kind; 500 records that one record brings
 * (a list of references counts as 100).
 */
export const EXPAND_LIMITS = { parts: 20, depth: 4, children: 50, records: 500 } as const

/**
 * What comes with a record under `$expanded`: references (a record or null), lists of references (records in their
 * order) and children (named as in filters). A list of names gives whole records, without `$labels`.
 */
export type ExpandInput = string[] | { [name: string]: true | Expansion }

export interface Expansion {
  /** Fields besides `id` and `version`. Missing: all that the actor may read. */
  fields?: string[]
  expand?: ExpandInput
  /** Of children only: which, in which order (newest first), and how many, 1–50 (10). */
  where?: RecordFilter
  sort?: SortKey[]
  limit?: number
}

export interface FindRecordsInput {
  entity: string
  where?: RecordFilter
  /** Words, each of which some searchable field contains, regardless of case and full-width forms; in any order. */
  search?: string
  sort?: SortKey[]
  /** Fields to return besides `id` and `version`. Missing: all that the actor may read. */
  fields?: string[]
  /** Other records that are returned too, under `$expanded`. */
  expand?: ExpandInput
  /** 1–200, default 50. */
  limit?: number
  /** `nextCursor` of the page before. */
  after?: string
  /** `prevCursor` of the page after: the page that ends there. Not together with `after`. */
  before?: string
  /** Deleted records instead of live ones. */
  deleted?: boolean
  /** Also count all matching records; `estimated`: by the database's statistics, which costs the same however many. */
  count?: boolean | 'estimated'
}

/** Records as a CSV file (RFC 4180, UTF-8): what a list of the same input shows, all of its pages. */
export interface ExportRecordsInput {
  entity: string
  where?: RecordFilter
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
  /** For `after`; null where no record follows. */
  nextCursor: string | null
  /** For `before`; null where none comes before. */
  prevCursor: string | null
  count?: number
  /** That `count` is an estimate; never below what the page shows. */
  countEstimated?: true
}

/** Count, and sum of a money or number field, per value of `groupBy`. */
export interface SummarizeRecordsInput {
  entity: string
  where?: RecordFilter
  search?: string
  groupBy: string
  sum?: string
}

export interface RecordSummary {
  groups: Array<{ value: JsonValue; count: number; sum: string | null; currency: string | null }>
}
