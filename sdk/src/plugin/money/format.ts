import { decimalText } from './decimal.ts'
import { type Money, readMoney } from './read-money.ts'

type Display = 'symbol' | 'narrowSymbol' | 'code' | 'name'

/** For people: `format({ amount: '1250.50', currency: 'EUR' }, 'de')` is `1.250,50 €`. Every digit is shown. */
export function format(money: Money, locale: string, display: Display = 'symbol'): string {
  const { digits, scale, currency } = readMoney(money)
  const text = decimalText({ digits, scale }) as `${number}`
  return formatter({ locale, currency, display, scale }).format(text)
}

interface Wanted {
  locale: string
  currency: string
  display: Display
  scale: number
}

const MAX_KEPT = 20
let kept: Record<string, Intl.NumberFormat> | undefined

/** Formatters are slow to make and large, and a batch formats a hundred amounts in the same way. */
function formatter({ locale, currency, display, scale }: Wanted): Intl.NumberFormat {
  const key = `${locale} ${currency} ${display} ${scale}`
  const known = kept?.[key]
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: display,
    minimumFractionDigits: scale,
    maximumFractionDigits: scale,
  })
  kept = kept === undefined || Object.keys(kept).length >= MAX_KEPT ? {} : kept
  kept[key] = made
  return made
}
