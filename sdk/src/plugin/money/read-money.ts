import { currencyDigits } from '../../contract/currency-digits.ts'
import { type Decimal, decimalText, digitsAt, parseDecimal } from './decimal.ts'

/** An amount as records have it: decimal text with the digits of its currency, and an ISO 4217 code in capitals. */
// A type and not an interface, so that it is a JsonObject: an interface could be added to.
export type Money = { amount: string; currency: string }

/** An amount that has been read. Its scale is at least that of its currency. */
export interface Amount extends Decimal {
  readonly currency: string
}

const CURRENCY = /^[A-Z]{3}$/

/** @throws RangeError for what is no amount of money */
export function readMoney(money: Money): Amount {
  // Records are JSON, and their fields may be empty: the type alone would promise too much.
  const given: unknown = money
  const { amount, currency } = (typeof given === 'object' && given !== null ? given : {}) as Partial<Money>
  return readAmount(amount, currency, given)
}

/** @throws RangeError that quotes `given` */
export function readAmount(amount: unknown, currency: unknown, given: unknown): Amount {
  const decimal = parseDecimal(amount)
  if (decimal === null || typeof currency !== 'string' || !CURRENCY.test(currency)) {
    const shown = JSON.stringify(given) ?? 'undefined'
    throw new RangeError(
      `${shown.slice(0, 100)} is no amount of money: expected one such as {"amount":"12.50","currency":"EUR"}.`,
    )
  }
  const scale = Math.max(decimal.scale, currencyDigits(currency))
  return { digits: digitsAt(decimal, scale), scale, currency }
}

export function writeMoney({ digits, scale, currency }: Amount): Money {
  return { amount: decimalText({ digits, scale }), currency }
}

/**
 * Two amounts at one scale.
 * @throws RangeError for different currencies
 */
export function readPair(left: Money, right: Money): [left: bigint, right: bigint, of: Omit<Amount, 'digits'>] {
  const one = readMoney(left)
  const other = readMoney(right)
  if (one.currency !== other.currency) {
    throw new RangeError(
      `${one.currency} and ${other.currency} do not go together: convert one of them first (${left.amount} ${one.currency}, ${right.amount} ${other.currency}).`,
    )
  }
  const scale = Math.max(one.scale, other.scale)
  return [digitsAt(one, scale), digitsAt(other, scale), { scale, currency: one.currency }]
}
