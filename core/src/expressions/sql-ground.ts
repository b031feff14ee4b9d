import type { CheckedNode } from '@tenon/sdk/expression/checked-node'
import type { SqlEnvironment } from './sql-environment.ts'
import { column, name, part, type SqlPart } from './sql-part.ts'
import { SqlRefusal } from './sql-refusal.ts'
import type { SqlItem, SqlValue } from './sql-value.ts'

/** What the compilation of one expression works on. */
export interface SqlGround {
  readonly environment: SqlEnvironment
  /** What the loops' names stand for, outermost first. */
  readonly items: readonly SqlItem[]
  /** An alias that nothing else in the statement has. */
  newAlias(): string
  value(node: CheckedNode): SqlValue
  /** SQL that is true where the node is, and false or null elsewhere. */
  truth(node: CheckedNode): SqlPart
  /** The ground for another expression, over the row of an alias, in the same statement. */
  over(alias: string, root: CheckedNode): SqlGround
  /** The same ground within a loop, whose name stands for `item`. */
  within(slot: number, item: SqlItem): SqlGround
}

/** The one column that a node's value is. */
export function scalarOf(ground: SqlGround, node: CheckedNode): SqlPart {
  return partOf(ground.value(node))
}

export function partOf(value: SqlValue): SqlPart {
  if (value.kind === 'scalar') return value.part
  throw new SqlRefusal({
    en: 'the database cannot work with such a value here',
    'zh-CN': '数据库无法在此处使用这样的值',
  })
}

/** Uses a piece several times, but has it worked out once. */
export function bindOnce(ground: SqlGround, value: SqlPart, use: (value: SqlPart) => SqlPart): SqlPart {
  if (value.simple) return use(value)
  const alias = ground.newAlias()
  // Without `offset 0` the planner puts the piece back in at every place where it is used.
  const rows = part`(select ${value} as v offset 0) as ${name(alias)}`
  return part`(select ${use({ ...value, ...column(alias, 'v') })} from ${rows})`
}
