import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { Address, FieldType, Money } from '@tenon/sdk/contract/field-type'
import { isYearField } from '@tenon/sdk/contract/is-year-field'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { listIn } from '@tenon/sdk/contract/list-in'
import { textIn } from '@tenon/sdk/contract/locale'
import { formatDate, formatDateTime } from './format-date.ts'
import { formatMoney } from './format-money.ts'
import { formatDecimal } from './number-format.ts'
import { valueTexts } from './value.texts.ts'
import type { ValueContext } from './value-context.ts'

type Format = (value: JsonValue, field: FieldSchema, context: ValueContext) => string

/** Stars that a rating has at most. */
export function maxRating(field: FieldSchema): number {
  return field.maximum ?? 5
}

/** True for what a person would call empty: nothing, blank text, no choices. */
export function isEmptyValue(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Any value in words for a person, never an id, a stored key or JSON; empty text for an empty value. */
export function formatValue(value: JsonValue | undefined, field: FieldSchema, context: ValueContext): string {
  if (value === undefined || isEmptyValue(value)) return ''
  return (FORMATS[field.fieldType] ?? asText)(value, field, context)
}

export function nameOfUser(id: string, { model, labels, locale }: ValueContext): string {
  return model.users.find((user) => user.id === id)?.name ?? labels?.[id] ?? valueTexts(locale).formerUser
}

export function nameOfReference(id: string, { labels, locale }: ValueContext): string {
  return labels?.[id] ?? valueTexts(locale).unnamed
}

export function labelOfChoice(value: JsonValue, field: FieldSchema, { locale }: ValueContext): string {
  const option = field.options?.find((candidate) => candidate.value === value)
  return option ? textIn(option.label, locale) : String(value)
}

const asText: Format = (value) => (typeof value === 'object' ? '' : String(value))
const asChoice: Format = (value, field, context) => labelOfChoice(value, field, context)

const FORMATS: Partial<Record<FieldType, Format>> = {
  integer: (value, field, { locale }) => formatDecimal(String(value), locale, { useGrouping: !isYearField(field) }),
  decimal: (value, field, { locale }) =>
    formatDecimal(String(value), locale, { minimumFractionDigits: field.scale ?? 2 }),
  percent: (value, _, { locale }) => `${formatDecimal(String(value), locale)}%`,
  money: (value, _, { locale }) => formatMoney(value as unknown as Money, locale),
  rating: (value, field, { locale }) => valueTexts(locale).stars(Number(value), maxRating(field)),
  boolean: (value, _, { locale }) => (value ? valueTexts(locale).yes : valueTexts(locale).no),
  date: (value, _, { locale }) => formatDate(String(value), locale),
  dateTime: (value, _, { locale }) => formatDateTime(String(value), locale),
  time: (value) => String(value).slice(0, 5),
  choice: asChoice,
  multiChoice: (value, field, context) =>
    listIn(
      (value as JsonValue[]).map((item) => labelOfChoice(item, field, context)),
      context.locale,
    ),
  reference: (value, _, context) => nameOfReference(String(value), context),
  user: (value, _, context) => nameOfUser(String(value), context),
  address: (value, _, { locale }) => formatAddress(value as Address, locale),
  json: (value, _, { locale }) => valueTexts(locale).structured(Object.keys(Object(value)).length),
}

/** Chinese addresses run from the large to the small, Western ones the other way round. */
function formatAddress(address: Address, locale: string): string {
  const { line1, line2, city, region, postalCode, country } = address
  const land = country && new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(country)
  const parts =
    locale === 'zh-CN'
      ? [land, region, city, line1, line2, postalCode]
      : [line1, line2, [postalCode, city].filter(Boolean).join(' '), region, land]
  return parts.filter(Boolean).join(locale === 'zh-CN' ? ' ' : ', ')
}
