import type { JsonValue } from '../contract/json-value.ts'
import { comparatorOf, comparisonSteps } from './compare-values.ts'
import { add, type Decimal, divide, fromInteger } from './decimal.ts'
import { charge, type Evaluation } from './evaluation.ts'
import type { ExpressionType } from './expression-type.ts'
import type { Implementations } from './implementation.ts'
import { inDuration } from './instant.ts'
import type { MoneyValue, Value } from './value.ts'

/** The items of a list that are not null. */
function given<T extends Value>(evaluation: Evaluation, list: Array<T | null>): T[] {
  charge(evaluation, list.length)
  return list.filter((item) => item !== null) as T[]
}

function sizeOf([list]: [Value[]]): bigint {
  return BigInt(list.length)
}

function itemAt(list: readonly Value[], index: bigint): Value {
  return index >= 0n && index < BigInt(list.length) ? (list[Number(index)] ?? null) : null
}

const sumOf = (items: readonly Decimal[]) => items.reduce(add, fromInteger(0n))

/** Money of one currency; null where there is none, or more than one. */
function oneCurrency(evaluation: Evaluation, list: Array<MoneyValue | null>) {
  const items = given(evaluation, list)
  const currency = items[0]?.currency
  if (currency === undefined || items.some((item) => item.currency !== currency)) return null
  return { currency, amount: sumOf(items.map(({ amount }) => amount)), count: BigInt(items.length) }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null
}

/** A list that is null counts as an empty one; items that are null are passed over by sums and averages. */
export const LIST_FUNCTIONS = {
  'list<T> + list<T>: list<T>': ([left, right]: [Value[], Value[]], evaluation) => {
    charge(evaluation, left.length + right.length)
    return [...left, ...right]
  },
  'size(list<T>): int': sizeOf,
  'list<T>.size(): int': sizeOf,
  'list<T>.count(): int': sizeOf,
  'list<T>.first(): T': ([list]: [Value[]]) => list[0] ?? null,
  'list<T>.last(): T': ([list]: [Value[]]) => list.at(-1) ?? null,
  'list<int>.sum(): int': ([list]: [Array<bigint | null>], evaluation) =>
    given(evaluation, list).reduce((sum, item) => sum + item, 0n),
  'list<decimal>.sum(): decimal': ([list]: [Array<Decimal | null>], evaluation) => sumOf(given(evaluation, list)),
  'list<double>.sum(): double': ([list]: [Array<number | null>], evaluation) =>
    finite(given(evaluation, list).reduce((sum, item) => sum + item, 0)),
  'list<money>.sum(): money': ([list]: [Array<MoneyValue | null>], evaluation) => {
    const total = oneCurrency(evaluation, list)
    return total === null ? null : { amount: total.amount, currency: total.currency }
  },
  'list<duration>.sum(): duration': ([list]: [Array<number | null>], evaluation) =>
    inDuration(Number(given(evaluation, list).reduce((sum, item) => sum + BigInt(item), 0n))),
  'list<decimal>.avg(): decimal': ([list]: [Array<Decimal | null>], evaluation) => {
    const items = given(evaluation, list)
    return divide(sumOf(items), fromInteger(BigInt(items.length)))
  },
  'list<double>.avg(): double': ([list]: [Array<number | null>], evaluation) => {
    const items = given(evaluation, list)
    return finite(items.reduce((sum, item) => sum + item, 0) / items.length)
  },
  'list<money>.avg(): money': ([list]: [Array<MoneyValue | null>], evaluation) => {
    const total = oneCurrency(evaluation, list)
    const amount = total === null ? null : divide(total.amount, fromInteger(total.count))
    return total === null || amount === null ? null : { amount, currency: total.currency }
  },
  'list<T>[int]: T': ([list, index]: [Value[], bigint]) => itemAt(list, index),
  'dyn[int]: dyn': ([list, index]: [JsonValue, bigint]) => (Array.isArray(list) ? itemAt(list, index) : null),
  'dyn[string]: dyn': ([value, key]: [JsonValue, string]) => memberOf(value, key),
} satisfies Implementations

/** A part of a JSON object; null where it is not there. */
export function memberOf(value: Value, key: string): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return null
  return (value as Record<string, JsonValue | undefined>)[key] ?? null
}

/** The smallest (`sign` 1) or largest (-1) item; null for none, and for money of more than one currency. */
export function extremeOf(type: ExpressionType, sign: 1 | -1): ([list]: [Value[]], evaluation: Evaluation) => Value {
  const [compare, steps] = [comparatorOf(type), comparisonSteps(type)]
  return ([list], evaluation) => {
    const [first, ...others] = given(evaluation, list)
    let best = first ?? null
    for (const item of others) {
      if (steps !== null) charge(evaluation, steps(item, best))
      const order = compare(item, best) * sign
      if (Number.isNaN(order)) return null
      if (order < 0) best = item
    }
    return best
  }
}
