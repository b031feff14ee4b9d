import { WEEKDAYS, type WorkingCalendar, type WorkingSpan } from '@tenon/sdk/contract/working-calendar'

const MINUTES_OF_DAY = 24 * 60
const DAY_MS = MINUTES_OF_DAY * 60_000

/** Minutes since the day's beginning by the clock; `to` is beyond 1,440 where it is on the next day. */
export interface MinuteSpan {
  readonly from: number
  readonly to: number
}

/** A calendar with its days looked up. */
export interface CalendarDays {
  readonly timeZone: string
  /** Spans that begin on that day, in days since 1970-01-01; empty where nobody works. */
  spansOn(day: number): readonly MinuteSpan[]
}

/** Makes the look-up of a calendar that is taken as checked; `timeZone` counts where it has none. */
export function calendarDays(calendar: WorkingCalendar, timeZone: string): CalendarDays {
  const week = WEEKDAYS.map((weekday) => calendar.week[weekday].map(minuteSpan))
  const usual = week.find((spans) => spans.length > 0) ?? []
  const special = new Map<number, readonly MinuteSpan[]>()
  for (const { date } of calendar.holidays) special.set(dayOf(date), [])
  for (const { date, hours } of calendar.workdays) special.set(dayOf(date), hours?.map(minuteSpan) ?? usual)
  return {
    timeZone: calendar.timeZone ?? timeZone,
    // 1970-01-01 was a Thursday.
    spansOn: (day) => special.get(day) ?? week[(((day + 3) % 7) + 7) % 7] ?? [],
  }
}

function minuteSpan({ from, to }: WorkingSpan): MinuteSpan {
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  return { from: begin, to: end > begin ? end : end + MINUTES_OF_DAY }
}

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}

function dayOf(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS)
}
