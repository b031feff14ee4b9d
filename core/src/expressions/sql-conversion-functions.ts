import { NO, YES } from '@tenon/sdk/expression/conversion-functions'
import { coalesceToSql } from './sql-conditional.ts'
import { columns, type SqlCall, type SqlFunctionTable } from './sql-function.ts'
import { bindOnce, type SqlGround } from './sql-ground.ts'
import { numeric } from './sql-number-functions.ts'
import { fixed, part, type SqlPart } from './sql-part.ts'
import { plainText } from './sql-text.ts'
import type { SqlValue } from './sql-value.ts'

const same = columns(([value]) => value)
const NUMBER_LENGTH = 3_800

/** `2026-03-31T08:00:00.500Z` */
export function instantText(instant: SqlPart): SqlPart {
  return part`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

export function dateText(date: SqlPart): SqlPart {
  return part`to_char(${date}, 'YYYY-MM-DD')`
}

export function timeText(time: SqlPart): SqlPart {
  return part`to_char(${time}, 'HH24:MI:SS')`
}

export function durationText(milliseconds: SqlPart): SqlPart {
  return part`(trim_scale(${numeric(milliseconds)} * 0.001)::text || 's')`
}

export function decimalText(decimal: SqlPart): SqlPart {
  return part`trim_scale(${numeric(decimal)})::text`
}

const written = (write: (value: SqlPart) => SqlPart, maxLength: number) =>
  columns(([value]) => ({ ...write(value), maxLength }))

/** Reads a text that has the form of a number; the length is bounded so that it always is one. */
const reading = (form: string) => (ground: SqlGround, text: SqlPart) =>
  bindOnce(
    ground,
    plainText(text),
    (value) => part`case when ${value} ~ ${fixed(`'${form}'`)} then ${value}::numeric end`,
  )
const readInteger = reading('^[+-]?[0-9]{1,38}$')
const readDecimal = reading('^[+-]?[0-9]{1,38}([.][0-9]{1,38})?$')

function readBool(text: SqlPart): SqlPart {
  const listed = (texts: readonly string[]) => fixed(`('${texts.join("', '")}')`)
  return part`case when ${text} in ${listed(YES)} then true when ${text} in ${listed(NO)} then false end`
}

/** As many digits as numbers in an expression have. */
function limited(number: SqlPart): SqlPart {
  return part`case when abs(${number}) < 1e38 then round(${number}, 38) end`
}

interface JsonReader {
  number?: (ground: SqlGround, number: SqlPart) => SqlPart
  string: (ground: SqlGround, text: SqlPart) => SqlPart
  boolean?: (text: SqlPart) => SqlPart
}

/** JSON by the type that it has in the row at hand; null for any other. */
const fromJson = ({ number, string, boolean }: JsonReader) =>
  columns(([json], { ground }) =>
    bindOnce(ground, json, (value) => {
      const text = part`(${value} #>> '{}')`
      const numbers = number === undefined ? fixed('null') : number(ground, part`${text}::numeric`)
      const booleans = boolean === undefined ? fixed('null') : boolean(text)
      return part`case jsonb_typeof(${value}) when 'number' then ${numbers} when 'boolean' then ${booleans}
        when 'string' then ${string(ground, text)} end`
    }),
  )

const jsonDecimal = (ground: SqlGround, number: SqlPart) => bindOnce(ground, number, limited)

export const SQL_CONVERSION_FUNCTIONS = {
  'string(string): string': same,
  'string(int): string': written((value) => part`${numeric(value)}::text`, NUMBER_LENGTH),
  'string(decimal): string': written(decimalText, NUMBER_LENGTH),
  'string(double): string': null,
  'string(bool): string': written((value) => part`(${value})::text`, 5),
  'string(date): string': written(dateText, 10),
  'string(dateTime): string': written(instantText, 24),
  'string(time): string': written(timeText, 8),
  'string(duration): string': written(durationText, 30),
  'string(dyn): string': (
    (inner) =>
    (call: SqlCall): SqlValue => {
      const value = inner?.(call)
      if (value?.kind !== 'scalar') throw new Error('string() gives a text.')
      return { kind: 'scalar', part: { ...value.part, maxLength: 64_000 } }
    }
  )(
    fromJson({
      number: (_, number) => decimalText(number),
      string: (_, text) => text,
      boolean: (text) => text,
    }),
  ),
  'int(int): int': same,
  'int(decimal): int': columns(([value]) => part`trunc(${numeric(value)})`),
  'int(double): int': null,
  'int(string): int': columns(([text], { ground }) => readInteger(ground, text)),
  'int(dyn): int': fromJson({
    number: (ground, number) => part`trunc(${jsonDecimal(ground, number)})`,
    string: readInteger,
  }),
  'decimal(decimal): decimal': same,
  'decimal(double): decimal': null,
  'decimal(string): decimal': columns(([text], { ground }) => readDecimal(ground, text)),
  'decimal(dyn): decimal': fromJson({ number: jsonDecimal, string: readDecimal }),
  'double(double): double': null,
  'double(string): double': null,
  'double(dyn): double': null,
  'bool(bool): bool': same,
  'bool(string): bool': columns(([text], { ground }) => bindOnce(ground, plainText(text), readBool)),
  'bool(dyn): bool': fromJson({ string: (_, text) => readBool(text), boolean: readBool }),
  'coalesce(T, T): T': ({ ground, call, values }): SqlValue => {
    const [left, right] = values
    if (left === undefined || right === undefined) throw new Error('coalesce() has two arguments.')
    return coalesceToSql(ground, { left, right, type: call.type })
  },
} satisfies SqlFunctionTable
