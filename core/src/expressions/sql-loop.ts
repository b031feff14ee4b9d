import type { CheckedNodeOf } from '@tenon/sdk/expression/checked-node'
import type { SqlGround } from './sql-ground.ts'
import { part, type SqlPart } from './sql-part.ts'
import { fromRows, rowsOf } from './sql-rows.ts'
import { itemOf, type SqlRows } from './sql-value.ts'

type LoopNode = CheckedNodeOf<'loop'>

/** `filter` and `map` as rows: more conditions, or another item. */
export function loopToSql(ground: SqlGround, node: LoopNode): SqlRows {
  const rows = rowsOf(ground, ground.value(node.list), node.list.type)
  const inner = ground.within(node.slot, rows.item)
  if (node.loop === 'filter') return { ...rows, conditions: [...rows.conditions, inner.truth(node.body)] }
  return { ...rows, item: itemOf(inner.value(node.body)), bounds: { items: rows.bounds.items } }
}

/** `exists`, `all` and `exists_one`. */
export function loopTruth(ground: SqlGround, node: LoopNode): SqlPart {
  const rows = rowsOf(ground, ground.value(node.list), node.list.type)
  const holds = ground.within(node.slot, rows.item).truth(node.body)
  const withCondition = (condition: SqlPart) => fromRows({ ...rows, conditions: [...rows.conditions, condition] })
  if (node.loop === 'all') return part`not exists (select ${withCondition(part`(${holds}) is not true`)})`
  if (node.loop === 'exists') return part`exists (select ${withCondition(holds)})`
  return part`(select count(*) ${withCondition(holds)}) = 1`
}
