import { type Day, dayInMonth, dayNumber, demandWhole, numberedDay, parts } from './day.ts'

/** Negative numbers go back. */
export function addDays(day: Day, days: number): Day {
  return numberedDay(dayNumber(day) + demandWhole(days, 'days'))
}

export function addWeeks(day: Day, weeks: number): Day {
  return addDays(day, demandWhole(weeks, 'weeks') * 7)
}

/** Where the month has no such day, its last one: a month after 31 January is 28 or 29 February. */
export function addMonths(day: Day, months: number): Day {
  const given = parts(day)
  return dayInMonth({ ...given, month: given.month + demandWhole(months, 'months') })
}

/** A year after 29 February is 28 February. */
export function addYears(day: Day, years: number): Day {
  return addMonths(day, demandWhole(years, 'years') * 12)
}
