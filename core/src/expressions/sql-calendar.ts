import { MAX_DAYS, MAX_MONTHS } from '@tenon/sdk/expression/calendar'
import { LONGEST_DURATION } from '@tenon/sdk/expression/instant'
import { columns } from './sql-function.ts'
import { bindOnce, type SqlGround } from './sql-ground.ts'
import { numeric } from './sql-number-functions.ts'
import { bound, fixed, part, type SqlPart } from './sql-part.ts'

const within = (ground: SqlGround, value: SqlPart, [first, last]: readonly [SqlPart, SqlPart]) =>
  bindOnce(ground, value, (each) => part`case when ${each} between ${first} and ${last} then ${each} end`)

const CALENDAR = [fixed("date '0001-01-01'"), fixed("date '9999-12-31'")] as const
const TIME = [fixed("timestamptz '0001-01-01 00:00:00Z'"), fixed("timestamptz '9999-12-31 23:59:59.999Z'")] as const
const DURATION = [fixed(`-${LONGEST_DURATION}`), fixed(String(LONGEST_DURATION))] as const

/** The day if it lies in the years 0001 to 9999. */
export const inCalendar = (ground: SqlGround, date: SqlPart) => within(ground, date, CALENDAR)
export const inTime = (ground: SqlGround, instant: SqlPart) => within(ground, instant, TIME)
export const inDuration = (ground: SqlGround, duration: SqlPart) => within(ground, duration, DURATION)

/** A count that is not so large that the calculation would fail; null otherwise. */
const counted = (ground: SqlGround, count: SqlPart, limit: number) =>
  within(ground, count, [fixed(String(-limit)), fixed(String(limit))])

export const shiftDays = (ground: SqlGround, date: SqlPart, count: SqlPart) =>
  inCalendar(ground, part`(${date} + ${counted(ground, count, MAX_DAYS)}::int)`)

export const shiftMonths = (ground: SqlGround, date: SqlPart, count: SqlPart) =>
  inCalendar(ground, part`(${date} + ${counted(ground, count, MAX_MONTHS)}::int * interval '1 month')::date`)

const DAY = fixed('86400000')

/** In two steps: an interval of many milliseconds would be worked out in a float that is too short for it. */
export function shiftInstant(ground: SqlGround, instant: SqlPart, duration: SqlPart): SqlPart {
  const moved = bindOnce(ground, inDuration(ground, duration), (value) => {
    const days = part`div(${numeric(value)}, ${DAY})::float8 * interval '24 hours'`
    return part`(${instant} + ${days} + mod(${numeric(value)}, ${DAY})::float8 * interval '1 millisecond')`
  })
  return inTime(ground, moved)
}

const local = (instant: SqlPart, zone: SqlPart) => part`(${instant} at time zone ${zone})`

interface Zoned {
  first: SqlPart
  second: SqlPart
  zone: SqlPart
  ground: SqlGround
}

/** A function whose argument at `index` is a zone; without one it is the context's. */
export const zoned = (index: number, write: (call: Zoned) => SqlPart) =>
  columns(([first, second], { ground, literal }) => {
    const given = literal(index)
    const name = typeof given === 'string' ? given : ground.environment.context.timeZone
    const zone = { ...bound(name, 'text'), constant: name }
    return write({ first, second, zone, ground })
  })

export const dateIn = zoned(1, ({ first, zone, ground }) => inCalendar(ground, part`${local(first, zone)}::date`))
export const timeIn = zoned(1, ({ first, zone }) => part`date_trunc('second', ${local(first, zone)})::time`)
export const startIn = zoned(1, ({ first, zone, ground }) =>
  inTime(ground, part`((${first})::timestamp at time zone ${zone})`),
)
export const instantIn = zoned(2, ({ first, second, zone, ground }) =>
  inTime(ground, part`((${first} + ${second}) at time zone ${zone})`),
)

interface Move {
  unit: 'day' | 'month'
  /** Units to one of the count. */
  factor?: number
}

/** Moves what the zone's calendar shows, and keeps what its clocks show. */
export const moved = ({ unit, factor = 1 }: Move) =>
  zoned(2, ({ first, second, zone, ground }) => {
    const count = factor === 1 ? second : part`(${numeric(second)} * ${fixed(String(factor))})`
    const steps = counted(ground, count, unit === 'day' ? MAX_DAYS : MAX_MONTHS)
    const shown = part`(${local(first, zone)} + ${steps}::int * ${fixed(`interval '1 ${unit}'`)})`
    return inTime(ground, part`(${shown} at time zone ${zone})`)
  })

/** A number of hours or minutes later. */
export const later = (unit: 'hour' | 'minute', milliseconds: number) =>
  columns(([instant, count], { ground }) => {
    const steps = counted(ground, count, (MAX_DAYS * 86_400_000) / milliseconds)
    return inTime(ground, part`(${instant} + ${steps}::float8 * ${fixed(`interval '1 ${unit}'`)})`)
  })

function monthsFrom(start: SqlPart, end: SqlPart): SqlPart {
  const count = part`(extract(year from ${end}) - extract(year from ${start})) * 12 + extract(month from ${end}) - extract(month from ${start})`
  return part`(${count} - case when extract(day from ${end}) < extract(day from ${start}) then 1 else 0 end)`
}

/** Whole months, towards zero. */
export const monthsBetween = columns(([from, to], { ground }) =>
  bindOnce(ground, from, (start) =>
    bindOnce(ground, to, (end) => {
      const [forth, back] = [monthsFrom(start, end), monthsFrom(end, start)]
      return part`case when ${end} >= ${start} then ${forth} when ${end} < ${start} then - ${back} end`
    }),
  ),
)
