import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { DerivedType, FieldType } from '@tenon/sdk/contract/field-type'

/** Keywords of a field that the dialog offers; which of them a type knows is up to the type. */
export type FieldKeyword = keyof Pick<
  FieldSchema,
  | 'options'
  | 'reference'
  | 'currency'
  | 'scale'
  | 'sequence'
  | 'unique'
  | 'indexed'
  | 'searchable'
  | 'maxLength'
  | 'minimum'
  | 'maximum'
  | 'formula'
  | 'rollup'
  | 'lookup'
>

export const FIELD_TYPE_KEYWORDS: Record<FieldType | DerivedType, readonly FieldKeyword[]> = {
  text: ['maxLength', 'searchable', 'unique', 'indexed'],
  longText: ['maxLength', 'searchable'],
  choice: ['options', 'unique', 'indexed'],
  multiChoice: ['options', 'indexed'],
  boolean: ['indexed'],
  date: ['unique', 'indexed'],
  dateTime: ['unique', 'indexed'],
  time: ['indexed'],
  integer: ['minimum', 'maximum', 'unique', 'indexed'],
  decimal: ['scale', 'minimum', 'maximum', 'unique', 'indexed'],
  money: ['currency', 'minimum', 'maximum', 'indexed'],
  percent: ['minimum', 'maximum', 'indexed'],
  rating: ['indexed'],
  reference: ['reference', 'unique', 'indexed'],
  user: ['unique', 'indexed'],
  email: ['searchable', 'unique', 'indexed'],
  phone: ['searchable', 'unique', 'indexed'],
  url: ['searchable', 'unique', 'indexed'],
  address: ['searchable'],
  sequence: ['sequence', 'searchable', 'indexed'],
  json: [],
  formula: ['formula'],
  rollup: ['rollup'],
  count: ['rollup'],
  lookup: ['lookup'],
}
