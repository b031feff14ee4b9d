import { type Money, readMoney, readPair } from './read-money.ts'

/** -1, 0 or 1, as `left` is less than, equal to or more than `right`. Throws a RangeError for different currencies. */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  const [one, other] = readPair(left, right)
  return one === other ? 0 : one < other ? -1 : 1
}

export function isZero(money: Money): boolean {
  return readMoney(money).digits === 0n
}

export function isNegative(money: Money): boolean {
  return readMoney(money).digits < 0n
}

export function isPositive(money: Money): boolean {
  return readMoney(money).digits > 0n
}

/** Whether a value, such as a field that may be empty, is an amount of money. */
export function isMoney(value: unknown): value is Money {
  try {
    readMoney(value as Money)
    return true
  } catch {
    return false
  }
}
