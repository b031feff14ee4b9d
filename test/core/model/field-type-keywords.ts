import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import { field } from './sample-model.ts'

/** What a field of the type needs for the values of the samples, besides what `field` gives it. */
export const KEYWORDS: Partial<Record<FieldType, Partial<FieldSchema>>> = {
  money: { currency: 'CNY' },
  file: { maxItems: 3 },
  objectList: {
    items: {
      properties: { part: field('text'), price: field('decimal'), count: field('integer') },
      required: ['part'],
    },
  },
}

const SEARCHED = { searchable: true } as const
const TEXT = { maxLength: 80, ...SEARCHED } as const
const INDEXED = { indexed: true } as const
const UNIQUE = { unique: true, indexed: true } as const
const RANGE = { minimum: 1, maximum: 9 } as const
const LIST = { minItems: 1, maxItems: 9 } as const

/** Every keyword that a field of the type knows. */
export const EVERY_KEYWORD: Record<FieldType, Partial<FieldSchema>> = {
  text: { ...TEXT, minLength: 2, pattern: '^[^!]*$', patternMessage: { en: 'No “!”.' }, ...UNIQUE, caseFolded: true },
  longText: { ...TEXT, minLength: 2, pattern: '^[^!]*$', patternMessage: { en: 'No “!”.' } },
  richText: { ...TEXT, minLength: 2 },
  code: { ...TEXT, language: 'sql' },
  email: { ...TEXT, pattern: '@', patternMessage: { en: 'With an at sign.' }, ...UNIQUE },
  emails: { ...LIST, ...SEARCHED, ...INDEXED },
  phone: { ...TEXT, pattern: '^\\+', patternMessage: { en: 'With a plus.' }, ...UNIQUE },
  phones: { ...LIST, ...SEARCHED, ...INDEXED },
  url: { ...TEXT, pattern: '^https', patternMessage: { en: 'Encrypted.' }, ...UNIQUE },
  urls: { ...LIST, ...SEARCHED, ...INDEXED },
  uuid: UNIQUE,
  slug: { ...TEXT, slugFrom: 'name', ...UNIQUE },
  barcode: { ...TEXT, symbology: 'qr', ...UNIQUE, caseFolded: true },
  color: INDEXED,
  icon: INDEXED,
  tags: { ...LIST, ...SEARCHED, ...INDEXED },
  integer: { ...RANGE, ...UNIQUE },
  decimal: { scale: 3, ...RANGE, ...UNIQUE },
  percent: { ...RANGE, ...INDEXED },
  money: { currency: 'CNY', ...RANGE, ...INDEXED },
  rating: { ...RANGE, ...INDEXED },
  progress: INDEXED,
  duration: { ...RANGE, ...INDEXED },
  boolean: INDEXED,
  date: UNIQUE,
  dateTime: UNIQUE,
  time: INDEXED,
  yearMonth: INDEXED,
  dateRange: INDEXED,
  choice: UNIQUE,
  multiChoice: { ...LIST, ...INDEXED },
  country: INDEXED,
  reference: {
    subject: true,
    reference: { entity: 'thing', onDelete: 'setNull', reverse: { name: 'seenAs', label: { en: 'Seen as' } } },
    ...UNIQUE,
  },
  user: UNIQUE,
  multiReference: { subject: true, reference: { entity: 'thing', onDelete: 'setNull' }, ...LIST },
  users: LIST,
  team: UNIQUE,
  anyReference: { subject: true, targets: { entities: ['thing'], onDelete: 'setNull' } },
  personName: SEARCHED,
  address: SEARCHED,
  geoPoint: INDEXED,
  geoShape: {},
  json: { valueSchema: { type: 'object', properties: { size: { type: 'integer' } } } },
  objectList: { ...LIST, ...SEARCHED, items: { properties: { part: field('text') }, required: ['part'] } },
  file: { ...LIST, maxBytes: 1_000, accept: ['application/pdf', 'image/*'], ...SEARCHED },
  image: { ...LIST, maxBytes: 1_000, accept: ['image/png'], ...SEARCHED },
  sequence: { sequence: { prefix: '{YYYY}-', padding: 4, reset: 'year' }, ...SEARCHED, ...UNIQUE },
}
