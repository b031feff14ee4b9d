import type { JsonValue } from '../contract/json-value.ts'
import type { Decimal } from './decimal.ts'
import type { Pattern } from './parse-pattern.ts'

/** An amount in a currency. */
export interface MoneyValue {
  readonly amount: Decimal
  readonly currency: string
}

/** A record as the API gives it, or only the id of one. */
export type RecordValue = string | { readonly [field: string]: JsonValue | undefined }

/**
 * A value while an expression runs. Which one a type has: `string`, `choice` and `record` ids are strings; `int` is a
 * bigint, `decimal` a Decimal, `double` a number; `date` is days since 1970-01-01, `dateTime` and `duration`
 * milliseconds, `time` seconds since midnight, all of them numbers; `dyn` is JSON as it came.
 */
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | Decimal
  | MoneyValue
  | Pattern
  | RecordValue
  | JsonValue
  | Value[]
