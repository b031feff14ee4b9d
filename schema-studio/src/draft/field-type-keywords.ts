import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { DerivedType, FieldType } from '@tenon/sdk/contract/field-type'

/** Keywords of a field that the dialog offers; which of them a type knows is up to the type. */
export type FieldKeyword = keyof Pick<
  FieldSchema,
  | 'options'
  | 'reference'
  | 'targets'
  | 'subject'
  | 'items'
  | 'currency'
  | 'scale'
  | 'sequence'
  | 'slugFrom'
  | 'symbology'
  | 'language'
  | 'unique'
  | 'caseFolded'
  | 'indexed'
  | 'searchable'
  | 'minLength'
  | 'maxLength'
  | 'pattern'
  | 'minItems'
  | 'maxItems'
  | 'maxBytes'
  | 'accept'
  | 'minimum'
  | 'maximum'
  | 'formula'
  | 'rollup'
  | 'lookup'
>

const RANGE = ['minimum', 'maximum'] as const
const LENGTHS = ['minLength', 'maxLength'] as const
const LIST = ['minItems', 'maxItems', 'searchable', 'indexed'] as const
const CONTACT = ['maxLength', 'pattern', 'searchable', 'unique', 'indexed'] as const
const FILES = ['minItems', 'maxItems', 'maxBytes', 'accept', 'searchable'] as const
const UNIQUE = ['unique', 'indexed'] as const

export const FIELD_TYPE_KEYWORDS: Readonly<Record<FieldType | DerivedType, readonly FieldKeyword[]>> = {
  text: [...LENGTHS, 'pattern', 'searchable', 'unique', 'caseFolded', 'indexed'],
  longText: [...LENGTHS, 'pattern', 'searchable'],
  richText: [...LENGTHS, 'searchable'],
  code: ['language', 'maxLength', 'searchable'],
  email: CONTACT,
  emails: LIST,
  phone: CONTACT,
  phones: LIST,
  url: CONTACT,
  urls: LIST,
  uuid: UNIQUE,
  slug: ['slugFrom', 'maxLength', 'searchable', ...UNIQUE],
  barcode: ['symbology', 'maxLength', 'searchable', 'unique', 'caseFolded', 'indexed'],
  color: ['indexed'],
  icon: ['indexed'],
  tags: LIST,
  integer: [...RANGE, ...UNIQUE],
  decimal: ['scale', ...RANGE, ...UNIQUE],
  percent: [...RANGE, 'indexed'],
  money: ['currency', ...RANGE, 'indexed'],
  rating: [...RANGE, 'indexed'],
  progress: ['indexed'],
  duration: [...RANGE, 'indexed'],
  boolean: ['indexed'],
  date: UNIQUE,
  dateTime: UNIQUE,
  time: ['indexed'],
  yearMonth: ['indexed'],
  dateRange: ['indexed'],
  choice: ['options', ...UNIQUE],
  multiChoice: ['options', 'minItems', 'maxItems', 'indexed'],
  country: ['indexed'],
  reference: ['reference', 'subject', ...UNIQUE],
  user: UNIQUE,
  multiReference: ['reference', 'subject', 'minItems', 'maxItems'],
  users: ['minItems', 'maxItems'],
  anyReference: ['targets', 'subject'],
  team: UNIQUE,
  personName: ['searchable'],
  address: ['searchable'],
  geoPoint: ['indexed'],
  geoShape: [],
  json: [],
  file: FILES,
  image: FILES,
  objectList: ['items', 'minItems', 'maxItems', 'searchable'],
  sequence: ['sequence', 'searchable', ...UNIQUE],
  formula: ['formula'],
  rollup: ['rollup'],
  count: ['rollup'],
  lookup: ['lookup'],
}
