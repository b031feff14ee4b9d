import { type Day, dayNumber, demandWhole, numberedDay, numberedWeekday, type Weekday, weekday } from './day.ts'

export interface BusinessCalendar {
  /** Days on which nobody works, besides weekends. */
  holidays?: readonly Day[]
  /** Default: Saturday and Sunday. */
  weekend?: readonly Weekday[]
}

const WEEKEND: readonly Weekday[] = [6, 7]

export function isWeekend(day: Day, weekend: readonly Weekday[] = WEEKEND): boolean {
  return weekend.includes(weekday(day))
}

export function isBusinessDay(day: Day, calendar: BusinessCalendar = {}): boolean {
  return makeIsOpen(calendar)(dayNumber(day))
}

/**
 * The business day so many business days after (or, below zero, before) a day, which need not be one itself.
 * Zero gives the day as it is.
 */
export function addBusinessDays(day: Day, days: number, calendar: BusinessCalendar = {}): Day {
  const isOpen = makeIsOpen(calendar)
  const step = days < 0 ? -1 : 1
  let current = dayNumber(day)
  for (let left = Math.abs(demandWhole(days, 'business days')); left > 0; ) {
    current += step
    if (Math.abs(current) > FAR) throw new RangeError('The day lies outside the years 0001 to 9999.')
    if (isOpen(current)) left -= 1
  }
  return numberedDay(current)
}

/** No year that a day may have is so many days away. */
const FAR = 3_000_000

/** Business days after `from` up to and including `to`; negative when `to` comes first. */
export function diffBusinessDays(from: Day, to: Day, calendar: BusinessCalendar = {}): number {
  const isOpen = makeIsOpen(calendar)
  const [start, end] = [dayNumber(from), dayNumber(to)]
  let count = 0
  if (start <= end) for (let current = start + 1; current <= end; current++) count += isOpen(current) ? 1 : 0
  else for (let current = start - 1; current >= end; current--) count -= isOpen(current) ? 1 : 0
  return count
}

function makeIsOpen({ holidays = [], weekend = WEEKEND }: BusinessCalendar): (days: number) => boolean {
  if (new Set(weekend).size >= 7) throw new RangeError('A weekend of all seven days leaves no business day.')
  const closed = new Set(holidays.map(dayNumber))
  return (days) => !weekend.includes(numberedWeekday(days)) && !closed.has(days)
}
