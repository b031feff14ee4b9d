import type { CheckedNodeOf } from '@tenon/sdk/expression/checked-node'
import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import type { SqlGround } from './sql-ground.ts'
import { column, fixed, joined, name, part, type SqlPart } from './sql-part.ts'
import { fromRows, itemAt, itemColumns, itemTypeOf, lengthOfItem, rowsOf, textLength } from './sql-rows.ts'
import { sqlTypeOf } from './sql-types.ts'
import { itemOf, type ListBounds, type SqlRows, type SqlValue } from './sql-value.ts'

/** `[a, b]` as rows. */
export function listToSql(ground: SqlGround, { items, type }: CheckedNodeOf<'list'>): SqlRows {
  const itemType = itemTypeOf(type)
  const values = items.map((item) => itemOf(ground.value(item)))
  const selects = values.map((value, index) => {
    const columns = itemColumns(ground, value, itemType)
    return part`select ${columns}, ${fixed(String(index))} as n`
  })
  const nothing =
    itemType.kind === 'money' ? NO_MONEY : part`select null::${fixed(sqlTypeOf(itemType))} as v, 0 as n where false`
  const length = values.reduce((sum, value) => sum + lengthOfItem(value), 0)
  const bounds = { items: items.length, length }
  return united(ground, { selects: selects.length === 0 ? [nothing] : selects, order: ['n'], itemType, bounds })
}

const NO_MONEY = fixed('select null::numeric as v, null::text as c, 0 as n where false')

interface ListPair {
  left: SqlValue
  right: SqlValue
  type: ExpressionType
}

/** One list behind another. */
export function concatenated(ground: SqlGround, { left, right, type }: ListPair): SqlRows {
  const itemType = itemTypeOf(type)
  const lists = [left, right].map((value) => rowsOf(ground, value, type))
  const selects = lists.map((rows, index) => {
    const position = part`row_number() over (order by ${joined(rows.order, ', ')}) as n`
    return part`select ${itemColumns(ground, rows.item, itemType)}, ${fixed(String(index))} as p, ${position} ${fromRows(rows)}`
  })
  const items = lists.reduce((sum, { bounds }) => sum + bounds.items, 0)
  const length = lists.reduce((sum, rows) => sum + textLength(rows), 0)
  return united(ground, { selects, order: ['p', 'n'], itemType, bounds: { items, length } })
}

interface United {
  selects: readonly SqlPart[]
  order: readonly string[]
  itemType: ExpressionType
  bounds: ListBounds
}

function united(ground: SqlGround, { selects, order, itemType, bounds }: United): SqlRows {
  const alias = ground.newAlias()
  return {
    kind: 'rows',
    from: part`(${joined(selects, ' union all ')}) as ${name(alias)}`,
    conditions: [],
    item: itemAt(alias, itemType, bounds.length),
    order: order.map((key) => column(alias, key)),
    bounds,
  }
}
