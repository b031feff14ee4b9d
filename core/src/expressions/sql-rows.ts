import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import type { SqlGround } from './sql-ground.ts'
import { column, fixed, joined, name, part, type SqlPart } from './sql-part.ts'
import { idToSql } from './sql-record.ts'
import { SqlRefusal } from './sql-refusal.ts'
import { sqlTypeOf } from './sql-types.ts'
import { type SqlItem, type SqlRows, type SqlValue, scalar } from './sql-value.ts'

/** The type of a list's items. */
export function itemTypeOf(type: ExpressionType): ExpressionType {
  return type.kind === 'list' ? type.of : { kind: 'unknown' }
}

/** Any list as rows; a missing one has none. */
export function rowsOf(ground: SqlGround, value: SqlValue, type: ExpressionType): SqlRows {
  if (value.kind === 'rows') return value
  if (value.kind !== 'array') throw new Error(`A list came as ${value.kind}.`)
  const { bounds } = value
  const alias = ground.newAlias()
  // No column is a list of money, so this is a literal null.
  const from =
    itemTypeOf(type).kind === 'money'
      ? part`(select null::numeric, null::text, 0 where false) as ${name(alias)}(v, c, n)`
      : part`unnest(${value.part}) with ordinality as ${name(alias)}(v, n)`
  const item = itemAt(alias, itemTypeOf(type), bounds.length)
  return { kind: 'rows', from, conditions: [], item, order: [column(alias, 'n')], bounds }
}

/** The item in columns `v`, and `c` for the currency of money, of an alias. */
export function itemAt(alias: string, type: ExpressionType, maxLength = 0): SqlItem {
  const value = column(alias, 'v')
  if (type.kind === 'money') return { kind: 'money', amount: value, currency: column(alias, 'c') }
  if (type.kind === 'record') return { kind: 'record', entity: type.entity, id: value }
  return scalar({ ...value, maxLength })
}

/** Most characters that an item has. */
export function lengthOfItem(item: SqlItem): number {
  return item.kind === 'scalar' ? (item.part.maxLength ?? 0) : 0
}

/** Most characters that all texts in a list have together. */
export function textLength({ bounds, item }: SqlRows): number {
  return Math.min(bounds.length ?? Number.POSITIVE_INFINITY, bounds.items * lengthOfItem(item))
}

/** The item as columns `v` and `c`, for a `select`. */
export function itemColumns(ground: SqlGround, item: SqlItem, type: ExpressionType): SqlPart {
  if (item.kind === 'money') return part`${item.amount} as v, ${item.currency} as c`
  if (item.kind === 'record') return part`${idToSql(ground, item)} as v`
  const value = item.part.uuid === true ? part`${item.part}::text` : item.part
  return part`cast(${value} as ${fixed(sqlTypeOf(type))}) as v`
}

/** `from … where …` of the rows. */
export function fromRows({ from, conditions }: SqlRows): SqlPart {
  if (conditions.length === 0) return part`from ${from}`
  return part`from ${from} where ${joined(conditions, ' and ')}`
}

export function orderBy(order: readonly SqlPart[], direction: '' | ' desc' = ''): SqlPart {
  const keys = order.map((key) => part`${key}${fixed(direction)}`)
  return part`order by ${joined(keys, ', ')}`
}

/** The items as a derived table with columns `v` (and `c`): what aggregates must stand on, or they would count outer rows. */
export function derived(ground: SqlGround, rows: SqlRows, type: ExpressionType): { from: SqlPart; item: SqlItem } {
  const alias = ground.newAlias()
  const columns = itemColumns(ground, rows.item, type)
  const item = itemAt(alias, type, lengthOfItem(rows.item))
  return { from: part`(select ${columns} ${fromRows(rows)}) as ${name(alias)}`, item }
}

/** A list as an array of PostgreSQL. */
export function arrayOf(ground: SqlGround, value: SqlValue, type: ExpressionType): SqlPart {
  if (value.kind === 'array') return value.part
  if (value.kind !== 'rows') throw new Error(`A list came as ${value.kind}.`)
  const itemType = itemTypeOf(type)
  if (itemType.kind === 'money') {
    throw new SqlRefusal({
      en: 'the database cannot compare or choose between lists of money; compare their sums',
      'zh-CN': '数据库无法比较或选择金额列表，请比较其合计',
    })
  }
  const columns = itemColumns(ground, value.item, itemType)
  return part`array(select ${columns} ${fromRows(value)} ${orderBy(value.order)})`
}
