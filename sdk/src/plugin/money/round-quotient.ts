/** Where an amount lies exactly between two: `halfUp` goes away from zero, as invoices do, `halfEven` to the even digit. */
export type Rounding = 'halfUp' | 'halfEven'

/** The whole number next to `dividend` / `divisor`. */
export function roundQuotient(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const negative = dividend < 0n !== divisor < 0n
  const top = dividend < 0n ? -dividend : dividend
  const bottom = divisor < 0n ? -divisor : divisor
  const whole = top / bottom
  const twice = (top % bottom) * 2n
  const up = twice > bottom || (twice === bottom && (rounding === 'halfUp' || whole % 2n === 1n))
  const size = up ? whole + 1n : whole
  return negative ? -size : size
}
