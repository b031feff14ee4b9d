/** A day of the calendar, such as `2026-03-31`, in the years 0001 to 9999. */
export type Day = string

/** 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface DayParts {
  year: number
  /** 1 to 12. */
  month: number
  day: number
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const MS_PER_DAY = 86_400_000

/** Days since 1 January 1970. Throws a RangeError for what is no day. */
export function dayNumber(day: Day): number {
  const ms = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // Some engines read 30 February as 2 March; a year 0000 is not one that a date field holds.
  if (Number.isNaN(ms) || dayText(ms) !== day || day < '0001') throw noDay(day)
  return ms / MS_PER_DAY
}

/** Throws a RangeError outside the years 0001 to 9999. */
export function numberedDay(days: number): Day {
  const text = Number.isInteger(days) && Math.abs(days) < MAX_DAYS ? dayText(days * MS_PER_DAY) : ''
  if (DAY.test(text) && text >= '0001') return text
  throw new RangeError('The day lies outside the years 0001 to 9999.')
}

const MAX_DAYS = 5_000_000

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function noDay(given: unknown): RangeError {
  const shown = JSON.stringify(given) ?? 'undefined'
  return new RangeError(`${shown.slice(0, 60)} is no day: expected year-month-day such as "2026-03-31".`)
}

/** `month` may lie outside 1 to 12, and then counts on from the year; a day that the month does not have becomes its last. */
export function dayInMonth({ year, month, day }: DayParts): Day {
  const months = year * 12 + month - 1
  const first = new Date(0)
  first.setUTCFullYear(Math.floor(months / 12), months % 12, 1)
  const last = new Date(first)
  last.setUTCMonth(first.getUTCMonth() + 1, 0)
  return numberedDay(first.getTime() / MS_PER_DAY + Math.min(day, last.getUTCDate()) - 1)
}

/** `day(2026, 3, 31)` is `2026-03-31`. Throws a RangeError for a day that the calendar does not have. */
export function day(year: number, month: number, dayOfMonth: number): Day {
  const text = `${digits(year, 4)}-${digits(month, 2)}-${digits(dayOfMonth, 2)}`
  dayNumber(text)
  return text
}

function digits(part: number, length: number): string {
  return `${part}`.padStart(length, '0')
}

/** `parts('2026-03-31')` is `{ year: 2026, month: 3, day: 31 }`. */
export function parts(text: Day): DayParts {
  dayNumber(text)
  return { year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8)) }
}

export function isDay(value: unknown): value is Day {
  try {
    dayNumber(value as Day)
    return true
  } catch {
    return false
  }
}

export function weekday(day: Day): Weekday {
  return numberedWeekday(dayNumber(day))
}

/** 1 January 1970 was a Thursday. */
export function numberedWeekday(days: number): Weekday {
  return (((((days + 3) % 7) + 7) % 7) + 1) as Weekday
}

/** How many are whole and finite, or a RangeError. */
export function demandWhole(count: number, what: string): number {
  if (Number.isSafeInteger(count)) return count
  throw new RangeError(`${count} is no number of ${what}: expected a whole number.`)
}
