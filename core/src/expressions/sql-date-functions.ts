import { dateText as writtenDate } from '@tenon/sdk/expression/calendar'
import { todayIn } from '@tenon/sdk/expression/zone'
import {
  dateIn,
  inDuration,
  instantIn,
  later,
  monthsBetween,
  moved,
  shiftDays,
  shiftInstant,
  shiftMonths,
  startIn,
  timeIn,
  zoned,
} from './sql-calendar.ts'
import { checkedDate, readDate, readInstant, readTime } from './sql-date-reading.ts'
import { columns, type SqlFunction, type SqlFunctionTable } from './sql-function.ts'
import { numeric } from './sql-number-functions.ts'
import { bound, fixed, part, type SqlPart } from './sql-part.ts'

/** Whole units from one point in time to another, towards zero. */
const unitsBetween = (seconds: number) =>
  columns(([from, to]) => part`div(extract(epoch from ${to}) - extract(epoch from ${from}), ${fixed(String(seconds))})`)

const milliseconds = ([to, from]: readonly SqlPart[]) =>
  part`trunc((extract(epoch from ${to ?? fixed('null')}) - extract(epoch from ${from ?? fixed('null')})) * 1000)`

const field = (name: string) => columns(([value]) => part`floor(extract(${fixed(name)} from ${value}))`)

const startOf = (unit: string) =>
  columns(([date]) => part`date_trunc(${fixed(`'${unit}'`)}, (${date})::timestamp)::date`)

const endOf = (unit: string, months: number) =>
  columns(([date]) => {
    const start = part`date_trunc(${fixed(`'${unit}'`)}, (${date})::timestamp)`
    return part`(${start} + ${fixed(`interval '${months} month'`)} - interval '1 day')::date`
  })

const wholeOf = (unit: number) => columns(([duration]) => part`div(${numeric(duration)}, ${fixed(String(unit))})`)
const dayShift = columns(([date, count], { ground }) => shiftDays(ground, date, count))
const timeShift = columns(([instant, duration], { ground }) => shiftInstant(ground, instant, duration))
const instantReading = columns(([text], { ground }) => readInstant(ground, text))
const daysApart = columns(([left, right]) => part`(${left} - ${right})::numeric`)
const today: SqlFunction = zoned(0, ({ zone, ground }) => {
  const { now, timeZone } = ground.environment.context
  const name = typeof zone.constant === 'string' ? zone.constant : timeZone
  return bound(writtenDate(todayIn(now.getTime(), name)), 'date')
})

export const SQL_DATE_FUNCTIONS = {
  'date + int: date': dayShift,
  'date - int: date': columns(([date, count], { ground }) => shiftDays(ground, date, part`(- ${numeric(count)})`)),
  'date - date: int': daysApart,
  'dateTime + duration: dateTime': timeShift,
  'duration + dateTime: dateTime': columns(([duration, instant], { ground }) =>
    shiftInstant(ground, instant, duration),
  ),
  'dateTime - duration: dateTime': columns(([instant, duration], { ground }) =>
    shiftInstant(ground, instant, part`(- ${numeric(duration)})`),
  ),
  'dateTime - dateTime: duration': columns(milliseconds),
  'duration + duration: duration': columns(([left, right], { ground }) =>
    inDuration(ground, part`(${numeric(left)} + ${numeric(right)})`),
  ),
  'duration - duration: duration': columns(([left, right], { ground }) =>
    inDuration(ground, part`(${numeric(left)} - ${numeric(right)})`),
  ),
  '- duration: duration': columns(([duration]) => part`(- ${numeric(duration)})`),
  'now(): dateTime': columns((_, { ground }) => bound(ground.environment.context.now.toISOString(), 'timestamptz')),
  'today(): date': today,
  'today(zone): date': today,
  'date(string): date': columns(([text], { ground }) => readDate(ground, text)),
  'date(int, int, int): date': columns(([year, month, day], { ground }) => checkedDate(ground, { year, month, day })),
  'date(dateTime): date': dateIn,
  'date(dateTime, zone): date': dateIn,
  'dateTime(string): dateTime': instantReading,
  'timestamp(string): dateTime': instantReading,
  'dateTime(date): dateTime': startIn,
  'dateTime(date, zone): dateTime': startIn,
  'dateTime(date, time): dateTime': instantIn,
  'dateTime(date, time, zone): dateTime': instantIn,
  'time(string): time': columns(([text], { ground }) => readTime(ground, text)),
  'time(dateTime): time': timeIn,
  'time(dateTime, zone): time': timeIn,
  'duration(period): duration': columns(([period]) => period),
  'date.addDays(int): date': dayShift,
  'date.addMonths(int): date': columns(([date, count], { ground }) => shiftMonths(ground, date, count)),
  'date.addYears(int): date': columns(([date, count], { ground }) =>
    shiftMonths(ground, date, part`(${numeric(count)} * 12)`),
  ),
  'dateTime.addDays(int): dateTime': moved({ unit: 'day' }),
  'dateTime.addDays(int, zone): dateTime': moved({ unit: 'day' }),
  'dateTime.addMonths(int): dateTime': moved({ unit: 'month' }),
  'dateTime.addMonths(int, zone): dateTime': moved({ unit: 'month' }),
  'dateTime.addYears(int): dateTime': moved({ unit: 'month', factor: 12 }),
  'dateTime.addYears(int, zone): dateTime': moved({ unit: 'month', factor: 12 }),
  'dateTime.addHours(int): dateTime': later(3_600_000),
  'dateTime.addMinutes(int): dateTime': later(60_000),
  'daysBetween(date, date): int': columns(([from, to]) => part`(${to} - ${from})::numeric`),
  'monthsBetween(date, date): int': monthsBetween,
  'yearsBetween(date, date): int': ((months) => (call) => {
    const value = months?.(call)
    if (value?.kind !== 'scalar') throw new Error('monthsBetween() gives a number.')
    return { kind: 'scalar', part: part`div(${value.part}, 12)` }
  })(monthsBetween) satisfies SqlFunction,
  'daysBetween(dateTime, dateTime): int': unitsBetween(86_400),
  'hoursBetween(dateTime, dateTime): int': unitsBetween(3_600),
  'minutesBetween(dateTime, dateTime): int': unitsBetween(60),
  'date.year(): int': field('year'),
  'date.quarter(): int': field('quarter'),
  'date.month(): int': field('month'),
  'date.day(): int': field('day'),
  'date.dayOfWeek(): int': field('isodow'),
  'date.dayOfYear(): int': field('doy'),
  'time.hour(): int': field('hour'),
  'time.minute(): int': field('minute'),
  'time.second(): int': field('second'),
  'date.startOfWeek(): date': startOf('week'),
  'date.startOfMonth(): date': startOf('month'),
  'date.startOfQuarter(): date': startOf('quarter'),
  'date.startOfYear(): date': startOf('year'),
  'date.endOfMonth(): date': endOf('month', 1),
  'date.endOfQuarter(): date': endOf('quarter', 3),
  'date.endOfYear(): date': endOf('year', 12),
  'duration.days(): int': wholeOf(86_400_000),
  'duration.hours(): int': wholeOf(3_600_000),
  'duration.minutes(): int': wholeOf(60_000),
  'duration.seconds(): int': wholeOf(1_000),
} satisfies SqlFunctionTable
