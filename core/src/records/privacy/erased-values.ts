import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'

interface Ground {
  /** Of the record. */
  id: string
  locale: Locale
  field: CompiledField
}

const ERASED = { en: 'Erased', 'zh-CN': '已删除' }

/** Nobody's address, number or name: of reserved domains and an unused country number, and different for each record. */
const REPLACEMENTS: Partial<Record<FieldType, (ground: Ground) => JsonValue>> = {
  text: textFor,
  longText: textFor,
  richText: textFor,
  code: textFor,
  barcode: ({ id, field }) => cut(`E${digitsOf(id)}`, field),
  slug: ({ id, field }) => cut(`erased-${id.slice(-12)}`, field),
  email: ({ id }) => erasedContact('email', id),
  emails: ({ id }) => [erasedContact('email', id)],
  phone: ({ id }) => erasedContact('phone', id),
  phones: ({ id }) => [erasedContact('phone', id)],
  url: ({ id }) => `https://erased.invalid/${id}`,
  urls: ({ id }) => [`https://erased.invalid/${id}`],
  tags: ({ locale }) => [textIn(ERASED, locale)],
  personName: ({ locale }) => ({ given: textIn(ERASED, locale) }),
  integer: numberFor,
  decimal: numberFor,
  percent: numberFor,
  date: () => '1900-01-01',
  dateTime: timeFor,
  boolean: () => false,
  money: ({ field: { schema } }) => ({ amount: String(schema.minimum ?? 0), currency: schema.currency ?? 'USD' }),
  rating: ({ field: { schema } }) => schema.minimum ?? 1,
  progress: numberFor,
  duration: numberFor,
  time: () => '00:00',
  yearMonth: () => '1900-01',
  dateRange: () => ({ start: '1900-01-01', end: '1900-01-01' }),
  color: () => '#808080',
  address: ({ locale }) => ({ line1: textIn(ERASED, locale) }),
  geoPoint: () => ({ lat: 0, lng: 0 }),
  json: () => ({}),
  uuid: ({ id }) => id,
  // Of lists the column must be filled, and an empty list fills it.
  ...{ file: none, image: none, objectList: none, multiChoice: none, multiReference: none, users: none },
}

function none(): JsonValue {
  return []
}

function textFor({ id, locale, field }: Ground): string {
  const text = textIn(ERASED, locale)
  return field.schema.unique === true ? cut(`${text} ${id.slice(-12)}`, field) : cut(text, field)
}

/** From the end, where the ids of records differ. */
function cut(text: string, { schema: { maxLength } }: CompiledField): string {
  return maxLength === undefined ? text : text.slice(-maxLength)
}

/** An address or number that nobody has, for a record. */
export function erasedContact(kind: 'email' | 'phone', id: string): string {
  return kind === 'email' ? `erased-${id}@erased.invalid` : `+999${digitsOf(id)}`
}

function digitsOf(id: string): string {
  return String(BigInt(`0x${id.replaceAll('-', '').slice(-12)}`) % 10n ** 11n).padStart(11, '0')
}

function numberFor({ id, field: { schema } }: Ground): JsonValue {
  if (schema.unique === true) return -Number(digitsOf(id).slice(-9))
  return Math.max(schema.minimum ?? 0, Math.min(schema.maximum ?? 0, 0))
}

/** A moment before 1904 that is of one record alone, where there may be no other of it. */
function timeFor({ id, field: { schema } }: Ground): JsonValue {
  const begin = Date.parse('1900-01-01T00:00:00.000Z')
  return new Date(schema.unique === true ? begin + Number(digitsOf(id)) : begin).toISOString()
}

/** Whether the field must have a value, or gives the record its name. */
export function mustHaveValue(entity: CompiledEntity, field: CompiledField): boolean {
  return field.required || field === entity.titleField
}

/** What is to stand there. Undefined where a value is needed and none without meaning is known: then somebody has to choose one. */
export function erasedValue(entity: CompiledEntity, ground: Ground): JsonValue | undefined {
  const { field } = ground
  const replacement = REPLACEMENTS[field.type]
  if (!mustHaveValue(entity, field)) return null
  if (replacement !== undefined && !(field.schema.unique === true && !UNIQUE.has(field.type)))
    return replacement(ground)
  return field.required ? undefined : null
}

const UNIQUE = new Set<FieldType>([
  ...([
    'text',
    'barcode',
    'slug',
    'email',
    'phone',
    'url',
    'integer',
    'decimal',
    'percent',
    'uuid',
    'dateTime',
  ] as const),
])

/** The values of one record after the erasure. */
export function erasedValues(
  entity: CompiledEntity,
  { fields, id, locale, chosen }: { fields: readonly CompiledField[]; id: string; locale: Locale; chosen: JsonObject },
): JsonObject {
  return Object.fromEntries(
    fields.map(
      (field) => [field.name, erasedValue(entity, { id, locale, field }) ?? chosen[field.name] ?? null] as const,
    ),
  )
}
