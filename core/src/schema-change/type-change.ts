import type { FieldType } from '@tenon/sdk/contract/field-type'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'

const AS_TEXT = ['text', 'longText'] as const

/** Types that every value of a type fits into, as it is. */
const WIDER: Readonly<Record<FieldType, readonly FieldType[]>> = {
  text: ['longText', 'richText'],
  longText: ['richText'],
  richText: ['longText'],
  code: [],
  email: [...AS_TEXT, 'emails'],
  emails: [],
  phone: [...AS_TEXT, 'phones'],
  phones: [],
  url: [...AS_TEXT, 'urls'],
  urls: [],
  uuid: AS_TEXT,
  slug: AS_TEXT,
  barcode: AS_TEXT,
  color: AS_TEXT,
  icon: AS_TEXT,
  tags: [],
  integer: ['decimal', 'percent', ...AS_TEXT],
  decimal: ['percent'],
  percent: ['decimal'],
  money: [],
  rating: ['integer', 'decimal'],
  progress: ['integer', 'decimal', 'percent'],
  duration: ['integer'],
  boolean: [],
  date: ['dateTime'],
  dateTime: [],
  time: [],
  yearMonth: ['date'],
  dateRange: [],
  choice: [...AS_TEXT, 'multiChoice'],
  multiChoice: [],
  country: AS_TEXT,
  reference: [],
  user: [],
  multiReference: [],
  users: [],
  anyReference: [],
  team: [],
  personName: [],
  address: [],
  geoPoint: [],
  geoShape: [],
  json: [],
  objectList: ['json'],
  file: [],
  image: ['file'],
  sequence: AS_TEXT,
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
  // Without a column on one side, nothing is converted: values are put aside, or there are none yet.
  if (before.columns.length === 0 || after.columns.length === 0) return 'none'
  const allowed = before.type === after.type || WIDER[before.type].includes(after.type)
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
    ((old !== null || from === 'uuid') && to === 'text') ||
    (from === 'text' && to === 'text[]') ||
    (isDate(from) && isTime(to))
  return converts ? 'rewrite' : 'refused'
}

/** Digits before the point are looked at value by value: an integer column could hold more than it does. */
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
