import type { DateRange } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const STEPS: ReadonlyArray<[unit: Intl.RelativeTimeFormatUnit, from: number, size: number]> = [
  ['year', 365 * DAY, 365 * DAY],
  ['month', 30 * DAY, 30 * DAY],
  ['day', DAY, DAY],
  ['hour', HOUR, HOUR],
  ['minute', MINUTE, MINUTE],
]

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options)
    formats.set(key, format)
  }
  return format
}

/** A calendar date such as `2026-03-01`, which is the same day in every time zone. */
export function formatDate(date: string, locale: Locale): string {
  const at = new Date(`${date.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(at.getTime()) ? date : dateFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

/** A month such as `2026-03`: “March 2026”. */
export function formatYearMonth(month: string, locale: Locale): string {
  const at = new Date(`${month}-01T00:00:00Z`)
  if (Number.isNaN(at.getTime())) return month
  return dateFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(at)
}

/** “Mar 1 – 31, 2026”; of an open range the one day, which `words` put into a phrase. */
export function formatDateRange({ start, end }: DateRange, locale: Locale, words: RangeWords): string {
  if (start === null || end === null) {
    if (start !== null) return words.from(formatDate(start, locale))
    return end === null ? '' : words.until(formatDate(end, locale))
  }
  const [first, last] = [start, end].map((day) => new Date(`${day}T00:00:00Z`))
  if (!first || !last || Number.isNaN(first.getTime()) || Number.isNaN(last.getTime())) return `${start} – ${end}`
  return dateFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).formatRange(first, last)
}

interface RangeWords {
  from(day: string): string
  until(day: string): string
}

/** An instant in the reader's own time zone, to the minute. */
export function formatDateTime(instant: string, locale: Locale): string {
  const at = new Date(instant)
  return Number.isNaN(at.getTime())
    ? instant
    : dateFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

/** “3 days ago”, “in 2 hours”, “now”. */
export function formatRelative(instant: string, locale: Locale, now: number = Date.now()): string {
  const difference = new Date(instant).getTime() - now
  if (Number.isNaN(difference)) return instant
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const step = STEPS.find(([, from]) => Math.abs(difference) >= from)
  return step ? relative.format(Math.round(difference / step[2]), step[0]) : relative.format(0, 'second')
}

/** Whole days since `instant`; 0 for today's and for the future. */
export function daysSince(instant: string, now: number = Date.now()): number {
  return Math.max(0, Math.floor((now - new Date(instant).getTime()) / DAY))
}
