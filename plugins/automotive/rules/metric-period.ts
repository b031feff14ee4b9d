import type { MetricQuestion } from '@tenon/sdk/plugin'

/** Days as `2026-03-31`: from the first until before the second. */
export interface Period {
  from: string
  until: string
}

/** The days that a metric is asked about, in the time zone of whoever asks. */
export function periodOf({ from, to, timeZone }: Pick<MetricQuestion, 'from' | 'to' | 'timeZone'>): Period {
  return { from: dayIn(from, timeZone), until: dayIn(to, timeZone) }
}

/** As many months before, where the period is made of whole months; otherwise as many days. */
export function periodBefore({ from, until }: Period): Period {
  const [first, last] = [parts(from), parts(until)]
  if (first.day !== 1 || last.day !== 1) {
    const days = (Date.parse(until) - Date.parse(from)) / DAY
    return { from: addDays(from, -days), until: from }
  }
  const months = (last.year - first.year) * 12 + last.month - first.month
  return { from: firstOf(first.year, first.month - months), until: from }
}

export interface PeriodPart extends Period {
  label: string
}

/** The period by months, or a month by weeks. */
export function partsOf({ from, until }: Period, locale: string): PeriodPart[] {
  return Date.parse(until) - Date.parse(from) > 45 * DAY ? monthsOf({ from, until }, locale) : weeksOf({ from, until })
}

export function isWithin(day: unknown, { from, until }: Period): boolean {
  return typeof day === 'string' && day >= from && day < until
}

const DAY = 86_400_000

function dayIn(moment: string, timeZone: string): string {
  // The one locale whose dates are written year-month-day.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(moment))
}

function monthsOf({ from, until }: Period, locale: string): PeriodPart[] {
  const name = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
  const months: PeriodPart[] = []
  for (let at = from; at < until; ) {
    const { year, month } = parts(at)
    const next = earlier(firstOf(year, month + 1), until)
    months.push({ label: name.format(new Date(`${at}T00:00:00Z`)), from: at, until: next })
    at = next
  }
  return months
}

function weeksOf({ from, until }: Period): PeriodPart[] {
  const weeks: PeriodPart[] = []
  for (let at = from; at < until; ) {
    const next = earlier(addDays(at, 7), until)
    weeks.push({ label: `${shortDay(at)}–${shortDay(addDays(next, -1))}`, from: at, until: next })
    at = next
  }
  return weeks
}

function earlier(one: string, other: string): string {
  return one < other ? one : other
}

/** `3/31`: read alike in both languages. */
function shortDay(day: string): string {
  const { month, day: number } = parts(day)
  return `${month}/${number}`
}

function parts(day: string): { year: number; month: number; day: number } {
  const [year = 0, month = 1, number = 1] = day.split('-').map(Number)
  return { year, month, day: number }
}

/** The first day of a month, which may be below 1 or above 12. */
function firstOf(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10)
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)
}
