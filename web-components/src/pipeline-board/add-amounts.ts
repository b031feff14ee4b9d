import type { Money } from '@tenon/sdk/contract/field-type'

/** Adds (`sign` 1n) or takes away (-1n) an amount from the sums per currency, exactly: a float would not come back to zero. */
export function addAmounts(sums: readonly Money[], money: Money | null, sign: 1n | -1n): Money[] {
  if (!money) return [...sums]
  const known = sums.some(({ currency }) => currency === money.currency)
  const all = known ? sums : [...sums, { amount: '0', currency: money.currency }]
  return all.map((sum) =>
    sum.currency === money.currency ? { ...sum, amount: add(sum.amount, money.amount, sign) } : sum,
  )
}

function add(one: string, other: string, sign: 1n | -1n): string {
  const scale = Math.max(scaleOf(one), scaleOf(other))
  const total = digitsOf(one, scale) + sign * digitsOf(other, scale)
  const digits = String(total < 0n ? -total : total).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${total < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`
}

function scaleOf(decimal: string): number {
  return decimal.split('.')[1]?.length ?? 0
}

function digitsOf(decimal: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
