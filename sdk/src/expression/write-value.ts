import type { JsonValue } from '../contract/json-value.ts'
import { dateText } from './calendar.ts'
import { type Decimal, decimalText } from './decimal.ts'
import type { ExpressionType } from './expression-type.ts'
import { durationText, instantText, timeText } from './instant.ts'
import type { MoneyValue, RecordValue, Value } from './value.ts'

const WRITE: Readonly<Record<Exclude<ExpressionType['kind'], 'list'>, (value: Value) => JsonValue>> = {
  null: () => null,
  unknown: () => null,
  string: (value) => value as string,
  choice: (value) => value as string,
  bool: (value) => value as boolean,
  int: (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : null),
  decimal: (value) => decimalText(value as Decimal),
  double: (value) => value as number,
  money: (value) => {
    const { amount, currency } = value as MoneyValue
    return { amount: decimalText(amount), currency }
  },
  date: (value) => dateText(value as number),
  dateTime: (value) => instantText(value as number),
  time: (value) => timeText(value as number),
  duration: (value) => durationText(value as number),
  record: (value) => {
    const record = value as RecordValue
    return typeof record === 'string' ? record : (record['id'] ?? null)
  },
  dyn: (value) => value as JsonValue,
}

/** A value as the API gives it. A whole number that JSON cannot hold exactly, beyond ±(2^53 - 1), becomes null. */
export function writeValue(value: Value, type: ExpressionType): JsonValue {
  if (value === null) return null
  if (type.kind === 'list') return (value as Value[]).map((item) => writeValue(item, type.of))
  return WRITE[type.kind](value)
}
