import type { CheckedNode, CheckedNodeOf, ComparisonOperator } from '@tenon/sdk/expression/checked-node'
import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import { bindOnce, type SqlGround, scalarOf } from './sql-ground.ts'
import { fixed, joined, part, type SqlPart } from './sql-part.ts'
import { idToSql } from './sql-record.ts'
import { arrayOf, fromRows, rowsOf } from './sql-rows.ts'
import { asText, plainText } from './sql-text.ts'
import { sqlTypeOf } from './sql-types.ts'
import { itemOf, type SqlItem, type SqlMoney, type SqlValue } from './sql-value.ts'

const SIGN: Readonly<Record<ComparisonOperator, SqlPart>> = {
  '==': fixed('='),
  '<': fixed('<'),
  '<=': fixed('<='),
  '>': fixed('>'),
  '>=': fixed('>='),
}

/** Null where one side is null, which counts as no. */
export function comparisonToSql(ground: SqlGround, node: CheckedNodeOf<'compare'>): SqlPart {
  const { left, right, operator } = node
  if (left.type.kind === 'dyn' || right.type.kind === 'dyn') return jsonComparison(ground, node)
  const [one, other] = [ground.value(left), ground.value(right)]
  return compared(ground, { operator, left: one, right: other, type: left.type })
}

interface Compared {
  operator: ComparisonOperator
  left: SqlValue
  right: SqlValue
  type: ExpressionType
}

function compared(ground: SqlGround, { operator, left, right, type }: Compared): SqlPart {
  const sign = SIGN[operator]
  if (left.kind === 'money' || right.kind === 'money') return comparedMoney(left as SqlMoney, sign, right as SqlMoney)
  if (left.kind === 'record' && right.kind === 'record') {
    return part`${idToSql(ground, left)} = ${idToSql(ground, right)}`
  }
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    const isText = type.kind === 'string' || type.kind === 'choice'
    if (isText) return operator === '==' ? sameText(left.part, right.part) : orderedText(left.part, sign, right.part)
    return part`${left.part} ${sign} ${right.part}`
  }
  const [one, other] = [arrayOf(ground, left, type), arrayOf(ground, right, type)]
  const isTexts = type.kind === 'list' && sqlTypeOf(type.of) === 'text'
  return isTexts ? part`${one} collate "C" = ${other} collate "C"` : part`${one} = ${other}`
}

function comparedMoney(left: SqlMoney, sign: SqlPart, right: SqlMoney): SqlPart {
  return part`(${left.amount} ${sign} ${right.amount} and ${plainText(left.currency)} = ${right.currency})`
}

/** By code point, as the language orders texts; what the database orders by depends on its installation. */
function orderedText(left: SqlPart, sign: SqlPart, right: SqlPart): SqlPart {
  return part`${plainText(left)} ${sign} ${plainText(right)}`
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A uuid column is compared as one where it can be, so that its index is of use. */
function sameText(left: SqlPart, right: SqlPart): SqlPart {
  if (left.uuid === true && right.uuid === true) return part`${left} = ${right}`
  const [column, value] = left.uuid === true ? [left, right] : [right, left]
  if (column.uuid !== true || typeof value.constant !== 'string') {
    // In a language of its own the index of a column is of use only for a comparison in that language.
    const inColumn = [left, right].every(({ stored, constant }) => stored === true || constant !== undefined)
    return inColumn ? part`${asText(left)} = ${asText(right)}` : part`${plainText(left)} = ${plainText(right)}`
  }
  return UUID.test(value.constant) ? part`${column} = ${value}::uuid` : fixed('false')
}

const JSON_TYPE: Readonly<Partial<Record<ExpressionType['kind'], readonly [json: string, sql: string]>>> = {
  string: ['string', 'text'],
  choice: ['string', 'text'],
  bool: ['boolean', 'boolean'],
  int: ['number', 'numeric'],
  decimal: ['number', 'numeric'],
}

/** JSON has another type in every row; where it is not the other side's, the two differ. */
function jsonComparison(ground: SqlGround, { left, right, operator }: CheckedNodeOf<'compare'>): SqlPart {
  const [one, other] = [scalarOf(ground, left), scalarOf(ground, right)]
  if (left.type.kind === 'dyn' && right.type.kind === 'dyn') return part`${one} = ${other}`
  const [json, value, type] = left.type.kind === 'dyn' ? [one, other, right.type] : [other, one, left.type]
  const [jsonType, sqlType] = JSON_TYPE[type.kind] ?? ['null', 'text']
  return bindOnce(ground, json, (bound) => {
    const typed = part`(${bound} #>> '{}')::${fixed(sqlType)}`
    const [first, second] = left.type.kind === 'dyn' ? [typed, value] : [value, typed]
    const isText = sqlType === 'text'
    const [a, b] = isText ? [plainText(first), plainText(second)] : [first, second]
    const holds = part`${a} ${SIGN[operator]} ${b}`
    return part`case when jsonb_typeof(${bound}) = ${fixed(`'${jsonType}'`)} then ${holds} end`
  })
}

/** Whether an item of the list equals the value. Items that are null equal nothing. */
export function membershipToSql(ground: SqlGround, { item, list }: CheckedNodeOf<'in'>): SqlPart {
  const value = ground.value(item)
  if (list.kind === 'list') return inLiteral(ground, { item, value, items: list.items })
  const rows = rowsOf(ground, ground.value(list), list.type)
  const itemType: ExpressionType = list.type.kind === 'list' ? list.type.of : list.type
  const found = equalItems(ground, {
    left: itemOf(value),
    leftType: item.type,
    right: rows.item,
    rightType: itemType,
  })
  return part`exists (select ${fromRows({ ...rows, conditions: [...rows.conditions, found] })})`
}

interface LiteralList {
  item: CheckedNode
  value: SqlValue
  items: readonly CheckedNode[]
}

function inLiteral(ground: SqlGround, { item, value, items }: LiteralList): SqlPart {
  const given = items.filter(({ type }) => type.kind !== 'null')
  if (given.length === 0) return fixed('false')
  const parts = given.map((each) =>
    equalItems(ground, {
      left: itemOf(value),
      leftType: item.type,
      right: itemOf(ground.value(each)),
      rightType: each.type,
    }),
  )
  return part`(${joined(parts, ' or ')})`
}

interface EqualItems {
  left: SqlItem
  leftType: ExpressionType
  right: SqlItem
  rightType: ExpressionType
}

function equalItems(ground: SqlGround, { left, leftType, right, rightType }: EqualItems): SqlPart {
  if (leftType.kind !== 'dyn' && rightType.kind !== 'dyn') {
    return compared(ground, { operator: '==', left, right, type: leftType })
  }
  const range = { start: 0, end: 0 }
  const side = (type: ExpressionType, slot: number): CheckedNode => ({ kind: 'local', slot, type, ...range })
  const inner = ground.within(0, left).within(1, right)
  const node = { operator: '==', left: side(leftType, 0), right: side(rightType, 1) } as const
  return jsonComparison(inner, { kind: 'compare', type: { kind: 'bool' }, ...node, ...range })
}
