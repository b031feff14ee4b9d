import type { Locale } from '@tenon/sdk/contract/locale'

const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const

/** A length of time in its largest unit, with one decimal below ten: “3.5 days”, “12 hr”. */
export function formatSpan(seconds: number, locale: Locale): string {
  const { unit, seconds: size } = UNITS.find((known) => seconds >= known.seconds) ?? { unit: 'minute', seconds: 60 }
  const amount = seconds / size
  const format = new Intl.NumberFormat(locale, {
    ...{ style: 'unit', unit, unitDisplay: 'short' },
    maximumFractionDigits: amount < 10 ? 1 : 0,
  })
  return format.format(amount)
}
