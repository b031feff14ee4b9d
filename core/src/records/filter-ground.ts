import type { Locale } from '@tenon/sdk/contract/locale'
import type { RawBuilder } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { QueryField } from './query-field.ts'

/** What a filter is compiled over. */
export interface FilterGround {
  /** Table alias that the fields are read from. */
  alias: string
  /** Who asks: the filter's placeholders stand for them. */
  ctx: RequestContext
  locale: Locale
  /** IANA zone in which a day alone, compared with a point in time, begins. */
  timeZone: string
  /** Finds a field or throws; `pointer` is the place to name. */
  field(name: string, pointer: string): QueryField
  /** Records that a reference names, and those that name the row; missing where a filter keeps to the row itself. */
  reference?(place: RelatedPlace): RelatedGround
  children?(place: RelatedPlace): RelatedGround
}

/** Name of a reference or of a collection of children, and where it stands in the input. */
export interface RelatedPlace {
  name: string
  /** As the caller has written it, for what is said of it: the whole path. */
  path: string
  pointer: string
}

/** Records of another entity that belong to a row, as SQL. */
export interface RelatedSet {
  /** Table alias of theirs. */
  readonly alias: string
  /** Whether there can be several of them. */
  readonly several: boolean
  /** FROM and WHERE of all such records, whomever they belong to. */
  readonly rows: RawBuilder<unknown>
  /** What makes them the row's own. */
  readonly link: RawBuilder<unknown>
  /** Column by which they belong to a row. */
  readonly key: RawBuilder<unknown>
  /** Whether the row has one whose key a sub-select gives. */
  within(keys: RawBuilder<unknown>): RawBuilder<boolean>
}

/** Other records that a filter looks at. */
export interface RelatedGround extends RelatedSet {
  /** Whether the row that they belong to is itself one of several of another. */
  readonly nested: boolean
  readonly ground: FilterGround
}
