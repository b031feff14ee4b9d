import { currencyDigits } from '../../contract/currency-digits.ts'
import { type Decimal, demandDecimal, powerOfTen } from './decimal.ts'
import { type Money, readMoney, writeMoney } from './read-money.ts'
import { type Rounding, roundQuotient } from './round-quotient.ts'

/** Times a decimal such as `'0.19'`, rounded to the digits of the currency. */
export function multiply(money: Money, factor: string | number, rounding: Rounding = 'halfUp'): Money {
  return scaled(money, { over: demandDecimal(factor, 'factor'), under: ONE, rounding })
}

/** Divided by a decimal, rounded to the digits of the currency. To share an amount out, see `allocate` and `split`. */
export function divide(money: Money, divisor: string | number, rounding: Rounding = 'halfUp'): Money {
  const under = demandDecimal(divisor, 'divisor')
  if (under.digits === 0n) throw new RangeError(`${money.amount} ${money.currency} cannot be divided by zero.`)
  return scaled(money, { over: ONE, under, rounding })
}

/** So many percent of the amount, rounded to the digits of the currency: 19 % of 10.00 EUR are 1.90 EUR. */
export function percentage(money: Money, percent: string | number, rounding: Rounding = 'halfUp'): Money {
  return scaled(money, { over: demandDecimal(percent, 'percentage'), under: HUNDRED, rounding })
}

/** To the digits of the currency. */
export function round(money: Money, rounding: Rounding = 'halfUp'): Money {
  return scaled(money, { over: ONE, under: ONE, rounding })
}

const ONE: Decimal = { digits: 1n, scale: 0 }
const HUNDRED: Decimal = { digits: 100n, scale: 0 }

interface Scaling {
  over: Decimal
  under: Decimal
  rounding: Rounding
}

/** Rounded once, at the end. */
function scaled(money: Money, { over, under, rounding }: Scaling): Money {
  const { digits, scale: given, currency } = readMoney(money)
  const scale = currencyDigits(currency)
  const dividend = digits * over.digits * powerOfTen(under.scale + scale)
  const divisor = under.digits * powerOfTen(given + over.scale)
  return writeMoney({ digits: roundQuotient(dividend, divisor, rounding), scale, currency })
}
