/** A day of the Gregorian calendar, which is counted back before its beginning as PostgreSQL does. */
export interface CalendarDay {
  readonly year: number
  /** 1–12 */
  readonly month: number
  /** 1–31 */
  readonly day: number
}

/** 0001-01-01 and 9999-12-31 in days since 1970-01-01. */
export const FIRST_DAY = -719_162
export const LAST_DAY = 2_932_896
/** No shift within these years is larger. */
export const MAX_MONTHS = 120_000
export const MAX_DAYS = 3_660_000

/** Days before 1 March of a year, counted from the year 0; the leap day is then the last of the year. */
function daysBeforeMarch(year: number): number {
  return year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
}

/** 1970-01-01 in days since 0000-03-01. */
const EPOCH = 719_468

/** Days since 1970-01-01; months and days beyond their range run over into the next ones. */
export function dayNumber({ year, month, day }: CalendarDay): number {
  const fromMarch = year * 12 + month - 3
  const monthOfYear = ((fromMarch % 12) + 12) % 12
  return daysBeforeMarch(Math.floor(fromMarch / 12)) + Math.floor((153 * monthOfYear + 2) / 5) + day - 1 - EPOCH
}

export function calendarDay(days: number): CalendarDay {
  const count = days + EPOCH
  let year = Math.floor(count / 365.2425)
  if (daysBeforeMarch(year) > count) year -= 1
  else if (daysBeforeMarch(year + 1) <= count) year += 1
  const dayOfYear = count - daysBeforeMarch(year)
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return { year: month <= 2 ? year + 1 : year, month, day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1 }
}

/** The day if it lies in the years 0001 to 9999, otherwise null. */
export function inCalendar(days: number): number | null {
  return days >= FIRST_DAY && days <= LAST_DAY ? days : null
}

/** Null for a day that the calendar does not have, such as 30 February. */
export function checkedDay(parts: CalendarDay): number | null {
  if (parts.year < 1 || parts.year > 9999 || parts.month < 1 || parts.month > 12) return null
  return parts.day >= 1 && parts.day <= daysInMonth(parts) ? dayNumber(parts) : null
}

function daysInMonth({ year, month }: Pick<CalendarDay, 'year' | 'month'>): number {
  return calendarDay(dayNumber({ year, month: month + 1, day: 0 })).day
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** `2026-03-31`; null for anything else. */
export function parseDate(text: string): number | null {
  const match = DATE.exec(text)
  return match === null ? null : checkedDay({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) })
}

export function dateText(days: number): string {
  const { year, month, day } = calendarDay(days)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

export function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

export function addDays(days: number, count: bigint): number | null {
  const shift = smallNumber(count, MAX_DAYS)
  return shift === null ? null : inCalendar(days + shift)
}

/** The same day of another month, or that month's last: 31 January and one month give 28 or 29 February. */
export function addMonths(days: number, count: bigint): number | null {
  const shift = smallNumber(count, MAX_MONTHS)
  return shift === null ? null : inCalendar(shiftMonths(days, shift))
}

/** As `addMonths`, in years a little before and after the calendar too. */
export function shiftMonths(days: number, shift: number): number {
  const { year, month, day } = calendarDay(days)
  const first = calendarDay(dayNumber({ year, month: month + shift, day: 1 }))
  return dayNumber({ ...first, day: Math.min(day, daysInMonth(first)) })
}

/** A whole number as a float, or null where it is larger than any that gives a result. */
export function smallNumber(value: bigint, limit: number): number | null {
  return value >= -limit && value <= limit ? Number(value) : null
}

/** Whole months from one day to another, towards zero: a month is full when its day is reached. */
export function monthsBetween(from: number, to: number): number {
  if (to < from) return 0 - monthsBetween(to, from)
  const [start, end] = [calendarDay(from), calendarDay(to)]
  return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day ? 1 : 0)
}

/** 1 for Monday to 7 for Sunday. */
export function dayOfWeek(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1
}

export function quarter(days: number): number {
  return Math.ceil(calendarDay(days).month / 3)
}

export type CalendarUnit = 'month' | 'quarter' | 'year'

const MONTHS_OF: Readonly<Record<CalendarUnit, number>> = { month: 1, quarter: 3, year: 12 }

export function startOf(days: number, unit: CalendarUnit): number {
  const { year, month } = calendarDay(days)
  return dayNumber({ year, month: month - ((month - 1) % MONTHS_OF[unit]), day: 1 })
}

export function endOf(days: number, unit: CalendarUnit): number {
  const { year, month } = calendarDay(startOf(days, unit))
  return dayNumber({ year, month: month + MONTHS_OF[unit], day: 0 })
}
