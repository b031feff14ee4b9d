import type { HookRecord, JsonValue } from '@tenon/sdk/plugin'

/** Digits after the point that an amount may have. */
const SCALE = 6

interface Money {
  amount: string
  currency: string
}

/**
 * What is earned when a vehicle is sold at its list price. Nothing while one of the two prices is missing, or they are
 * in different currencies.
 */
export function vehicleMargin({ values }: HookRecord): { amount: string; currency: string } | undefined {
  const list = moneyOf(values['listPrice'])
  const paid = moneyOf(values['purchasePrice'])
  if (list === null || paid === null || list.currency !== paid.currency) return undefined
  return { amount: amountOf(unitsOf(list.amount) - unitsOf(paid.amount)), currency: list.currency }
}

function moneyOf(value: JsonValue | undefined): Money | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { amount, currency } = value
  return typeof amount === 'string' && typeof currency === 'string' ? { amount, currency } : null
}

/** Amounts are exact decimals: a floating-point number would lose the last digit of a large one. */
function unitsOf(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(SCALE, '0'))
}

function amountOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0')
  const text = `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`.replace(/\.?0+$/, '')
  return units < 0n ? `-${text}` : text
}
