import { type Money, readAmount, readMoney, readPair, writeMoney } from './read-money.ts'

/** `money.of('12.5', 'EUR')` is 12.50 EUR. Digits that the currency does not have are kept; see `round`. */
export function of(amount: string | number, currency: string): Money {
  return writeMoney(readAmount(amount, currency, { amount, currency }))
}

export function zero(currency: string): Money {
  return of('0', currency)
}

/** Exact, like all that does not say how it rounds. Throws a RangeError for different currencies. */
export function add(left: Money, right: Money): Money {
  const [one, other, rest] = readPair(left, right)
  return writeMoney({ digits: one + other, ...rest })
}

export function subtract(left: Money, right: Money): Money {
  const [one, other, rest] = readPair(left, right)
  return writeMoney({ digits: one - other, ...rest })
}

export function negate(money: Money): Money {
  const { digits, ...rest } = readMoney(money)
  return writeMoney({ digits: -digits, ...rest })
}

/** `currency` is that of an empty list, which is zero in it; without one an empty list is an error. */
export function sum(amounts: readonly Money[], currency?: string): Money {
  const [first, ...others] = currency === undefined ? amounts : [zero(currency), ...amounts]
  if (first === undefined) {
    throw new RangeError('The sum of no amounts has no currency: name one, as in money.sum([], "EUR").')
  }
  return others.reduce(add, writeMoney(readMoney(first)))
}
