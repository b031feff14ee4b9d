import type { JsonValue } from '../contract/json-value.ts'
import { compareDecimals, type Decimal, parseDecimal } from './decimal.ts'
import type { ExpressionType } from './expression-type.ts'
import { compareTexts } from './text.ts'
import type { MoneyValue, RecordValue, Value } from './value.ts'

/** Negative, zero or positive; NaN where the two have no order, which makes every comparison false. */
export type Compare = (left: Value, right: Value) => number

const byText: Compare = (left, right) => compareTexts(left as string, right as string)
const byNumber: Compare = (left, right) => Number(left) - Number(right)
const byInteger: Compare = (left, right) => ((left as bigint) < (right as bigint) ? -1 : left === right ? 0 : 1)
const byDecimal: Compare = (left, right) => compareDecimals(left as Decimal, right as Decimal)
const byMoney: Compare = (left, right) => {
  const [one, other] = [left as MoneyValue, right as MoneyValue]
  return one.currency === other.currency ? compareDecimals(one.amount, other.amount) : Number.NaN
}
const byId: Compare = (left, right) => compareTexts(idOf(left as RecordValue), idOf(right as RecordValue))

function idOf(record: RecordValue): string {
  return typeof record === 'string' ? record : String(record['id'] ?? '')
}

const COMPARE: Readonly<Record<Exclude<ExpressionType['kind'], 'list'>, Compare>> = {
  null: () => Number.NaN,
  unknown: () => Number.NaN,
  string: byText,
  choice: byText,
  bool: byNumber,
  int: byInteger,
  decimal: byDecimal,
  double: byNumber,
  money: byMoney,
  date: byNumber,
  dateTime: byNumber,
  time: byNumber,
  duration: byNumber,
  record: byId,
  dyn: (left, right) => compareJson(left, right),
}

/** How two values of the type compare, neither of which is null. Lists are only equal or not. */
export function comparatorOf(type: ExpressionType): Compare {
  if (type.kind !== 'list') return COMPARE[type.kind]
  const same = sameness(type.of)
  return (left, right) => {
    const [one, other] = [left as Value[], right as Value[]]
    const equal = one.length === other.length && one.every((item, index) => same(item, other[index] ?? null))
    return equal ? 0 : Number.NaN
  }
}

/** Whether two values are the same, null being the same as null only. */
export function sameness(type: ExpressionType): (left: Value, right: Value) => boolean {
  const compare = comparatorOf(type)
  return (left, right) => (left === null || right === null ? left === right : compare(left, right) === 0)
}

/** Characters that are compared in one step. */
const CHARACTERS_PER_STEP = 50

/**
 * Steps that comparing two values takes, besides the one that every part of an expression counts as; null for types
 * whose values are all short.
 */
export function comparisonSteps(type: ExpressionType): ((left: Value, right: Value) => number) | null {
  if (type.kind === 'list' || type.kind === 'dyn') return (left, right) => sizeOf(left) + sizeOf(right)
  if (type.kind !== 'string' && type.kind !== 'choice') return null
  return (left, right) => Math.min((left as string).length, (right as string).length) / CHARACTERS_PER_STEP
}

/** Values in a list or in JSON, and characters of its texts for what they are worth. */
function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length / CHARACTERS_PER_STEP
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part as Value), 1)
}

/** JSON with JSON, or with a value of the expression: a text, a yes/no or a decimal. Different types have no order. */
function compareJson(left: Value, right: Value): number {
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right)
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  const [one, other] = [asDecimal(left), asDecimal(right)]
  if (one !== null && other !== null) return compareDecimals(one, other)
  if (one !== null || other !== null) return Number.NaN
  return sameJson(left as JsonValue, right as JsonValue) ? 0 : Number.NaN
}

function asDecimal(value: Value): Decimal | null {
  if (typeof value === 'number') return parseDecimal(String(value))
  return isDecimal(value) ? value : null
}

function isDecimal(value: Value): value is Decimal {
  return typeof value === 'object' && value !== null && 'digits' in value && typeof value.digits === 'bigint'
}

function sameJson(left: JsonValue, right: JsonValue): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false
    return left.every((item, index) => sameJson(item, right[index] ?? null))
  }
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every((name) => Object.hasOwn(right, name) && sameJson(left[name] ?? null, right[name] ?? null))
}
