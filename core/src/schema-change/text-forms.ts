import { type RawBuilder, sql } from 'kysely'
import type { ColumnKind } from './column-kind.ts'
import { fitNumber, takesPlainNumbers } from './fit-number.ts'

type Sql = RawBuilder<unknown>

/** The text that stands for a value, as people and files write it. */
export function textOf(kind: ColumnKind, value: Sql): Sql {
  switch (kind) {
    case 'text':
      return value
    case 'number':
      return sql`trim_scale(${value}::numeric)::text`
    case 'boolean':
    case 'uuid':
      return sql`${value}::text`
    case 'date':
      return sql`to_char(${value}, 'YYYY-MM-DD')`
    case 'instant':
      return sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    case 'time':
      return sql`to_char(${value}, 'HH24:MI:SS')`
    case 'list':
      return sql`nullif(array_to_string(${value}, ', '), '')`
  }
}

/** A text's value in a column of `type`; null where it has none. Never an error: it runs in other people's writes. */
export function valueOfText(kind: ColumnKind, text: Sql, type: string): Sql {
  const trimmed = sql`btrim(${text}, e' \\t\\r\\n')`
  switch (kind) {
    case 'text':
      return text
    case 'number':
      return sql`case when ${isPlainNumber(text, type)} then ${text}::${sql.raw(type)}
        when ${trimmed} ~ ${sql.lit(NUMBER)} then ${fitNumber(sql`${trimmed}::numeric`, type)} end`
    case 'boolean':
      return sql`case when lower(${trimmed}) in (${words(YES)}) then true when lower(${trimmed}) in (${words(NO)}) then false end`
    case 'date':
      return dateOfText(trimmed)
    case 'instant':
      return instantOfText(trimmed)
    case 'time':
      return sql`case when ${trimmed} ~ ${sql.lit(TIME)} then ${trimmed}::time end`
    case 'list':
      return sql`nullif(array_remove(regexp_split_to_array(${trimmed}, '\\s*[,;，；]\\s*'), ''), '{}')`
    case 'uuid':
      return sql`case when ${trimmed} ~* ${sql.lit(UUID)} then ${trimmed}::uuid end`
  }
}

/** Most numbers are written so: one look tells that they fit as they are. False for types that they may not fit. */
export function isPlainNumber(text: Sql, type: string): Sql {
  return takesPlainNumbers(type) ? sql`${text} ~ '^-?[0-9]{1,15}$'` : sql`false`
}

const NUMBER = '^[+-]?[0-9]{1,40}([.][0-9]{0,40})?$'
const YES = ['true', 'yes', 'y', '1', 'on', '是']
const NO = ['false', 'no', 'n', '0', 'off', '否']
const DATE = '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?'
const ZONE = '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])'
const TIME = '^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$'
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

function words(list: readonly string[]): Sql {
  return sql.join(list.map((word) => sql.lit(word)))
}

/** The calendar is asked before a date is made: 30 February would be an error. */
function dateOfText(text: Sql): Sql {
  const [year, month, day] = [
    sql`substr(${text}, 1, 4)::int`,
    sql`substr(${text}, 6, 2)::int`,
    sql`substr(${text}, 9, 2)::int`,
  ]
  const last = sql`extract(day from make_date(${year}, ${month}, 1) + interval '1 month - 1 day')`
  return sql`case when ${text} ~ ${sql.lit(DATE)} then case when ${day} <= ${last} then make_date(${year}, ${month}, ${day}) end end`
}

/** A day alone is its begin in UTC, as in filters. */
function instantOfText(text: Sql): Sql {
  const day = dateOfText(sql`left(${text}, 10)`)
  const whole = sql`substr(${text}, 11) ~ ${sql.lit(`^[T ]${CLOCK}${ZONE}$`)}`
  const moment = sql`date_trunc('milliseconds', ${text}::timestamptz)`
  const year = sql`extract(year from ${moment} at time zone 'UTC')`
  return sql`case when ${day} is not null then case
    when length(${text}) = 10 then ${day}::timestamp at time zone 'UTC'
    when ${whole} then case when ${year} between 1 and 9999 then ${moment} end end end`
}
