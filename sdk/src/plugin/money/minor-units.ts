import { currencyDigits } from '../../contract/currency-digits.ts'
import { powerOfTen } from './decimal.ts'
import { type Money, readAmount, readMoney, writeMoney } from './read-money.ts'

/** Digits after the point that amounts of a currency have (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. */
export function digits(currency: string): number {
  return currencyDigits(currency)
}

/** An amount from so many of the currency's smallest units, such as cents: `fromMinor(1250, 'EUR')` is 12.50 EUR. */
export function fromMinor(units: number | bigint, currency: string): Money {
  const { scale } = readAmount('0', currency, { amount: '0', currency })
  if (typeof units === 'bigint' || Number.isSafeInteger(units)) {
    return writeMoney({ digits: BigInt(units), scale, currency })
  }
  throw new RangeError(`${units} is no number of smallest units: expected a whole number.`)
}

/**
 * How many of the currency's smallest units an amount is, as payment providers want it.
 * @throws RangeError for an amount that has parts of them, or more of them than a number holds exactly
 */
export function toMinor(money: Money): number {
  const { digits: given, scale, currency } = readMoney(money)
  const part = powerOfTen(scale - currencyDigits(currency))
  const units = Number(given / part)
  if (given % part === 0n && Number.isSafeInteger(units)) return units
  const why = given % part === 0n ? 'is too large' : 'has parts of it: round it first'
  throw new RangeError(`${money.amount} ${currency} cannot be told in the smallest unit of ${currency}: it ${why}.`)
}
