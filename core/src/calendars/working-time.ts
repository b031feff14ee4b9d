import { instantAt, localTime } from '@tenon/sdk/expression/zone'
import type { CalendarDays, MinuteSpan } from './calendar-day.ts'
import { makeWorkingYears, type WorkingYear } from './working-years.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** A calendar in which that many years pass without any work has none. */
const IDLE_YEARS = 30
const IDLE_DAYS = IDLE_YEARS * 366

/** Counts time by a working calendar. All instants and lengths are whole milliseconds. */
export interface WorkingTime {
  /** Working time from one instant to another; negative where the second is earlier. */
  between(from: number, to: number): number
  /** The first instant by which that much working time has passed; null where that is never. */
  add(from: number, milliseconds: number): number | null
  /**
   * The same time of day so many working days later. From a day without work it is counted from the beginning of
   * the next one with work; null where there is none.
   */
  addDays(from: number, days: number): number | null
}

/** Makes the functions that count by a calendar; they keep the years that they have been asked about. */
export function makeWorkingTime(days: CalendarDays): WorkingTime {
  const years = makeWorkingYears(days)
  return {
    between: (from, to) => (to >= from ? between(years, from, to) : -between(years, to, from)),
    add: (from, milliseconds) => add(years, from, milliseconds),
    addDays: (from, count) => addDays(days, from, count),
  }
}

type Years = (year: number) => WorkingYear

function between(years: Years, from: number, to: number): number {
  const [first, last] = [yearOf(from), yearOf(to)]
  let sum = years(last).workedBy(to) - years(first).workedBy(from)
  for (let year = first; year < last; year++) sum += years(year).total
  return sum
}

function add(years: Years, from: number, milliseconds: number): number | null {
  if (milliseconds <= 0) return from
  let year = yearOf(from)
  let wanted = years(year).workedBy(from) + milliseconds
  for (let idle = 0; idle < IDLE_YEARS; year++) {
    const { total, reached } = years(year)
    if (wanted <= total) return reached(wanted)
    wanted -= total
    idle = total === 0 ? idle + 1 : 0
  }
  return null
}

function yearOf(instant: number): number {
  return new Date(instant).getUTCFullYear()
}

function addDays(days: CalendarDays, from: number, count: number): number | null {
  const { timeZone, spansOn } = days
  const local = localTime(from, timeZone)
  const today = Math.floor(local / DAY)
  const started = spansOn(today).length > 0 ? { day: today, time: local - today * DAY } : nextStart(days, today)
  if (started === null) return null
  let { day } = started
  for (let passed = 0; passed < count; passed++) {
    const next = nextWorkday(days, day)
    if (next === null) return null
    day = next
  }
  return instantAt(day * DAY + started.time, timeZone)
}

function nextStart(days: CalendarDays, today: number): { day: number; time: number } | null {
  const day = nextWorkday(days, today)
  return day === null ? null : { day, time: earliest(days.spansOn(day)) * MINUTE }
}

function earliest(spans: readonly MinuteSpan[]): number {
  return Math.min(...spans.map(({ from }) => from))
}

function nextWorkday({ spansOn }: CalendarDays, day: number): number | null {
  for (let next = day + 1; next <= day + IDLE_DAYS; next++) if (spansOn(next).length > 0) return next
  return null
}
