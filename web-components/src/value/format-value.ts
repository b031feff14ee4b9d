import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type {
  DateRange,
  FieldType,
  GeoShape,
  Money,
  PersonName,
  RecordReference,
  StoredFile,
} from '@tenon/sdk/contract/field-type'
import { formatDuration } from '@tenon/sdk/contract/format-duration'
import { fullNameOf } from '@tenon/sdk/contract/full-name'
import { isYearField } from '@tenon/sdk/contract/is-year-field'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { listIn } from '@tenon/sdk/contract/list-in'
import { textIn } from '@tenon/sdk/contract/locale'
import { valueField } from '@tenon/sdk/contract/value-field'
import { countryName } from './country-name.ts'
import { formatDate, formatDateRange, formatDateTime, formatYearMonth } from './format-date.ts'
import { formatGeoShape } from './format-geo-shape.ts'
import { formatMoney } from './format-money.ts'
import { formatAddress, formatGeoPoint } from './format-place.ts'
import { keepDirection } from './keep-direction.ts'
import { formatDecimal } from './number-format.ts'
import { plainMarkdown } from './plain-markdown.ts'
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
  const given = valueField(field)
  return keepDirection((FORMATS[given.fieldType] ?? asText)(value, given, context))
}

export function nameOfUser(id: string, { model, labels, locale }: ValueContext): string {
  return keepDirection(
    model.users.find((user) => user.id === id)?.name ?? labels?.[id] ?? valueTexts(locale).formerUser,
  )
}

export function nameOfTeam(id: string, { model, labels, locale }: ValueContext): string {
  return keepDirection(
    model.teams?.find((team) => team.id === id)?.name ?? labels?.[id] ?? valueTexts(locale).formerTeam,
  )
}

export function nameOfReference(id: string, context: ValueContext): string {
  const { unnamed, closed } = valueTexts(context.locale)
  return isUntold(id, context) ? closed : keepDirection(context.labels?.[id] || unnamed)
}

/** True where the reader was told what the record's references are called, and not what this one is: it may not be seen. */
export function isUntold(id: string, { labels }: ValueContext): boolean {
  return labels !== undefined && !Object.hasOwn(labels, id)
}

export function labelOfChoice(value: JsonValue, field: FieldSchema, { locale }: ValueContext): string {
  const option = field.options?.find((candidate) => candidate.value === value)
  return option ? textIn(option.label, locale) : String(value)
}

const asText: Format = (value) => (typeof value === 'object' ? '' : String(value))
const asChoice: Format = (value, field, context) => labelOfChoice(value, field, context)

const asList: Format = (value, _, { locale }) => listIn(value as string[], locale)

/** “Contact · Ada Lovelace”. */
function nameOfAny({ entity, id }: RecordReference, context: ValueContext): string {
  const kind = context.model.entities[entity]
  const name = nameOfReference(id, context)
  return kind ? `${textIn(kind.label, context.locale)} · ${name}` : name
}

function severalNames(nameOf: (id: string, context: ValueContext) => string): Format {
  return (value, _, context) =>
    listIn(
      (value as string[]).map((id) => nameOf(id, context)),
      context.locale,
    )
}
const asFiles: Format = (value, _, { locale }) =>
  listIn(
    (value as unknown as StoredFile[]).map(({ name }) => name),
    locale,
  )

/** Each object by the first of its parts that is filled in. */
const asObjects: Format = (value, field, context) => {
  const parts = Object.entries(field.items?.properties ?? {})
  const titles = (value as JsonObject[]).map((item) => {
    const [name, schema] = parts.find(([part]) => !isEmptyValue(item[part])) ?? []
    return name && schema ? formatValue(item[name], schema, context) : ''
  })
  return titles.join(context.locale === 'zh-CN' ? '；' : '; ')
}

const FORMATS: Partial<Record<FieldType, Format>> = {
  richText: (value) => plainMarkdown(String(value)),
  emails: asList,
  phones: asList,
  urls: asList,
  tags: asList,
  integer: (value, field, { locale }) => formatDecimal(String(value), locale, { useGrouping: !isYearField(field) }),
  decimal: (value, field, { locale }) =>
    formatDecimal(String(value), locale, { minimumFractionDigits: field.scale ?? 2 }),
  percent: (value, _, { locale }) => `${formatDecimal(String(value), locale)}%`,
  progress: (value, _, { locale }) => `${formatDecimal(String(value), locale)}%`,
  money: (value, _, { locale }) => formatMoney(value as unknown as Money, locale),
  rating: (value, field, { locale }) => valueTexts(locale).stars(Number(value), maxRating(field)),
  duration: (value, _, { locale }) => formatDuration(Number(value), locale),
  boolean: (value, _, { locale }) => (value ? valueTexts(locale).yes : valueTexts(locale).no),
  date: (value, _, { locale }) => formatDate(String(value), locale),
  dateTime: (value, _, { locale }) => formatDateTime(String(value), locale),
  time: (value) => String(value).slice(0, 5),
  yearMonth: (value, _, { locale }) => formatYearMonth(String(value), locale),
  dateRange: (value, _, { locale }) => formatDateRange(value as unknown as DateRange, locale, valueTexts(locale)),
  choice: asChoice,
  multiChoice: (value, field, context) =>
    listIn(
      (value as JsonValue[]).map((item) => labelOfChoice(item, field, context)),
      context.locale,
    ),
  country: (value, _, { locale }) => countryName(String(value), locale),
  reference: (value, _, context) => nameOfReference(String(value), context),
  user: (value, _, context) => nameOfUser(String(value), context),
  team: (value, _, context) => nameOfTeam(String(value), context),
  multiReference: severalNames(nameOfReference),
  users: severalNames(nameOfUser),
  anyReference: (value, _, context) => nameOfAny(value as unknown as RecordReference, context),
  personName: (value) => fullNameOf(value as PersonName),
  address: (value, _, { locale }) => formatAddress(value as object, locale),
  geoPoint: (value, _, { locale }) => formatGeoPoint(value as unknown as { lat: number; lng: number }, locale),
  geoShape: (value, _, { locale }) => formatGeoShape(value as unknown as GeoShape, locale),
  json: (value, _, { locale }) => valueTexts(locale).structured(Object.keys(Object(value)).length),
  objectList: asObjects,
  file: asFiles,
  image: asFiles,
}
