const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
const digitsByCode = new Map([...CODES].map((code) => [code, fractionDigits(code)]))

function fractionDigits(code: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2
}

/** True for an ISO 4217 code in capitals. */
export function isCurrency(code: string): boolean {
  return CODES.has(code)
}

/** Digits after the point that amounts of a currency have: 2 for USD, 0 for JPY, 3 for KWD. */
export function currencyDigits(code: string): number {
  return digitsByCode.get(code) ?? 2
}

/** Currencies whose amounts do not have two digits after the point, by their number of digits. */
export const UNUSUAL_CURRENCIES: ReadonlyArray<{ digits: number; codes: string[] }> = [
  ...new Set(digitsByCode.values()),
]
  .filter((digits) => digits !== 2)
  .map((digits) => ({ digits, codes: [...CODES].filter((code) => digitsByCode.get(code) === digits) }))
