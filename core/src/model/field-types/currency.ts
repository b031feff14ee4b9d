import { UNUSUAL_DIGITS } from '@tenon/sdk/contract/currency-digits'

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** True for an ISO 4217 code in capitals. */
export function isCurrency(code: string): boolean {
  return CODES.has(code)
}

/** Currencies whose amounts do not have two digits after the point, by their number of digits. */
export const UNUSUAL_CURRENCIES: ReadonlyArray<{ digits: number; codes: string[] }> = [
  ...new Set(Object.values(UNUSUAL_DIGITS)),
].map((digits) => ({ digits, codes: Object.keys(UNUSUAL_DIGITS).filter((code) => UNUSUAL_DIGITS[code] === digits) }))
