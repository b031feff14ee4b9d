import type { CheckedNodeOf } from '@tenon/sdk/expression/checked-node'
import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import { partOf, type SqlGround } from './sql-ground.ts'
import { fixed, part, type SqlPart } from './sql-part.ts'
import { idToSql } from './sql-record.ts'
import { arrayOf, textLength } from './sql-rows.ts'
import { asText } from './sql-text.ts'
import { sqlTypeOf } from './sql-types.ts'
import { type ListBounds, moneyOf, type SqlValue, scalar } from './sql-value.ts'

/** `condition ? a : b` */
export function conditionalToSql(ground: SqlGround, node: CheckedNodeOf<'conditional'>): SqlValue {
  const condition = ground.truth(node.condition)
  const [left, right] = [ground.value(node.whenTrue), ground.value(node.whenFalse)]
  const either = (one: SqlPart, other: SqlPart) => part`case when ${condition} then ${one} else ${other} end`
  return merged(ground, { left, right, type: node.type, either, eitherCurrency: either })
}

/** The first value that is there. */
export function coalesceToSql(ground: SqlGround, { left, right, type }: TwoValues): SqlValue {
  const either = (one: SqlPart, other: SqlPart) => part`coalesce(${one}, ${other})`
  const eitherCurrency = (one: SqlPart, other: SqlPart) =>
    part`case when ${moneyOf(left).amount} is not null then ${one} else ${other} end`
  return merged(ground, { left, right, type, either, eitherCurrency })
}

interface TwoValues {
  left: SqlValue
  right: SqlValue
  type: ExpressionType
}

interface Merged extends TwoValues {
  either: (left: SqlPart, right: SqlPart) => SqlPart
  eitherCurrency: (left: SqlPart, right: SqlPart) => SqlPart
}

function merged(ground: SqlGround, { left, right, type, either, eitherCurrency }: Merged): SqlValue {
  if (type.kind === 'money') {
    const [one, other] = [moneyOf(left), moneyOf(right)]
    return {
      kind: 'money',
      amount: either(one.amount, other.amount),
      currency: eitherCurrency(one.currency, other.currency),
    }
  }
  if (type.kind === 'list') {
    const array = either(arrayOf(ground, left, type), arrayOf(ground, right, type))
    return { kind: 'array', part: array, bounds: larger(boundsOf(left), boundsOf(right)) }
  }
  const sqlType = fixed(sqlTypeOf(type))
  const typed = (value: SqlValue) => part`cast(${idOrPart(ground, value)} as ${sqlType})`
  const id = either(typed(left), typed(right))
  if (type.kind === 'record') return { kind: 'record', entity: type.entity, id }
  const maxLength = Math.max(lengthOf(left), lengthOf(right))
  return scalar({ ...id, maxLength })
}

function idOrPart(ground: SqlGround, value: SqlValue): SqlPart {
  return value.kind === 'record' ? idToSql(ground, value) : asText(partOf(value))
}

function boundsOf(value: SqlValue): ListBounds {
  if (value.kind === 'rows') return { items: value.bounds.items, length: textLength(value) }
  return value.kind === 'array' ? value.bounds : { items: 0, length: 0 }
}

function larger(left: ListBounds, right: ListBounds): ListBounds {
  return { items: Math.max(left.items, right.items), length: Math.max(left.length ?? 0, right.length ?? 0) }
}

function lengthOf(value: SqlValue): number {
  return value.kind === 'scalar' ? (value.part.maxLength ?? 0) : 0
}
