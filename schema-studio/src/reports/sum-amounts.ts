export interface CurrencySum {
  currency: string
  amount: string
}

/** Decimal amounts added up per currency, exactly; currencies in the order in which they come. */
export function sumAmounts(amounts: readonly CurrencySum[]): CurrencySum[] {
  const sums = new Map<string, string>()
  for (const { currency, amount } of amounts) sums.set(currency, add(sums.get(currency) ?? '0', amount))
  return [...sums].map(([currency, amount]) => ({ currency, amount }))
}

function add(one: string, other: string): string {
  const scale = Math.max(scaleOf(one), scaleOf(other))
  const total = digitsOf(one, scale) + digitsOf(other, scale)
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
