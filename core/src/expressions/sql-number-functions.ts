import { EXPRESSION_LIMITS } from '@tenon/sdk/expression/expression-limits'
import { columns, type SqlCall, type SqlFunction, type SqlFunctionTable } from './sql-function.ts'
import { bindOnce, partOf, type SqlGround } from './sql-ground.ts'
import { bound, fixed, part, type SqlPart } from './sql-part.ts'
import { asText, plainText } from './sql-text.ts'
import { moneyOf, type SqlValue, scalar } from './sql-value.ts'

/** Whole numbers come as columns of any integer type, which overflow; a numeric does not. */
export function numeric(value: SqlPart): SqlPart {
  return part`(${value})::numeric`
}

type Operator = '+' | '-' | '*'

const calculation = (operator: Operator) =>
  columns(([left, right]) => part`(${numeric(left)} ${fixed(operator)} ${numeric(right)})`)

/** To 20 digits, half away from zero: one digit more is worked out exactly, and what is behind it cannot matter. */
export function quotient(left: SqlPart, right: SqlPart): SqlPart {
  return part`round(div(${numeric(left)} * 1000000000000000000000, nullif(${numeric(right)}, 0)) * 0.000000000000000000001, 20)`
}

const moneyCalculation =
  (operator: Operator): SqlFunction =>
  ({ values }) => {
    const [left, right] = [moneyOf(values[0]), moneyOf(values[1])]
    const amount = part`case when ${plainText(left.currency)} = ${right.currency} then ${left.amount} ${fixed(operator)} ${right.amount} end`
    return { kind: 'money', amount, currency: left.currency }
  }

/** Changes the amount of the money that is the argument at `index`. */
function onAmount(index: 0 | 1, write: (amount: SqlPart, other: SqlPart, call: SqlCall) => SqlPart): SqlFunction {
  return (call) => {
    const money = moneyOf(call.values[index])
    const other = call.values[1 - index]
    const given = other?.kind === 'scalar' ? other.part : fixed('null')
    return { kind: 'money', amount: write(money.amount, given, call), currency: money.currency }
  }
}

const digitsOf = ({ call }: SqlCall) => {
  const [, digits] = call.arguments
  return fixed(String(Number(digits?.kind === 'constant' ? digits.value : 0)))
}

/** `1,234.50`: the separator goes between groups of three digits before the point. */
function grouped(ground: SqlGround, text: SqlPart, separator: string): SqlPart {
  if (separator === '') return text
  const replacement = bound(`\\1${separator.replaceAll('\\', '\\\\')}`, 'text')
  return bindOnce(ground, text, (value) => {
    const whole = part`regexp_replace(split_part(${value}, '.', 1), '([0-9])(?=([0-9]{3})+$)', ${replacement}, 'g')`
    return part`${whole} || case when strpos(${value}, '.') > 0 then '.' || split_part(${value}, '.', 2) else '' end`
  })
}

/** Most characters of a number's text. */
const NUMBER_LENGTH = EXPRESSION_LIMITS.digits * 100

const negated = columns(([value]) => part`(- ${numeric(value)})`)
const truncated = columns(([value]) => part`trunc(${numeric(value)})`)
const absoluteValue = columns(([value]) => part`abs(${numeric(value)})`)

export const SQL_NUMBER_FUNCTIONS = {
  'int + int: int': calculation('+'),
  'int - int: int': calculation('-'),
  'int * int: int': calculation('*'),
  'int / int: int': columns(([left, right]) => part`div(${numeric(left)}, nullif(${numeric(right)}, 0))`),
  'int % int: int': columns(([left, right]) => part`mod(${numeric(left)}, nullif(${numeric(right)}, 0))`),
  '- int: int': negated,
  'decimal + decimal: decimal': calculation('+'),
  'decimal - decimal: decimal': calculation('-'),
  'decimal * decimal: decimal': calculation('*'),
  'decimal / decimal: decimal': columns(([left, right]) => quotient(left, right)),
  '- decimal: decimal': negated,
  'double + double: double': null,
  'double - double: double': null,
  'double * double: double': null,
  'double / double: double': null,
  '- double: double': null,
  'money + money: money': moneyCalculation('+'),
  'money - money: money': moneyCalculation('-'),
  'money * decimal: money': onAmount(0, (amount, factor) => part`(${amount} * ${numeric(factor)})`),
  'decimal * money: money': onAmount(1, (amount, factor) => part`(${amount} * ${numeric(factor)})`),
  'money / decimal: money': onAmount(0, quotient),
  'money / money: decimal': ({ values }): SqlValue => {
    const [left, right] = [moneyOf(values[0]), moneyOf(values[1])]
    return scalar(
      part`case when ${plainText(left.currency)} = ${right.currency} then ${quotient(left.amount, right.amount)} end`,
    )
  },
  '- money: money': onAmount(0, (amount) => part`(- ${amount})`),
  'abs(int): int': absoluteValue,
  'abs(decimal): decimal': absoluteValue,
  'abs(double): double': null,
  'abs(money): money': onAmount(0, (amount) => part`abs(${amount})`),
  'round(decimal): int': columns(([value]) => part`round(${numeric(value)}, 0)`),
  'round(decimal, digits): decimal': columns(
    ([value], { literal }) => part`round(${numeric(value)}, ${fixed(String(Number(literal(1))))})`,
  ),
  'round(money, digits): money': onAmount(0, (amount, _, call) => part`round(${amount}, ${digitsOf(call)})`),
  'floor(decimal): int': columns(([value]) => part`floor(${numeric(value)})`),
  'ceil(decimal): int': columns(([value]) => part`ceil(${numeric(value)})`),
  'trunc(decimal): int': truncated,
  'decimal.format(digits): string': columns(([value], { literal }) => ({
    ...part`round(${numeric(value)}, ${fixed(String(Number(literal(1))))})::text`,
    maxLength: NUMBER_LENGTH,
  })),
  'decimal.format(digits, separator): string': columns(([value], { ground, literal }) => {
    const text = part`round(${numeric(value)}, ${fixed(String(Number(literal(1))))})::text`
    return { ...grouped(ground, text, String(literal(2))), maxLength: NUMBER_LENGTH * 10 }
  }),
  'money(decimal, string): money': ({ values }): SqlValue => {
    const [amount, currency] = values.map((value) => asText(partOf(value)))
    if (amount === undefined || currency === undefined) throw new Error('money() has two arguments.')
    const checked = part`case when ${plainText(currency)} ~ '^[A-Z]{3}$' then ${numeric(amount)} end`
    return { kind: 'money', amount: checked, currency }
  },
  'money.amount: decimal': ({ values }): SqlValue => scalar(moneyOf(values[0]).amount),
  'money.currency: string': ({ values }): SqlValue => {
    const { amount, currency } = moneyOf(values[0])
    return scalar({ ...part`case when ${amount} is not null then ${currency} end`, maxLength: 3 })
  },
} satisfies SqlFunctionTable
