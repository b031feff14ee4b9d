import { isDeepStrictEqual } from 'node:util'
import type {
  DateRange,
  FieldType,
  GeoPoint,
  Money,
  PersonName,
  RecordReference,
  StoredFile,
} from '@tenon/sdk/contract/field-type'
import { fullNameOf } from '@tenon/sdk/contract/full-name'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { accept, type Normalised, refuse } from './field-type-definition.ts'
import { nameFromText } from './person-name-type.ts'
import { shownValue } from './shown-value.ts'

/** How values of a type stand in a cell of a CSV file: the same value comes back from its text. */
export interface CsvForm {
  /** Text of a stored value, never of an empty one. */
  write(value: JsonValue): string
  /** A value for the type's `normalise`, which also knows other ways to write it. */
  read(text: string): Normalised
}

const plain: CsvForm = { write: String, read: accept }

const ID_IN_BRACKETS = /\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)/gi
const SEPARATOR = /[,;\n，；、]/

/** `a, b`; entries that hold a separator themselves are written as a JSON array of texts. */
const list: CsvForm = {
  write: (value) => {
    const entries = value as string[]
    const text = entries.join(', ')
    const clear = entries.every((entry) => !SEPARATOR.test(entry) && entry.trim() === entry) && !text.startsWith('[')
    return clear ? text : JSON.stringify(entries)
  },
  read: (text) => {
    const parsed = text.startsWith('[') ? parseJson(text) : undefined
    return accept(Array.isArray(parsed) ? parsed : text.split(SEPARATOR).flatMap((entry) => entry.trim() || []))
  },
}

const json: CsvForm = {
  write: (value) => JSON.stringify(value),
  read: (text) => {
    const parsed = parseJson(text)
    return parsed === undefined ? notJson(text) : accept(parsed)
  },
}

const money: CsvForm = {
  write: (value) => {
    const { amount, currency } = value as unknown as Money
    return `${amount} ${currency}`
  },
  read: (text) => {
    const [, amount, currency] = /^(\S+)\s+([A-Za-z]{3})$/.exec(text) ?? []
    return accept(amount === undefined || currency === undefined ? text : { amount, currency })
  },
}

/** `1:30:00` for an hour and a half. */
const duration: CsvForm = {
  write: (value) => {
    const seconds = Number(value)
    const two = (number: number) => String(number).padStart(2, '0')
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  },
  read: accept,
}

/** ISO 8601: `2026-03-01/2026-03-31`, two dots for an open side. */
const dateRange: CsvForm = {
  write: (value) => {
    const { start, end } = value as unknown as DateRange
    return `${start ?? '..'}/${end ?? '..'}`
  },
  read: accept,
}

const geoPoint: CsvForm = {
  write: (value) => {
    const { lat, lng } = value as unknown as GeoPoint
    return `${lat}, ${lng}`
  },
  read: accept,
}

/** `contact/0190a6f0-…`. */
const anyReference: CsvForm = {
  write: (value) => {
    const { entity, id } = value as unknown as RecordReference
    return `${entity}/${id}`
  },
  read: accept,
}
/** GeoJSON; a text is read as that anyway. */
const geoShape: CsvForm = { write: (value) => JSON.stringify(value), read: accept }

/** The name as it is spoken where its parts can be told from it, else a JSON object of its parts. */
const personName: CsvForm = {
  write: (value) => {
    const name = value as PersonName
    const text = fullNameOf(name)
    return !text.startsWith('{') && isDeepStrictEqual(nameFromText(text), name) ? text : JSON.stringify(name)
  },
  read: (text) => accept(parseObject(text) ?? text),
}

const address: CsvForm = {
  write: (value) => JSON.stringify(value),
  read: (text) => accept(parseObject(text) ?? text),
}

/** `offer.pdf (0190…)`: names for people, ids for the way back. JSON of the ids where a name looks like one itself. */
const files: CsvForm = {
  write: (value) => {
    const entries = value as unknown as StoredFile[]
    const text = entries.map(({ name, id }) => `${name} (${id})`).join(', ')
    const clear = !text.startsWith('[') && text.match(ID_IN_BRACKETS)?.length === entries.length
    return clear ? text : JSON.stringify(entries.map(({ id }) => id))
  },
  read: (text) => {
    const parsed = text.startsWith('[') ? parseJson(text) : undefined
    if (Array.isArray(parsed)) return accept(parsed)
    const named = text.match(ID_IN_BRACKETS)?.map((id) => id.slice(1, -1))
    return accept(named ?? text.split(SEPARATOR).flatMap((entry) => entry.trim() || []))
  },
}

/** The form of each type; plugins/README.md tells people of them. */
export const CSV_FORMS: Readonly<Record<FieldType, CsvForm>> = {
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
  integer: plain,
  decimal: plain,
  percent: plain,
  money,
  rating: plain,
  progress: plain,
  duration,
  boolean: plain,
  date: plain,
  dateTime: plain,
  time: plain,
  yearMonth: plain,
  dateRange,
  choice: plain,
  multiChoice: list,
  country: plain,
  reference: plain,
  user: plain,
  multiReference: list,
  users: list,
  anyReference,
  team: plain,
  personName,
  address,
  geoPoint,
  geoShape,
  json,
  objectList: json,
  file: files,
  image: files,
  sequence: plain,
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function parseObject(text: string): JsonObject | null {
  const parsed = text.startsWith('{') ? parseJson(text) : undefined
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : null
}

function notJson(text: string): Normalised {
  return refuse('format', {
    en: `${shownValue(text)} is not JSON; write texts in double quotes`,
    'zh-CN': `${shownValue(text)} 不是 JSON；文本请用双引号括起`,
  })
}
