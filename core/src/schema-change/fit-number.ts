import { type RawBuilder, sql } from 'kysely'

const INTEGERS: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  // What a JSON number holds exactly, as the field takes it.
  bigint: ['-9007199254740991', '9007199254740991'],
}

/** `number` (a numeric) as a column of `type` holds it: rounded; null where it is too large. */
export function fitNumber(number: RawBuilder<unknown>, type: string): RawBuilder<unknown> {
  const target = sql.raw(type)
  const range = Object.hasOwn(INTEGERS, type) ? INTEGERS[type] : undefined
  if (range !== undefined) {
    const [low, high] = range
    return sql`case when round(${number}) between ${sql.raw(low)} and ${sql.raw(high)} then round(${number})::${target} end`
  }
  const [, precision = '0', scale = '0'] = /^numeric\((\d+),(\d+)\)$/.exec(type) ?? []
  const [digits, whole] = [sql.raw(scale), `1${'0'.repeat(Number(precision) - Number(scale))}`]
  return sql`case when abs(round(${number}, ${digits})) < ${sql.raw(whole)} then round(${number}, ${digits})::${target} end`
}

/** Whether any whole number of up to 15 digits fits. */
export function takesPlainNumbers(type: string): boolean {
  const [, precision = '0', scale = '0'] = /^numeric\((\d+),(\d+)\)$/.exec(type) ?? []
  return type === 'bigint' || Number(precision) - Number(scale) >= 15
}
