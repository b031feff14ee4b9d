import { currencyDigits } from '@tenon/sdk/contract/currency-digits'
import { isYearField } from '@tenon/sdk/contract/is-year-field'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { listIn } from '@tenon/sdk/contract/list-in'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { CompiledField } from '../model/compiled-model.ts'

export interface FormatGround {
  locale: Locale
  /** Id → title of what references and users name. */
  labels: Readonly<Record<string, string>>
}

type Format = (value: JsonValue, ground: FormatGround, field: CompiledField) => string

const plain: Format = (value) => String(value)
const number: Format = (value, { locale }) => decimal(locale).format(value as Intl.StringNumericLiteral)

const FORMATS: Partial<Record<CompiledField['type'], Format>> = {
  integer: (value, ground, field) => (isYearField(field.schema) ? String(value) : number(value, ground, field)),
  decimal: number,
  rating: number,
  percent: (value, ground, field) => `${number(value, ground, field)} %`,
  money: (value, { locale }) => formatMoney(value, locale),
  boolean: (value, { locale }) =>
    textIn(value === true ? { en: 'Yes', 'zh-CN': '是' } : { en: 'No', 'zh-CN': '否' }, locale),
  date: (value, { locale }) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
      new Date(`${String(value)}T00:00:00Z`),
    ),
  dateTime: (value, { locale }) =>
    new Intl.DateTimeFormat(locale, { ...DATE_TIME, timeZone: 'UTC' }).format(new Date(String(value))),
  time: (value) => String(value).slice(0, 5),
  choice: (value, { locale }, field) => optionLabel(field, value, locale),
  multiChoice: (value, { locale }, field) =>
    listIn(
      (value as JsonValue[]).map((one) => optionLabel(field, one, locale)),
      locale,
    ),
  reference: (value, { labels }) => labels[String(value)] ?? '',
  user: (value, { labels }) => labels[String(value)] ?? '',
  address: (value) => formatAddress(value as JsonObject),
  json: (value) => JSON.stringify(value),
}

const DATE_TIME: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
}

/** A value as a person reads it, in their language; empty text for an empty value. */
export function formatValue(field: CompiledField, value: JsonValue | undefined, ground: FormatGround): string {
  if (value === undefined || value === null) return ''
  return (FORMATS[field.type] ?? plain)(value, ground, field)
}

/** Amounts stay text all the way: a float would change large ones. */
function formatMoney(value: JsonValue, locale: Locale): string {
  const { amount, currency } = value as { amount: string; currency: string }
  const digits = currencyDigits(currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return format.format(amount as Intl.StringNumericLiteral)
}

function decimal(locale: Locale): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 10 })
}

function optionLabel(field: CompiledField, value: JsonValue, locale: Locale): string {
  const option = field.schema.options?.find((candidate) => candidate.value === value)
  return option === undefined ? String(value) : textIn(option.label, locale)
}

function formatAddress(address: JsonObject): string {
  const parts = ['line1', 'line2', 'postalCode', 'city', 'region', 'country']
  return parts.flatMap((part) => address[part] ?? []).join(', ')
}
