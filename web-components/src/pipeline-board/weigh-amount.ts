/** A decimal amount × percent, exactly: sums of money are no floats. */
export function weighAmount(amount: string, percent: number): string {
  const [one, other] = [partsOf(amount), partsOf(String(percent))]
  const scale = one.scale + other.scale + 2
  const product = one.digits * other.digits
  const digits = String(product < 0n ? -product : product).padStart(scale + 1, '0')
  const part = digits.slice(-scale).replace(/0+$/, '')
  return `${product < 0n ? '-' : ''}${digits.slice(0, -scale)}${part && `.${part}`}`
}

function partsOf(decimal: string): { digits: bigint; scale: number } {
  const [whole = '0', fraction = ''] = decimal.split('.')
  return { digits: BigInt(whole + fraction), scale: fraction.length }
}
