import type { CheckedNodeOf } from '@tenon/sdk/expression/checked-node'
import { decimalText } from '@tenon/sdk/expression/decimal'
import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import type { MoneyValue, Value } from '@tenon/sdk/expression/value'
import { writeValue } from '@tenon/sdk/expression/write-value'
import { bound, fixed, type SqlPart } from './sql-part.ts'
import { sqlTypeOf } from './sql-types.ts'
import { type SqlArray, type SqlItem, type SqlValue, scalar } from './sql-value.ts'

const BIGINT_DIGITS = 18

/** A value that is known, bound and with its type. */
export function constantToSql({ value, type }: CheckedNodeOf<'constant'>): SqlValue {
  if (value === null) return typedNull(type)
  if (type.kind === 'money') {
    const { amount, currency } = value as MoneyValue
    return { kind: 'money', amount: bound(decimalText(amount), 'numeric'), currency: bound(currency, 'text') }
  }
  return scalar({
    ...boundValue(value, type),
    constant: value,
    ...(typeof value === 'string' && { maxLength: value.length }),
  })
}

function boundValue(value: Value, type: ExpressionType): SqlPart {
  if (type.kind === 'int') {
    // An index on a bigint column is of use only for a bigint.
    const text = String(value)
    return bound(text, text.length <= BIGINT_DIGITS ? 'bigint' : 'numeric')
  }
  // Patterns, zones and the like are read by the functions that take them.
  if (typeof value === 'object' && type.kind === 'string') return { ...fixed("''"), simple: true }
  if (type.kind === 'duration') return bound(String(value), 'numeric')
  return bound(writeValue(value, type), sqlTypeOf(type))
}

/** The missing value of a type. */
export function typedNull(type: ExpressionType): SqlItem | SqlArray {
  if (type.kind === 'money') return { kind: 'money', amount: nullOf('numeric'), currency: nullOf('text') }
  if (type.kind === 'record') return { kind: 'record', entity: type.entity, id: nullOf('uuid') }
  if (type.kind !== 'list') return scalar(nullOf(sqlTypeOf(type)))
  const item = type.of.kind === 'money' ? 'numeric' : sqlTypeOf(type.of)
  return { kind: 'array', part: nullOf(`${item}[]`), bounds: { items: 0, length: 0 } }
}

const nullOf = (type: string): SqlPart => ({ ...fixed(`null::${type}`), simple: true })
