import { currencyDigits } from '@tenon/sdk/contract/currency-digits'
import type {
  DateRange,
  FieldType,
  GeoPoint,
  GeoShape,
  PersonName,
  RecordReference,
  StoredFile,
} from '@tenon/sdk/contract/field-type'
import { formatDuration } from '@tenon/sdk/contract/format-duration'
import { fullNameOf } from '@tenon/sdk/contract/full-name'
import { isYearField } from '@tenon/sdk/contract/is-year-field'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { listIn } from '@tenon/sdk/contract/list-in'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { CompiledField } from '../model/compiled-model.ts'

export interface FormatGround {
  locale: Locale
  /** Id → title of what references and users name. */
  labels: Readonly<Record<string, string>>
  /** IANA zone of points in time. Default: UTC. */
  timeZone?: string
}

/** One that the model does not have any more can be shown too. */
export type FormattedField = Pick<CompiledField, 'type' | 'schema'>

type Format = (value: JsonValue, ground: FormatGround, field: FormattedField) => string

const plain: Format = (value) => String(value)
const number: Format = (value, { locale }) => decimal(locale).format(value as Intl.StringNumericLiteral)
const percent: Format = (value, ground, field) => `${number(value, ground, field)} %`
const list: Format = (value, { locale }) => listIn(value as string[], locale)
const files: Format = (value, { locale }) =>
  listIn(
    (value as unknown as StoredFile[]).map(({ name }) => name),
    locale,
  )
const label: Format = (value, { labels }) => labels[String(value)] ?? ''
/** Those that the reader may know of. */
const labelled: Format = (value, { labels, locale }) =>
  listIn(
    (value as string[]).flatMap((id) => labels[id] ?? []),
    locale,
  )
const option: Format = (value, { locale }, field) => optionLabel(field, value, locale)
const entries: Format = (value, { locale }) => {
  const count = Array.isArray(value) ? value.length : 1
  return textIn({ en: count === 1 ? '1 entry' : `${count} entries`, 'zh-CN': `${count} 项` }, locale)
}

const FORMATS: Readonly<Record<FieldType, Format>> = {
  text: plain,
  longText: plain,
  richText: plain,
  code: plain,
  email: plain,
  emails: list,
  phone: plain,
  phones: list,
  url: plain,
  urls: list,
  uuid: plain,
  slug: plain,
  barcode: plain,
  color: plain,
  icon: plain,
  tags: list,
  integer: (value, ground, field) => (isYearField(field.schema) ? String(value) : number(value, ground, field)),
  decimal: number,
  percent,
  money: (value, { locale }) => formatMoney(value, locale),
  rating: number,
  progress: percent,
  duration: (value, { locale }) => formatDuration(Number(value), locale),
  boolean: (value, { locale }) =>
    textIn(value === true ? { en: 'Yes', 'zh-CN': '是' } : { en: 'No', 'zh-CN': '否' }, locale),
  date: (value, { locale }) => formatDay(String(value), locale),
  dateTime: (value, { locale, timeZone = 'UTC' }) =>
    new Intl.DateTimeFormat(locale, { ...DATE_TIME, timeZone }).format(new Date(String(value))),
  time: (value) => String(value).slice(0, 5),
  yearMonth: (value, { locale }) =>
    new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(
      new Date(`${String(value)}-01T00:00:00Z`),
    ),
  dateRange: (value, { locale }) => formatRange(value as unknown as DateRange, locale),
  choice: option,
  multiChoice: (value, { locale }, field) =>
    listIn(
      (value as JsonValue[]).map((one) => optionLabel(field, one, locale)),
      locale,
    ),
  country: (value, { locale }) => countryName(String(value), locale),
  reference: label,
  user: label,
  multiReference: labelled,
  users: labelled,
  team: label,
  anyReference: (value, { labels }) => labels[(value as unknown as RecordReference).id] ?? '',
  personName: (value) => fullNameOf(value as PersonName),
  address: (value, { locale }) => formatAddress(value as JsonObject, locale),
  geoShape: (value, { locale }) => shapeText(value as unknown as GeoShape, locale),
  geoPoint: (value) => {
    const { lat, lng } = value as unknown as GeoPoint
    return `${lat}, ${lng}`
  },
  json: (value) => JSON.stringify(value),
  objectList: entries,
  file: files,
  image: files,
  sequence: plain,
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
export function formatValue(field: FormattedField, value: JsonValue | undefined, ground: FormatGround): string {
  if (value === undefined || value === null) return ''
  return FORMATS[field.type](value, ground, field)
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

function optionLabel(field: FormattedField, value: JsonValue, locale: Locale): string {
  const known = field.schema.options?.find((candidate) => candidate.value === value)
  return known === undefined ? String(value) : textIn(known.label, locale)
}

function formatDay(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

function formatRange({ start, end }: DateRange, locale: Locale): string {
  const [from, to] = [start, end].map((day) => (day === null ? '' : formatDay(day, locale)))
  if (start === null) return textIn({ en: `until ${to}`, 'zh-CN': `至 ${to}` }, locale)
  if (end === null) return textIn({ en: `from ${from}`, 'zh-CN': `${from} 起` }, locale)
  return start === end ? (from ?? '') : `${from} – ${to}`
}

function countryName(code: string, locale: Locale): string {
  return new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(code) ?? code
}

function formatAddress(address: JsonObject, locale: Locale): string {
  const { country, ...lines } = address
  const land = typeof country === 'string' ? countryName(country, locale) : undefined
  const parts = ['line1', 'line2', 'postalCode', 'city', 'region'].flatMap((part) => lines[part] ?? [])
  return [...parts, ...(land === undefined ? [] : [land])].join(', ')
}

const SHAPE_WORDS = {
  LineString: { en: 'Line', 'zh-CN': '线' },
  Polygon: { en: 'Area', 'zh-CN': '区域' },
  MultiPolygon: { en: 'Several areas', 'zh-CN': '多个区域' },
} as const

function shapeText({ type, coordinates }: GeoShape, locale: Locale): string {
  const depth = { LineString: 0, Polygon: 1, MultiPolygon: 2 }[type]
  const count = coordinates.flat(depth as 0).length
  const kind = textIn(SHAPE_WORDS[type], locale)
  return textIn({ en: `${kind}, ${count} points`, 'zh-CN': `${kind}，${count} 个点` }, locale)
}
