import { fromEpochMilliseconds, toZonedDateTimeISO } from 'temporal-polyfill/fns/Instant'
import { create as plainDate, toZonedDateTime as startInZone } from 'temporal-polyfill/fns/PlainDate'
import { create as plainDateTime, toZonedDateTime } from 'temporal-polyfill/fns/PlainDateTime'
import { offset, type Record as Zoned } from 'temporal-polyfill/fns/ZonedDateTime'
import { type Day, dayInMonth, isDay, parts, type Weekday, weekday } from './day.ts'
import { epochMs, type Instant, instantAt } from './instant.ts'
import { firstDayOf, firstDayOfNext, type Unit } from './period.ts'

/*
 * What needs to know how time zones change. Zones are IANA names such as `Europe/Berlin`, or `UTC`.
 * temporal-polyfill knows the rules, from the `Intl` of the runtime.
 */

/** What clocks and calendars in a zone show. */
export interface ZonedParts {
  day: Day
  /** To the second, such as `08:30:00`. */
  time: string
  year: number
  month: number
  dayOfMonth: number
  hour: number
  minute: number
  second: number
  millisecond: number
  weekday: Weekday
  /** From UTC, such as `+02:00`. */
  offset: string
}

/** The day that it is in a zone. `now` is `tenon.now()` in hooks. */
export function today(zone: string, now: Instant | Date = new Date()): Day {
  return dayIn(now, zone)
}

/** The day on which a point in time falls in a zone. */
export function dayIn(at: Instant | Date, zone: string): Day {
  return dayInMonth(zonedAt(at, zone))
}

export function toZoned(at: Instant | Date, zone: string): ZonedParts {
  const zoned = zonedAt(at, zone)
  const { year, month, day: dayOfMonth, hour, minute, second, millisecond } = zoned
  const day = dayInMonth(zoned)
  const time = [hour, minute, second].map((part) => `${part}`.padStart(2, '0')).join(':')
  return {
    day,
    time,
    year,
    month,
    dayOfMonth,
    hour,
    minute,
    second,
    millisecond,
    weekday: weekday(day),
    offset: offset(zoned),
  }
}

/**
 * The point in time at which clocks in a zone show `time` (`08:30`, `08:30:00` or `08:30:00.250`) on a day. A time that
 * clocks skip counts on from before they were put forward: 02:30 becomes 03:30. Of one that they show twice, the first.
 */
export function fromZoned(day: Day, time: string, zone: string): Instant {
  const { year, month, day: dayOfMonth } = parts(day)
  const [, hour = 0, minute = 0, second = 0, millisecond = 0] = readTime(time)
  const local = plainDateTime(year, month, dayOfMonth, hour, minute, second, millisecond)
  return instantAt(inZone(zone, () => toZonedDateTime(local, zone)).epochMilliseconds)
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?$/

function readTime(time: string): number[] {
  const match = TIME.exec(time)
  if (match === null) {
    throw new RangeError(
      `${JSON.stringify(time) ?? 'undefined'} is no time of day: expected one such as "08:30" or "08:30:15".`,
    )
  }
  return match.map((part, index) => Number(index === 4 ? (part ?? '').padEnd(3, '0') : (part ?? 0)))
}

/**
 * When the day, week, month, quarter or year begins in a zone: that of a day, or of a point in time there. A day that
 * has no midnight there begins with its first moment.
 */
export function startOf(unit: Unit, at: Day | Instant | Date, zone: string): Instant {
  return startOfDay(firstDayOf(unit, dayFor(at, zone)), zone)
}

/** Its last millisecond. For ranges, what comes before `startOf` of the next one is safer than what is not after this. */
export function endOf(unit: Unit, at: Day | Instant | Date, zone: string): Instant {
  const next = startOfDay(firstDayOfNext(unit, dayFor(at, zone)), zone)
  return instantAt(epochMs(next) - 1)
}

function dayFor(at: Day | Instant | Date, zone: string): Day {
  return isDay(at) ? at : dayIn(at, zone)
}

function startOfDay(day: Day, zone: string): Instant {
  const { year, month, day: dayOfMonth } = parts(day)
  const zoned = inZone(zone, () => startInZone(plainDate(year, month, dayOfMonth), zone))
  return instantAt(zoned.epochMilliseconds)
}

function zonedAt(at: Instant | Date, zone: string): Zoned {
  const moment = fromEpochMilliseconds(epochMs(at))
  return inZone(zone, () => toZonedDateTimeISO(moment, zone))
}

function inZone(zone: string, work: () => Zoned): Zoned {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error
    const shown = JSON.stringify(zone) ?? 'undefined'
    throw new RangeError(`${shown.slice(0, 60)} is no time zone: expected an IANA name such as "Europe/Berlin".`)
  }
}
