/** An exact decimal: `digits` are those of the value times 10^`scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const DECIMAL = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?$/
/** A number that has more digits was not exact any more before it came here. */
const NUMBER_DIGITS = 15

/** Reads decimal text such as `'-12.50'`, or a number of at most 15 digits. Null for anything else. */
export function parseDecimal(value: unknown): Decimal | null {
  const match = DECIMAL.exec(typeof value === 'number' ? `${value}` : typeof value === 'string' ? value.trim() : '')
  if (match === null) return null
  const [, sign, whole = '', fraction = ''] = match
  const digits = BigInt(whole + fraction)
  if (typeof value === 'number' && `${digits}`.length > NUMBER_DIGITS) return null
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length }
}

/** @throws RangeError that names what was given as `what` */
export function demandDecimal(value: unknown, what: string): Decimal {
  const decimal = parseDecimal(value)
  if (decimal !== null) return decimal
  throw new RangeError(
    `${JSON.stringify(value) ?? 'undefined'} is no ${what}: expected a decimal such as '0.19' (a number may have ${NUMBER_DIGITS} digits).`,
  )
}

export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

/** The digits of the decimal at a scale that is not smaller than its own. */
export function digitsAt({ digits, scale }: Decimal, wanted: number): bigint {
  return digits * powerOfTen(wanted - scale)
}

/** `{ digits: 12345n, scale: 2 }` is `123.45`. */
export function decimalText({ digits, scale }: Decimal): string {
  const text = `${digits < 0n ? -digits : digits}`.padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  return `${digits < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${text.slice(-scale)}`}`
}
