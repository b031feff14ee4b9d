import {
  addDays,
  addMonths,
  calendarDay,
  checkedDay,
  dayOfWeek,
  endOf,
  inCalendar,
  MAX_DAYS,
  MAX_MONTHS,
  monthsBetween,
  parseDate,
  quarter,
  shiftMonths,
  smallNumber,
  startOf,
} from './calendar.ts'
import type { Evaluation } from './evaluation.ts'
import type { Implementations } from './implementation.ts'
import { DAY, inDuration, inTime, parseInstant, parseTime } from './instant.ts'
import type { Value } from './value.ts'
import { instantAt, localTime } from './zone.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

const zoneOf = ({ context }: Evaluation) => context.timeZone
const dayIn = (zone: string, instant: number) => inCalendar(Math.floor(localTime(instant, zone) / DAY))
const timeIn = (zone: string, instant: number) => {
  const local = localTime(instant, zone)
  return Math.floor((local - Math.floor(local / DAY) * DAY) / 1000)
}
const instantIn = (zone: string, day: number, seconds: number) => inTime(instantAt(day * DAY + seconds * 1000, zone))

/** Moves the day that the zone's clocks show, and keeps their time. */
function moveDay(zone: string, instant: number, move: (day: number) => number): number | null {
  const local = localTime(instant, zone)
  const day = Math.floor(local / DAY)
  return inTime(instantAt(move(day) * DAY + (local - day * DAY), zone))
}

function moveDays(zone: string, instant: number, count: bigint): number | null {
  const shift = smallNumber(count, MAX_DAYS)
  return shift === null ? null : moveDay(zone, instant, (day) => day + shift)
}

function moveMonths(zone: string, instant: number, count: bigint): number | null {
  const shift = smallNumber(count, MAX_MONTHS)
  return shift === null ? null : moveDay(zone, instant, (day) => shiftMonths(day, shift))
}

function moveTime(instant: number, count: bigint, unit: number): number | null {
  const shift = smallNumber(count, (MAX_DAYS * DAY) / unit)
  return shift === null ? null : inTime(instant + shift * unit)
}

const whole = (value: number) => BigInt(Math.trunc(value))
const today = (zone: string, { now }: Evaluation) => dayIn(zone, now)
const inRange = (value: bigint) => smallNumber(value, 10_000) ?? 0
const readInstant = ([text]: [string]): Value => parseInstant(text)

export const DATE_FUNCTIONS = {
  'date + int: date': ([day, count]: [number, bigint]) => addDays(day, count),
  'date - int: date': ([day, count]: [number, bigint]) => addDays(day, -count),
  'date - date: int': ([left, right]: [number, number]) => BigInt(left - right),
  'dateTime + duration: dateTime': ([instant, duration]: [number, number]) => inTime(instant + duration),
  'duration + dateTime: dateTime': ([duration, instant]: [number, number]) => inTime(instant + duration),
  'dateTime - duration: dateTime': ([instant, duration]: [number, number]) => inTime(instant - duration),
  'dateTime - dateTime: duration': ([left, right]: [number, number]) => inDuration(left - right),
  'duration + duration: duration': ([left, right]: [number, number]) => inDuration(left + right),
  'duration - duration: duration': ([left, right]: [number, number]) => inDuration(left - right),
  '- duration: duration': ([duration]: [number]) => 0 - duration,
  'now(): dateTime': (_: [], { now }) => now,
  'today(): date': (_: [], evaluation) => today(zoneOf(evaluation), evaluation),
  'today(zone): date': ([zone]: [string], evaluation) => today(zone, evaluation),
  'date(string): date': ([text]: [string]) => parseDate(text),
  'date(int, int, int): date': ([year, month, day]: [bigint, bigint, bigint]) =>
    checkedDay({ year: inRange(year), month: inRange(month), day: inRange(day) }),
  'date(dateTime): date': ([instant]: [number], evaluation) => dayIn(zoneOf(evaluation), instant),
  'date(dateTime, zone): date': ([instant, zone]: [number, string]) => dayIn(zone, instant),
  'dateTime(string): dateTime': readInstant,
  'timestamp(string): dateTime': readInstant,
  'dateTime(date): dateTime': ([day]: [number], evaluation) => instantIn(zoneOf(evaluation), day, 0),
  'dateTime(date, zone): dateTime': ([day, zone]: [number, string]) => instantIn(zone, day, 0),
  'dateTime(date, time): dateTime': ([day, time]: [number, number], evaluation) =>
    instantIn(zoneOf(evaluation), day, time),
  'dateTime(date, time, zone): dateTime': ([day, time, zone]: [number, number, string]) => instantIn(zone, day, time),
  'time(string): time': ([text]: [string]) => parseTime(text),
  'time(dateTime): time': ([instant]: [number], evaluation) => timeIn(zoneOf(evaluation), instant),
  'time(dateTime, zone): time': ([instant, zone]: [number, string]) => timeIn(zone, instant),
  'duration(period): duration': ([period]: [number]) => period,
  'date.addDays(int): date': ([day, count]: [number, bigint]) => addDays(day, count),
  'date.addMonths(int): date': ([day, count]: [number, bigint]) => addMonths(day, count),
  'date.addYears(int): date': ([day, count]: [number, bigint]) => addMonths(day, count * 12n),
  'dateTime.addDays(int): dateTime': ([instant, count]: [number, bigint], evaluation) =>
    moveDays(zoneOf(evaluation), instant, count),
  'dateTime.addDays(int, zone): dateTime': ([instant, count, zone]: [number, bigint, string]) =>
    moveDays(zone, instant, count),
  'dateTime.addMonths(int): dateTime': ([instant, count]: [number, bigint], evaluation) =>
    moveMonths(zoneOf(evaluation), instant, count),
  'dateTime.addMonths(int, zone): dateTime': ([instant, count, zone]: [number, bigint, string]) =>
    moveMonths(zone, instant, count),
  'dateTime.addYears(int): dateTime': ([instant, count]: [number, bigint], evaluation) =>
    moveMonths(zoneOf(evaluation), instant, count * 12n),
  'dateTime.addYears(int, zone): dateTime': ([instant, count, zone]: [number, bigint, string]) =>
    moveMonths(zone, instant, count * 12n),
  'dateTime.addHours(int): dateTime': ([instant, count]: [number, bigint]) => moveTime(instant, count, HOUR),
  'dateTime.addMinutes(int): dateTime': ([instant, count]: [number, bigint]) => moveTime(instant, count, MINUTE),
  'daysBetween(date, date): int': ([from, to]: [number, number]) => BigInt(to - from),
  'monthsBetween(date, date): int': ([from, to]: [number, number]) => BigInt(monthsBetween(from, to)),
  'yearsBetween(date, date): int': ([from, to]: [number, number]) => whole(monthsBetween(from, to) / 12),
  'daysBetween(dateTime, dateTime): int': ([from, to]: [number, number]) => whole((to - from) / DAY),
  'hoursBetween(dateTime, dateTime): int': ([from, to]: [number, number]) => whole((to - from) / HOUR),
  'minutesBetween(dateTime, dateTime): int': ([from, to]: [number, number]) => whole((to - from) / MINUTE),
  'date.year(): int': ([day]: [number]) => BigInt(calendarDay(day).year),
  'date.quarter(): int': ([day]: [number]) => BigInt(quarter(day)),
  'date.month(): int': ([day]: [number]) => BigInt(calendarDay(day).month),
  'date.day(): int': ([day]: [number]) => BigInt(calendarDay(day).day),
  'date.dayOfWeek(): int': ([day]: [number]) => BigInt(dayOfWeek(day)),
  'date.dayOfYear(): int': ([day]: [number]) => BigInt(day - startOf(day, 'year') + 1),
  'time.hour(): int': ([time]: [number]) => whole(time / 3600),
  'time.minute(): int': ([time]: [number]) => whole((time % 3600) / 60),
  'time.second(): int': ([time]: [number]) => BigInt(time % 60),
  'date.startOfWeek(): date': ([day]: [number]) => inCalendar(day - dayOfWeek(day) + 1),
  'date.startOfMonth(): date': ([day]: [number]) => startOf(day, 'month'),
  'date.startOfQuarter(): date': ([day]: [number]) => startOf(day, 'quarter'),
  'date.startOfYear(): date': ([day]: [number]) => startOf(day, 'year'),
  'date.endOfMonth(): date': ([day]: [number]) => endOf(day, 'month'),
  'date.endOfQuarter(): date': ([day]: [number]) => endOf(day, 'quarter'),
  'date.endOfYear(): date': ([day]: [number]) => endOf(day, 'year'),
  'duration.days(): int': ([duration]: [number]) => whole(duration / DAY),
  'duration.hours(): int': ([duration]: [number]) => whole(duration / HOUR),
  'duration.minutes(): int': ([duration]: [number]) => whole(duration / MINUTE),
  'duration.seconds(): int': ([duration]: [number]) => whole(duration / 1000),
} satisfies Implementations
