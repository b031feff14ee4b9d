/** An exact decimal number: `digits` × 10^-`scale`. Trailing zeros may be there; none of the functions cares. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** Digits after the point that a quotient is rounded to. */
export const QUOTIENT_SCALE = 20

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/

/** Reads `-12.50` or `1.5e-7`; null for anything else. */
export function parseDecimal(text: string): Decimal | null {
  const match = DECIMAL.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(whole + fraction)
  const scale = fraction.length - Number(exponent)
  const decimal = scale >= 0 ? { digits, scale } : { digits: digits * powerOfTen(-scale), scale: 0 }
  return sign === '-' ? negate(decimal) : decimal
}

export function fromInteger(value: bigint): Decimal {
  return { digits: value, scale: 0 }
}

const POWERS: bigint[] = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent))

function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent)
}

function digitsAt(decimal: Decimal, scale: number): bigint {
  return decimal.scale === scale ? decimal.digits : decimal.digits * powerOfTen(scale - decimal.scale)
}

export function negate({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale }
}

export function absolute({ digits, scale }: Decimal): Decimal {
  return { digits: digits < 0n ? -digits : digits, scale }
}

export function add(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale)
  return { digits: digitsAt(left, scale) + digitsAt(right, scale), scale }
}

export function subtract(left: Decimal, right: Decimal): Decimal {
  return add(left, negate(right))
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale }
}

/** The quotient to 20 digits after the point, half away from zero; null for a division by zero. */
export function divide(left: Decimal, right: Decimal): Decimal | null {
  if (right.digits === 0n) return null
  const scale = Math.max(left.scale, right.scale)
  const numerator = digitsAt(left, scale) * powerOfTen(QUOTIENT_SCALE + 1)
  return round({ digits: numerator / digitsAt(right, scale), scale: QUOTIENT_SCALE + 1 }, QUOTIENT_SCALE)
}

/** Negative, zero or positive, as sorting wants it. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale)
  const difference = digitsAt(left, scale) - digitsAt(right, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** To at most `scale` digits after the point, half away from zero. */
export function round(decimal: Decimal, scale: number): Decimal {
  if (decimal.scale <= scale) return decimal
  const unit = powerOfTen(decimal.scale - scale)
  const half = decimal.digits < 0n ? -unit / 2n : unit / 2n
  return { digits: (decimal.digits + half) / unit, scale }
}

/** The whole part: -1.5 gives -1. */
export function truncate({ digits, scale }: Decimal): bigint {
  return digits / powerOfTen(scale)
}

export function floor(decimal: Decimal): bigint {
  const whole = truncate(decimal)
  return decimal.digits < 0n && whole * powerOfTen(decimal.scale) !== decimal.digits ? whole - 1n : whole
}

export function ceiling(decimal: Decimal): bigint {
  return -floor(negate(decimal))
}

/** `1234.5` with `scale` digits after the point, which must not be fewer than it has. */
function textAt(decimal: Decimal, scale: number): string {
  const digits = digitsAt(decimal, scale)
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  return `${digits < 0n ? '-' : ''}${whole}${scale > 0 ? `.${text.slice(-scale)}` : ''}`
}

/** The shortest text: no zeros at the end, never an exponent. */
export function decimalText(decimal: Decimal): string {
  const text = textAt(decimal, decimal.scale)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Rounded to `scale` digits after the point, and always with so many. */
export function fixedText(decimal: Decimal, scale: number): string {
  return textAt(round(decimal, scale), scale)
}
