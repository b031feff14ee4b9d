import type { SqlPart } from './sql-part.ts'
import { SqlRefusal } from './sql-refusal.ts'

/** A record: the row of an alias, or the one that an id names. */
export type SqlRecord =
  | { readonly kind: 'record'; readonly entity: string; readonly alias: string }
  | { readonly kind: 'record'; readonly entity: string; readonly id: SqlPart }

export interface SqlMoney {
  readonly kind: 'money'
  /** Null where there is no money, whatever the currency says. */
  readonly amount: SqlPart
  readonly currency: SqlPart
}

/** How large a list can be, reckoned before it is known. */
export interface ListBounds {
  readonly items: number
  /** Of all texts in it together, in characters; missing for lists of anything else. */
  readonly length?: number
}

/** Rows that stand for the items of a list. */
export interface SqlRows {
  readonly kind: 'rows'
  /** What stands behind `from`, with the aliases that `item` and `conditions` use. */
  readonly from: SqlPart
  readonly conditions: readonly SqlPart[]
  readonly item: SqlItem
  /** Columns that give the order of the items. */
  readonly order: readonly SqlPart[]
  readonly bounds: ListBounds
}

export interface SqlScalar {
  readonly kind: 'scalar'
  readonly part: SqlPart
}

/** An array of PostgreSQL; null where the list is missing. */
export interface SqlArray {
  readonly kind: 'array'
  readonly part: SqlPart
  readonly bounds: ListBounds
}

export type SqlItem = SqlScalar | SqlMoney | SqlRecord
export type SqlValue = SqlItem | SqlRows | SqlArray

export function scalar(part: SqlPart): SqlScalar {
  return { kind: 'scalar', part }
}

export function moneyOf(value: SqlValue | undefined): SqlMoney {
  if (value?.kind === 'money') return value
  throw new Error(`Money came as ${value?.kind}.`)
}

/** A value that can be an item of a list. @throws SqlRefusal for a list */
export function itemOf(value: SqlValue): SqlItem {
  if (value.kind !== 'rows' && value.kind !== 'array') return value
  throw new SqlRefusal({ en: 'the database has no lists of lists', 'zh-CN': '数据库不支持列表的列表' })
}
