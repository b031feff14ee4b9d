import type { FieldType } from '@tenon/sdk/contract/field-type'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'

/** Types that every value of a type fits into, as it is. */
const WIDER: Partial<Record<FieldType, readonly FieldType[]>> = {
  text: ['longText'],
  email: ['text', 'longText'],
  phone: ['text', 'longText'],
  url: ['text', 'longText'],
  choice: ['text', 'longText', 'multiChoice'],
  sequence: ['text', 'longText'],
  integer: ['decimal', 'percent', 'text', 'longText'],
  rating: ['integer', 'decimal'],
  decimal: ['percent'],
  percent: ['decimal'],
  date: ['dateTime'],
}

/** What a change of a field's type means for its column. */
export type TypeChange =
  | 'none'
  /** The values fit and PostgreSQL need not write them again. */
  | 'catalogOnly'
  /** The values fit, and every row is written again under the strongest lock. */
  | 'rewrite'
  | 'refused'

export function typeChange(before: CompiledField, after: CompiledField): TypeChange {
  const allowed = before.type === after.type || (WIDER[before.type]?.includes(after.type) ?? false)
  if (!allowed || before.columns.length !== after.columns.length) return 'refused'
  const changes = after.columns.map((column, part) => columnChange(before.columns[part]?.type ?? '', column.type))
  return (['refused', 'rewrite', 'catalogOnly'] as const).find((change) => changes.includes(change)) ?? 'none'
}

function columnChange(from: string, to: string): TypeChange {
  if (from === to) return 'none'
  if (isText(from) && to === 'text') return 'catalogOnly'
  const [old, wanted] = [decimalSize(from), decimalSize(to)]
  if (old !== null && wanted !== null) return decimalChange(old, wanted)
  const converts =
    (old !== null && to === 'text') || (from === 'text' && to === 'text[]') || (isDate(from) && isTime(to))
  return converts ? 'rewrite' : 'refused'
}

/** Digits before the point are looked at value by value, see `overflow`: an integer column could hold more than it does. */
function decimalChange(old: DecimalSize, wanted: DecimalSize): TypeChange {
  if (wanted.scale < old.scale) return 'refused'
  return old.decimal && wanted.scale === old.scale && wanted.whole >= old.whole ? 'catalogOnly' : 'rewrite'
}

interface DecimalSize {
  /** Digits before and after the point. */
  whole: number
  scale: number
  decimal: boolean
}

const INTEGER_DIGITS: Record<string, number> = { smallint: 5, integer: 10, bigint: 19 }

function decimalSize(type: string): DecimalSize | null {
  const digits = INTEGER_DIGITS[type]
  if (digits !== undefined) return { whole: digits, scale: 0, decimal: false }
  const [, precision, scale] = /^numeric\((\d+),(\d+)\)$/.exec(type) ?? []
  if (precision === undefined || scale === undefined) return null
  return { whole: Number(precision) - Number(scale), scale: Number(scale), decimal: true }
}

const isText = (type: string) => /^(text|character varying(\(\d+\))?)$/.test(type)
const isDate = (type: string) => type === 'date'
const isTime = (type: string) => type === 'timestamp with time zone'

/** Condition that a value has more digits before the point than column type `to` takes; null where none can. */
export function overflow(column: RawBuilder<unknown>, from: string, to: string): RawBuilder<boolean> | null {
  const [old, wanted] = [decimalSize(from), decimalSize(to)]
  if (old === null || wanted === null || wanted.whole >= old.whole) return null
  return sql<boolean>`abs(${column}::numeric) >= ${sql.raw(`1${'0'.repeat(wanted.whole)}`)}`
}

/** The value of `column` in its new type; a date becomes that day's begin in UTC. */
export function conversion(column: string, from: string, to: string): RawBuilder<unknown> {
  const value = sql.id(column)
  if (isText(from) && to === 'text[]') return sql`case when ${value} is null then null else array[${value}] end`
  if (isDate(from) && isTime(to)) return sql`${value}::timestamp at time zone 'UTC'`
  return sql`${value}::${sql.raw(to)}`
}

/** Whether every value of a type is one of the other too, as it is. */
export function fitsInto(type: FieldType, other: FieldType): boolean {
  return WIDER[type]?.includes(other) ?? false
}
