import type { Locale } from '@tenon/sdk/contract/locale'

const UNITS = [
  { unit: 'hour', milliseconds: 3_600_000 },
  { unit: 'minute', milliseconds: 60_000 },
  { unit: 'second', milliseconds: 1_000 },
] as const

/** A rough time in one unit, such as “3 min”; below a second in milliseconds. */
export function formatDuration(milliseconds: number, locale: Locale): string {
  const { unit, milliseconds: size } = UNITS.find((known) => milliseconds >= known.milliseconds) ?? {
    unit: 'millisecond',
    milliseconds: 1,
  }
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' })
  return format.format(Math.max(1, Math.round(milliseconds / size)))
}
