import { currencyDigits } from '@tenon/sdk/contract/currency-digits'
import { expect, test } from 'vitest'

/** ISO 4217, list one, without those of two digits and without what is no currency to pay in. */
const ISO_4217 = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

test('currencies have the digits of ISO 4217, and all others two', () => {
  const found = Object.groupBy(Intl.supportedValuesOf('currency'), currencyDigits)
  for (const [digits, codes] of Object.entries(ISO_4217)) {
    const known = new Set(Intl.supportedValuesOf('currency'))
    expect(found[Number(digits)] ?? []).toEqual(codes.split(' ').filter((code) => known.has(code)))
    for (const code of codes.split(' ')) expect(currencyDigits(code)).toBe(Number(digits))
  }
  expect(['EUR', 'HUF', 'IDR', 'COP', 'XXX', '__proto__', 'constructor'].map(currencyDigits)).toEqual(Array(7).fill(2))
})
