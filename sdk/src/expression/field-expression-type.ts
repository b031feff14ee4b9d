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
  email: TYPE.string,
  phone: TYPE.string,
  url: TYPE.string,
  integer: TYPE.int,
  decimal: TYPE.decimal,
  percent: TYPE.decimal,
  money: TYPE.money,
  rating: TYPE.int,
  boolean: TYPE.bool,
  date: TYPE.date,
  dateTime: TYPE.dateTime,
  time: TYPE.time,
  choice: optionsOf,
  multiChoice: (field) => listOf(optionsOf(field)),
  reference: ({ reference }) => ({ kind: 'record', entity: reference?.entity ?? '' }),
  user: TYPE.string,
  address: TYPE.dyn,
  json: TYPE.dyn,
  sequence: TYPE.string,
}

/** What expressions see in a field. 12.5 % is the number 12.5, an address is JSON, a user is an id. */
export function fieldExpressionType(field: ValueField): ExpressionType {
  const type = TYPES[field.fieldType]
  return typeof type === 'function' ? type(field) : type
}
