import { FIRST_DAY, LAST_DAY, MAX_DAYS, MAX_MONTHS } from '@tenon/sdk/expression/calendar'
import { FIRST_INSTANT, LAST_INSTANT, LONGEST_DURATION } from '@tenon/sdk/expression/instant'
import { columns } from './sql-function.ts'
import { bindOnce, type SqlGround } from './sql-ground.ts'
import { numeric } from './sql-number-functions.ts'
import { bound, fixed, part, type SqlPart } from './sql-part.ts'

const within = (ground: SqlGround, value: SqlPart, [first, last]: readonly [SqlPart, SqlPart]) =>
  bindOnce(ground, value, (each) => part`case when ${each} between ${first} and ${last} then ${each} end`)

const CALENDAR = [fixed("date '0001-01-01'"), fixed("date '9999-12-31'")] as const
const TIME = [fixed("timestamptz '0001-01-01 00:00:00Z'"), fixed("timestamptz '9999-12-31 23:59:59.999Z'")] as const
const DURATION = [fixed(String(-LONGEST_DURATION)), fixed(String(LONGEST_DURATION))] as const

/** The day if it lies in the years 0001 to 9999. */
const inCalendar = (ground: SqlGround, date: SqlPart) => within(ground, date, CALENDAR)
export const inTime = (ground: SqlGround, instant: SqlPart) => within(ground, instant, TIME)
export const inDuration = (ground: SqlGround, duration: SqlPart) => within(ground, duration, DURATION)

interface Shift {
  /** A date, timestamp or timestamptz. */
  value: SqlPart
  count: SqlPart
  /** Where the result would lie, on a scale on which PostgreSQL never fails. */
  position: (value: SqlPart, count: SqlPart) => SqlPart
  first: number
  last: number
  /** More than any count that leads to a result. */
  most: number
  move: (value: SqlPart, count: SqlPart) => SqlPart
}

/** Moves a date or time only where the result is one: PostgreSQL's calculation fails far outside the calendar. */
function shifted(ground: SqlGround, { value, count, position, first, last, most, move }: Shift): SqlPart {
  return bindOnce(ground, value, (from) =>
    bindOnce(ground, count, (by) => {
      const bounds = part`between ${fixed(String(first))} and ${fixed(String(last))}`
      // The planner works out what is constant before it looks at the condition, so that must not fail either.
      const safe = part`least(greatest(${by}, ${fixed(String(-most))}), ${fixed(String(most))})`
      return part`case when ${position(from, by)} ${bounds} then ${move(from, safe)} end`
    }),
  )
}

const dayPosition = (value: SqlPart, count: SqlPart) => part`(${value}::date - date '1970-01-01') + ${numeric(count)}`
const monthPosition = (value: SqlPart, count: SqlPart) =>
  part`extract(year from ${value}) * 12 + extract(month from ${value}) - 1 + ${numeric(count)}`
const addedDays = (value: SqlPart, count: SqlPart) => part`(${value} + ${count}::int)`
const addedIntervals = (unit: 'day' | 'month') => (value: SqlPart, count: SqlPart) =>
  part`(${value} + ${count}::int * ${fixed(`interval '1 ${unit}'`)})`

export const shiftDays = (ground: SqlGround, value: SqlPart, count: SqlPart) =>
  shifted(ground, {
    value,
    count,
    position: dayPosition,
    first: FIRST_DAY,
    last: LAST_DAY,
    most: MAX_DAYS,
    move: addedDays,
  })

const MONTHS = { first: 12, last: 9_999 * 12 + 11 }

export const shiftMonths = (ground: SqlGround, value: SqlPart, count: SqlPart) => {
  const move = (date: SqlPart, months: SqlPart) => part`${addedIntervals('month')(date, months)}::date`
  return shifted(ground, { value, count, position: monthPosition, ...MONTHS, most: MAX_MONTHS, move })
}

const DAY = fixed('86400000')

/** In two steps: an interval of many milliseconds would be worked out in a float that is too short for it. */
function movedInstant(instant: SqlPart, milliseconds: SqlPart): SqlPart {
  const days = part`div(${numeric(milliseconds)}, ${DAY})::float8 * interval '24 hours'`
  return part`(${instant} + ${days} + mod(${numeric(milliseconds)}, ${DAY})::float8 * interval '1 millisecond')`
}

/** A point in time, so many milliseconds later. */
export function shiftInstant(ground: SqlGround, value: SqlPart, count: SqlPart): SqlPart {
  const position = (instant: SqlPart, milliseconds: SqlPart) =>
    part`extract(epoch from ${instant}) * 1000 + ${numeric(milliseconds)}`
  const bounds = { first: FIRST_INSTANT, last: LAST_INSTANT, most: LONGEST_DURATION }
  return shifted(ground, { value, count, position, ...bounds, move: movedInstant })
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

/** What a zone shows may lie a little outside the calendar while the point in time does not. */
const MARGIN = { day: 2, month: 12 } as const

/** Moves what the zone's calendar shows, and keeps what its clocks show. */
export const moved = ({ unit, factor = 1 }: Move) =>
  zoned(2, ({ first, second, zone, ground }) => {
    const bounds = unit === 'day' ? { first: FIRST_DAY, last: LAST_DAY } : MONTHS
    const shown = shifted(ground, {
      value: local(first, zone),
      count: factor === 1 ? second : part`(${numeric(second)} * ${fixed(String(factor))})`,
      position: unit === 'day' ? dayPosition : monthPosition,
      first: bounds.first - MARGIN[unit],
      last: bounds.last + MARGIN[unit],
      most: unit === 'day' ? MAX_DAYS : MAX_MONTHS,
      move: addedIntervals(unit),
    })
    return inTime(ground, part`(${shown} at time zone ${zone})`)
  })

/** A number of hours or minutes later. */
export const later = (milliseconds: number) =>
  columns(([instant, count], { ground }) =>
    shiftInstant(ground, instant, part`(${numeric(count)} * ${fixed(String(milliseconds))})`),
  )

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
