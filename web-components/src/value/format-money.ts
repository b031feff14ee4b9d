import { currencyDigits } from '@tenon/sdk/contract/currency-digits'
import type { Money } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import { formatDecimal } from './number-format.ts'

/** “¥1,250.00”: the currency's own digits, so that amounts line up beneath each other. */
export function formatMoney(money: Money, locale: Locale): string {
  return inCurrency(money, locale, {})
}

/** “€1.2M”, “¥120万”: for cards and sums in headers, where the size matters and the cents do not. */
export function formatMoneyShort(money: Money, locale: Locale): string {
  const large = Math.abs(Number(money.amount)) >= 10_000
  const options: Intl.NumberFormatOptions = large
    ? { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 }
    : { minimumFractionDigits: 0, maximumFractionDigits: 0 }
  return inCurrency(money, locale, options)
}

function inCurrency({ amount, currency }: Money, locale: Locale, options: Intl.NumberFormatOptions): string {
  try {
    const digits = currencyDigits(currency)
    return formatDecimal(amount, locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      ...options,
    })
  } catch {
    // Intl refuses what is not shaped like a currency code; the amount must still be seen.
    return `${amount} ${currency}`
  }
}
