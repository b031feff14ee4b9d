import type { Locale } from '@tenon/sdk/contract/locale'

const formats = new Map<string, Intl.NumberFormat>()

/** Formatters are dear to make and free to keep. */
export function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, options)
    formats.set(key, format)
  }
  return format
}

/** Exact for decimals of any length: the text goes to Intl as it is, never through a float. */
export function formatDecimal(
  decimal: string | number,
  locale: Locale,
  options: Intl.NumberFormatOptions = {},
): string {
  const text = String(decimal).trim()
  if (!/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text
  return numberFormat(locale, { maximumFractionDigits: 10, ...options }).format(text as `${number}`)
}
