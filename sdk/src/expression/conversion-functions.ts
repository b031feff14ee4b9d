import type { JsonValue } from '../contract/json-value.ts'
import { dateText } from './calendar.ts'
import { type Decimal, decimalText, parseDecimal, round, truncate } from './decimal.ts'
import { chargeMadeText, type Evaluation } from './evaluation.ts'
import { EXPRESSION_LIMITS } from './expression-limits.ts'
import type { Implementations } from './implementation.ts'
import { durationText, instantText, timeText } from './instant.ts'
import type { Value } from './value.ts'

const same = ([value]: [Value]) => value
/** The texts that CEL reads as yes and no. */
export const YES: readonly string[] = ['true', 'True', 'TRUE', 't', '1']
export const NO: readonly string[] = ['false', 'False', 'FALSE', 'f', '0']
const INTEGER = /^[+-]?\d{1,38}$/
const DECIMAL = /^[+-]?\d{1,38}(?:\.\d{1,38})?$/
const DOUBLE = /^[+-]?\d{1,38}(?:\.\d{1,38})?(?:[eE][+-]?\d{1,3})?$/
const LARGEST = 10n ** BigInt(EXPRESSION_LIMITS.digits)
const FLOAT_DIGITS = 15

const readInteger = (text: string) => (INTEGER.test(text) ? BigInt(text.replace('+', '')) : null)
const readDecimal = (text: string) => (DECIMAL.test(text) ? parseDecimal(text) : null)
const readBool = (text: string) => (YES.includes(text) ? true : NO.includes(text) ? false : null)
const readDouble = (text: string) => (DOUBLE.test(text) ? finite(Number(text)) : null)
const finite = (value: number) => (Number.isFinite(value) ? value + 0 : null)

/** A floating-point number to the 15 digits that it keeps for certain. */
const fromDouble = (value: number) => limited(parseDecimal(value.toPrecision(FLOAT_DIGITS)))

/** A number of JSON, with as many digits as numbers in an expression have. */
const fromJsonNumber = (value: number) => limited(parseDecimal(String(value)))

function limited(decimal: Decimal | null): Decimal | null {
  if (decimal === null) return null
  const whole = truncate(decimal)
  return whole < LARGEST && whole > -LARGEST ? round(decimal, EXPRESSION_LIMITS.digits) : null
}

/** Numbers can be long, too. */
function made(evaluation: Evaluation, text: string): string {
  chargeMadeText(evaluation, text.length)
  return text
}

const truncated = (decimal: Decimal | null) => (decimal === null ? null : truncate(decimal))

export const CONVERSION_FUNCTIONS = {
  'string(string): string': same,
  'string(int): string': ([value]: [bigint], evaluation) => made(evaluation, String(value)),
  'string(decimal): string': ([value]: [Decimal], evaluation) => made(evaluation, decimalText(value)),
  'string(double): string': ([value]: [number]) => String(value),
  'string(bool): string': ([value]: [boolean]) => String(value),
  'string(date): string': ([value]: [number]) => dateText(value),
  'string(dateTime): string': ([value]: [number]) => instantText(value),
  'string(time): string': ([value]: [number]) => timeText(value),
  'string(duration): string': ([value]: [number]) => durationText(value),
  'string(dyn): string': ([value]: [JsonValue]) => {
    if (typeof value === 'number') {
      const decimal = parseDecimal(String(value))
      return decimal === null ? null : decimalText(decimal)
    }
    return typeof value === 'string' || typeof value === 'boolean' ? String(value) : null
  },
  'int(int): int': same,
  'int(decimal): int': ([value]: [Decimal]) => truncate(value),
  'int(double): int': ([value]: [number]) => truncated(fromDouble(value)),
  'int(string): int': ([text]: [string]) => readInteger(text),
  'int(dyn): int': ([value]: [JsonValue]) => {
    if (typeof value === 'number') return truncated(fromJsonNumber(value))
    return typeof value === 'string' ? readInteger(value) : null
  },
  'decimal(decimal): decimal': same,
  'decimal(double): decimal': ([value]: [number]) => fromDouble(value),
  'decimal(string): decimal': ([text]: [string]) => readDecimal(text),
  'decimal(dyn): decimal': ([value]: [JsonValue]) => {
    if (typeof value === 'number') return fromJsonNumber(value)
    return typeof value === 'string' ? readDecimal(value) : null
  },
  'double(double): double': same,
  'double(string): double': ([text]: [string]) => readDouble(text),
  'double(dyn): double': ([value]: [JsonValue]) => {
    if (typeof value === 'number') return finite(value)
    return typeof value === 'string' ? readDouble(value) : null
  },
  'bool(bool): bool': same,
  'bool(string): bool': ([text]: [string]) => readBool(text),
  'bool(dyn): bool': ([value]: [JsonValue]) => {
    if (typeof value === 'boolean') return value
    return typeof value === 'string' ? readBool(value) : null
  },
} satisfies Implementations
