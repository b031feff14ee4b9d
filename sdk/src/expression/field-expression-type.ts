import type { FieldType } from '../contract/field-type.ts'
import type { ValueField } from '../contract/value-field.ts'
import { type ExpressionType, listOf, TYPE } from './expression-type.ts'

type TypeOf = ExpressionType | ((field: ValueField) => ExpressionType)

const optionsOf = ({ options = [] }: ValueField): ExpressionType => ({
  kind: 'choice',
  options: options.map(({ value }) => value),
})

const TYPES: Readonly<Record<FieldType, TypeOf>> = {
  text: TYPE.string,
  longText: TYPE.string,
  richText: TYPE.string,
  code: TYPE.string,
  email: TYPE.string,
  emails: listOf(TYPE.string),
  phone: TYPE.string,
  phones: listOf(TYPE.string),
  url: TYPE.string,
  urls: listOf(TYPE.string),
  uuid: TYPE.string,
  slug: TYPE.string,
  barcode: TYPE.string,
  color: TYPE.string,
  icon: TYPE.string,
  tags: listOf(TYPE.string),
  integer: TYPE.int,
  decimal: TYPE.decimal,
  percent: TYPE.decimal,
  money: TYPE.money,
  rating: TYPE.int,
  progress: TYPE.int,
  duration: TYPE.int,
  boolean: TYPE.bool,
  date: TYPE.date,
  dateTime: TYPE.dateTime,
  time: TYPE.time,
  yearMonth: TYPE.string,
  dateRange: TYPE.dyn,
  choice: optionsOf,
  multiChoice: (field) => listOf(optionsOf(field)),
  country: TYPE.string,
  reference: ({ reference }) => ({ kind: 'record', entity: reference?.entity ?? '' }),
  user: TYPE.string,
  multiReference: listOf(TYPE.string),
  users: listOf(TYPE.string),
  anyReference: TYPE.dyn,
  team: TYPE.string,
  personName: TYPE.dyn,
  address: TYPE.dyn,
  geoPoint: TYPE.dyn,
  geoShape: TYPE.dyn,
  json: TYPE.dyn,
  objectList: TYPE.dyn,
  file: TYPE.dyn,
  image: TYPE.dyn,
  sequence: TYPE.string,
}

/**
 * What expressions see in a field, which is its JSON: 12.5 % is the number 12.5, a duration its seconds, a month the text
 * `2026-03`, a user an id, and several records or users a list of ids; names, addresses, places, ranges of days, lists of
 * objects, references to any of several entities and files are JSON.
 */
export function fieldExpressionType(field: ValueField): ExpressionType {
  const type = TYPES[field.fieldType]
  return typeof type === 'function' ? type(field) : type
}
