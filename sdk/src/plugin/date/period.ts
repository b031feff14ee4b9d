import { addDays, addMonths, addYears } from './add.ts'
import { type Day, dayInMonth, dayNumber, parts, type Weekday, weekday } from './day.ts'

/** Weeks begin on Monday unless another day is named. */
export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** The first day of the week, month, quarter or year that a day lies in. */
export function firstDayOf(unit: Unit, day: Day, weekStartsOn: Weekday = 1): Day {
  const { year, month } = parts(day)
  switch (unit) {
    case 'day':
      return day
    case 'week':
      return addDays(day, -((weekday(day) - weekStartsOn + 7) % 7))
    case 'month':
      return dayInMonth({ year, month, day: 1 })
    case 'quarter':
      return dayInMonth({ year, month: month - ((month - 1) % 3), day: 1 })
    case 'year':
      return dayInMonth({ year, month: 1, day: 1 })
    default:
      throw noUnit(unit)
  }
}

export function lastDayOf(unit: Unit, day: Day, weekStartsOn: Weekday = 1): Day {
  return addDays(firstDayOfNext(unit, day, weekStartsOn), -1)
}

/** The first day of the week, month, quarter or year after the one that a day lies in. */
export function firstDayOfNext(unit: Unit, day: Day, weekStartsOn: Weekday = 1): Day {
  const first = firstDayOf(unit, day, weekStartsOn)
  switch (unit) {
    case 'day':
      return addDays(first, 1)
    case 'week':
      return addDays(first, 7)
    case 'month':
      return addMonths(first, 1)
    case 'quarter':
      return addMonths(first, 3)
    default:
      return addYears(first, 1)
  }
}

/** 1 to 4. */
export function quarter(day: Day): number {
  dayNumber(day)
  return Math.ceil(parts(day).month / 3)
}

function noUnit(unit: never): RangeError {
  return new RangeError(`${JSON.stringify(unit)} is no unit: expected day, week, month, quarter or year.`)
}
