import { currencyDigits } from '@tenon/sdk/contract/currency-digits'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { ownPattern } from '../own-patterns.ts'
import { currencyColumn } from '../sql-names.ts'
import { isCurrency, UNUSUAL_CURRENCIES } from './currency.ts'
import { decimalProblem } from './decimal-limits.ts'
import { type Decimal, decimalText, parseDecimal } from './decimal-text.ts'
import { accept, type FieldTypeDefinition, type Normalised, refuse } from './field-type-definition.ts'
import { ORDER_OPERATORS } from './number-types.ts'
import { shownValue } from './shown-value.ts'

const AMOUNT_WHOLE_DIGITS = 18

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `"99"`, `99` and `{ amount: 99 }` stand for that amount in the field's own currency. */
function asParts(value: JsonValue, schema: FieldSchema): { amount: JsonValue; currency: JsonValue } | null {
  if (typeof value === 'string' || typeof value === 'number') {
    return { amount: value, currency: schema.currency ?? null }
  }
  if (!isObject(value) || Object.keys(value).some((key) => key !== 'amount' && key !== 'currency')) return null
  return { amount: value['amount'] ?? null, currency: value['currency'] ?? schema.currency ?? null }
}

function isEmpty(amount: JsonValue): boolean {
  return amount === null || (typeof amount === 'string' && amount.trim() === '')
}

function notMoney(value: JsonValue): Normalised {
  return refuse('type', {
    en: `${shownValue(value)} is not an amount of money; expected one such as {"amount":"1234.50","currency":"USD"}`,
    'zh-CN': `${shownValue(value)} 不是金额，应类似 {"amount":"1234.50","currency":"CNY"}`,
  })
}

function normaliseMoney(value: JsonValue, schema: FieldSchema): Normalised {
  const parts = asParts(value, schema)
  if (parts === null) return notMoney(value)
  if (isEmpty(parts.amount)) return accept(null)
  const decimal = parseDecimal(parts.amount)
  if (decimal === null) return notMoney(value)
  return inCurrency(decimal, parts, schema)
}

function inCurrency(decimal: Decimal, parts: { amount: JsonValue; currency: JsonValue }, schema: FieldSchema) {
  const currency = typeof parts.currency === 'string' ? parts.currency.trim().toUpperCase() : ''
  if (!isCurrency(currency)) {
    return refuse('currency', {
      en: `${shownValue(parts.currency)} is not a currency; expected an ISO 4217 code such as USD or CNY`,
      'zh-CN': `${shownValue(parts.currency)} 不是货币，应为 ISO 4217 代码，例如 CNY 或 USD`,
    })
  }
  const scale = currencyDigits(currency)
  const shown = shownValue(`${parts.amount} ${currency}`)
  const wrong = decimalProblem(decimal, { schema, scale, maxWholeDigits: AMOUNT_WHOLE_DIGITS, shown })
  return wrong ?? accept({ amount: decimalText(decimal, scale), currency })
}

/** Digits after the point of a currency, in SQL. */
function digitsInSql(currency: RawBuilder<unknown>): RawBuilder<number> {
  const listed = (codes: readonly string[]) => sql.join(codes.map((code) => sql.lit(code)))
  const cases = UNUSUAL_CURRENCIES.map(
    ({ digits, codes }) => sql`when ${currency} in (${listed(codes)}) then ${sql.lit(digits)}`,
  )
  // Usual ones are told by one look into all others.
  const unusual = listed(UNUSUAL_CURRENCIES.flatMap(({ codes }) => codes))
  return sql<number>`case when ${currency} not in (${unusual}) then 2 ${sql.join(cases, sql` `)} end`
}

function selectMoney(alias: string, column: string): RawBuilder<JsonValue> {
  const amount = sql.ref(`${alias}.${column}`)
  const currency = sql`${sql.ref(`${alias}.${currencyColumn(column)}`)}`
  // Never rounds: digits that were stored stay, those that the currency is written with are filled up.
  const text = sql`round(${amount}, greatest(min_scale(${amount}), ${digitsInSql(currency)}))::text`
  return sql<JsonValue>`case when ${amount} is not null then jsonb_build_object('amount', ${text}, 'currency', ${currency}) end`
}

/** Never rounds either, and fills up as `selectMoney` does: `1000.500000` dollars are `1000.50`. */
function readMoney([stored, currency]: readonly JsonValue[]): JsonValue {
  if (typeof stored !== 'string' || typeof currency !== 'string') return null
  const [whole = '', fraction = ''] = stored.split('.')
  const digits = fraction.replace(/0+$/, '').padEnd(currencyDigits(currency), '0')
  return { amount: digits === '' ? whole : `${whole}.${digits}`, currency }
}

function compareAmount(value: JsonValue, schema: FieldSchema): Normalised {
  const amount = asParts(value, schema)?.amount ?? null
  const decimal = parseDecimal(amount)
  return decimal === null ? notMoney(value) : accept(decimalText(decimal, decimal.scale))
}

/** An exact amount and its currency, in two columns; amounts are written with their currency's own digits. */
export const moneyField: FieldTypeDefinition = Object.freeze({
  operators: ORDER_OPERATORS,
  sortable: true,
  keywords: ['currency', 'minimum', 'maximum', 'indexed'] as const,
  comparisonType: 'numeric',
  columns: (column: string) => [
    { name: column, type: 'numeric(24,6)' },
    { name: currencyColumn(column), type: 'character(3)', check: `"${currencyColumn(column)}" ~ '^[A-Z]{3}$'` },
  ],
  toColumns: (column: string, value: JsonValue) => {
    const money = isObject(value) ? value : {}
    return { [column]: money['amount'] ?? null, [currencyColumn(column)]: money['currency'] ?? null }
  },
  selectJson: selectMoney,
  parts: {
    select: (alias: string, column: string) =>
      [column, currencyColumn(column)].map((part) => sql`${sql.ref(`${alias}.${part}`)}`),
    read: readMoney,
  },
  storedForm: 'money',
  comparable: (alias: string, column: string) => sql`${sql.ref(`${alias}.${column}`)}`,
  comparison: compareAmount,
  normalise: normaliseMoney,
  jsonSchema: () => ({
    type: 'object',
    properties: {
      amount: { type: 'string', pattern: ownPattern('^-?[0-9]{1,18}(\\.[0-9]{1,6})?$') },
      currency: { type: 'string', pattern: ownPattern('^[A-Z]{3}$') },
    },
    required: ['amount', 'currency'],
    additionalProperties: false,
  }),
})
