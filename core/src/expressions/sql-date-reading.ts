import { inTime } from './sql-calendar.ts'
import { bindOnce, type SqlGround } from './sql-ground.ts'
import { fixed, part, type SqlPart } from './sql-part.ts'
import { plainText } from './sql-text.ts'

/**
 * Texts and numbers that may be no date: PostgreSQL has no way of asking before it fails, so each one is looked at
 * first. `case` keeps the order; `and` would not.
 */
const DATE = fixed("'^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'")
const TIME = fixed("'^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$'")
const INSTANT = fixed(
  `'^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?([.][0-9]{1,9})?([Zz]|[+-](0[0-9]|1[0-4]):[0-5][0-9])$'`,
)

/** True where the first ten characters, which have the form of a date, are one. */
function isDay(text: SqlPart): SqlPart {
  const lastDay = part`extract(day from (left(${text}, 8) || '01')::date + interval '1 month' - interval '1 day')`
  return part`case when left(${text}, 4) = '0000' then false else substr(${text}, 9, 2)::int <= ${lastDay} end`
}

export function readDate(ground: SqlGround, text: SqlPart): SqlPart {
  return bindOnce(
    ground,
    plainText(text),
    (value) => part`case when ${value} ~ ${DATE} then case when ${isDay(value)} then ${value}::date end end`,
  )
}

export function readTime(ground: SqlGround, text: SqlPart): SqlPart {
  return bindOnce(ground, plainText(text), (value) => part`case when ${value} ~ ${TIME} then ${value}::time end`)
}

/** To milliseconds; what is finer is cut off. */
export function readInstant(ground: SqlGround, text: SqlPart): SqlPart {
  const instant = bindOnce(ground, plainText(text), (value) => {
    const short = part`regexp_replace(${value}, '([.][0-9]{3})[0-9]+', '\\1')`
    return part`case when ${value} ~ ${INSTANT} then case when ${isDay(value)} then ${short}::timestamptz end end`
  })
  return inTime(ground, instant)
}

interface DateParts {
  year: SqlPart
  month: SqlPart
  day: SqlPart
}

/** Null for a day that the calendar does not have. */
export function checkedDate(ground: SqlGround, { year, month, day }: DateParts): SqlPart {
  return bindOnce(ground, year, (y) =>
    bindOnce(ground, month, (m) =>
      bindOnce(ground, day, (d) => {
        const lastDay = part`extract(day from make_date(${y}::int, ${m}::int, 1) + interval '1 month' - interval '1 day')`
        return part`case when ${y} between 1 and 9999 and ${m} between 1 and 12 and ${d} between 1 and 31
          then case when ${d} <= ${lastDay} then make_date(${y}::int, ${m}::int, ${d}::int) end end`
      }),
    ),
  )
}
