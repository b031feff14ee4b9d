import {
  absolute,
  add,
  ceiling,
  type Decimal,
  divide,
  fixedText,
  floor,
  multiply,
  negate,
  round,
  subtract,
  truncate,
} from './decimal.ts'
import { chargeMadeText, type Evaluation } from './evaluation.ts'
import type { Implementations } from './implementation.ts'
import { groupDigits } from './text.ts'
import type { MoneyValue } from './value.ts'

/** Both must be in the same currency: there is no rate to change one into the other. */
function inOneCurrency(left: MoneyValue, right: MoneyValue, amount: (left: Decimal, right: Decimal) => Decimal) {
  return left.currency === right.currency ? withAmount(left, amount(left.amount, right.amount)) : null
}

function withAmount({ currency }: MoneyValue, amount: Decimal | null): MoneyValue | null {
  return amount === null ? null : { amount, currency }
}

/** Null where the result is no number; never a negative zero. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null
}

const CURRENCY = /^[A-Z]{3}$/

export const NUMBER_FUNCTIONS = {
  'int + int: int': ([left, right]: [bigint, bigint]) => left + right,
  'int - int: int': ([left, right]: [bigint, bigint]) => left - right,
  'int * int: int': ([left, right]: [bigint, bigint]) => left * right,
  'int / int: int': ([left, right]: [bigint, bigint]) => (right === 0n ? null : left / right),
  'int % int: int': ([left, right]: [bigint, bigint]) => (right === 0n ? null : left % right),
  '- int: int': ([value]: [bigint]) => -value,
  'decimal + decimal: decimal': ([left, right]: [Decimal, Decimal]) => add(left, right),
  'decimal - decimal: decimal': ([left, right]: [Decimal, Decimal]) => subtract(left, right),
  'decimal * decimal: decimal': ([left, right]: [Decimal, Decimal]) => multiply(left, right),
  'decimal / decimal: decimal': ([left, right]: [Decimal, Decimal]) => divide(left, right),
  '- decimal: decimal': ([value]: [Decimal]) => negate(value),
  'double + double: double': ([left, right]: [number, number]) => finite(left + right),
  'double - double: double': ([left, right]: [number, number]) => finite(left - right),
  'double * double: double': ([left, right]: [number, number]) => finite(left * right),
  'double / double: double': ([left, right]: [number, number]) => finite(left / right),
  '- double: double': ([value]: [number]) => 0 - value,
  'money + money: money': ([left, right]: [MoneyValue, MoneyValue]) => inOneCurrency(left, right, add),
  'money - money: money': ([left, right]: [MoneyValue, MoneyValue]) => inOneCurrency(left, right, subtract),
  'money * decimal: money': ([left, right]: [MoneyValue, Decimal]) => withAmount(left, multiply(left.amount, right)),
  'decimal * money: money': ([left, right]: [Decimal, MoneyValue]) => withAmount(right, multiply(left, right.amount)),
  'money / decimal: money': ([left, right]: [MoneyValue, Decimal]) => withAmount(left, divide(left.amount, right)),
  'money / money: decimal': ([left, right]: [MoneyValue, MoneyValue]) =>
    left.currency === right.currency ? divide(left.amount, right.amount) : null,
  '- money: money': ([value]: [MoneyValue]) => withAmount(value, negate(value.amount)),
  'abs(int): int': ([value]: [bigint]) => (value < 0n ? -value : value),
  'abs(decimal): decimal': ([value]: [Decimal]) => absolute(value),
  'abs(double): double': ([value]: [number]) => Math.abs(value),
  'abs(money): money': ([value]: [MoneyValue]) => withAmount(value, absolute(value.amount)),
  'round(decimal): int': ([value]: [Decimal]) => truncate(round(value, 0)),
  'round(decimal, digits): decimal': ([value, digits]: [Decimal, number]) => round(value, digits),
  'round(money, digits): money': ([value, digits]: [MoneyValue, number]) =>
    withAmount(value, round(value.amount, digits)),
  'floor(decimal): int': ([value]: [Decimal]) => floor(value),
  'ceil(decimal): int': ([value]: [Decimal]) => ceiling(value),
  'trunc(decimal): int': ([value]: [Decimal]) => truncate(value),
  'decimal.format(digits): string': ([value, digits]: [Decimal, number], evaluation) =>
    formatted(evaluation, fixedText(value, digits), ''),
  'decimal.format(digits, separator): string': ([value, digits, separator]: [Decimal, number, string], evaluation) =>
    formatted(evaluation, fixedText(value, digits), separator),
  'money(decimal, string): money': ([amount, currency]: [Decimal, string]) =>
    CURRENCY.test(currency) ? { amount, currency } : null,
  'money.amount: decimal': ([value]: [MoneyValue]) => value.amount,
  'money.currency: string': ([value]: [MoneyValue]) => value.currency,
} satisfies Implementations

function formatted(evaluation: Evaluation, text: string, separator: string): string {
  const result = separator === '' ? text : groupDigits(text, separator)
  chargeMadeText(evaluation, result.length)
  return result
}
