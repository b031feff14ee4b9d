import type { JsonValue } from '@tenon/sdk/contract/json-value'

const DECIMAL = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?$/
/** More digits than this are not kept by a JSON number, so one that has them was already wrong when it was sent. */
const NUMBER_DIGITS = 15

/** An exact decimal: `digits` are those of the value times 10^`scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** Reads decimal text, or a JSON number of at most 15 digits. Null for anything else. */
export function parseDecimal(value: JsonValue): Decimal | null {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return null
  const match = DECIMAL.exec(text.trim())
  if (match === null) return null
  const [, sign = '', whole = '', fraction = ''] = match
  const kept = fraction.replace(/0+$/, '')
  const digits = BigInt(whole + kept)
  if (typeof value === 'number' && String(digits).length > NUMBER_DIGITS) return null
  return { digits: sign === '-' ? -digits : digits, scale: kept.length }
}

/** `1234.5` at scale 2 is `1234.50`. The scale must not be smaller than the decimal's own. */
export function decimalText(decimal: Decimal, scale: number): string {
  const digits = decimal.digits * 10n ** BigInt(scale - decimal.scale)
  const negative = digits < 0n
  const text = String(negative ? -digits : digits).padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  return `${negative ? '-' : ''}${whole}${scale > 0 ? `.${text.slice(-scale)}` : ''}`
}

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale)
  const difference = left.digits * 10n ** BigInt(scale - left.scale) - right.digits * 10n ** BigInt(scale - right.scale)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

/** Digits before the point. */
export function wholeDigits(decimal: Decimal): number {
  const digits = decimal.digits < 0n ? -decimal.digits : decimal.digits
  return String(digits / 10n ** BigInt(decimal.scale)).length
}
