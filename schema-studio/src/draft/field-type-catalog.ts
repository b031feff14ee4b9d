import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { IconName } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'

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
>

export interface FieldTypeInfo {
  icon: IconName
  label: MessageKey
  keywords: readonly FieldKeyword[]
}

/** Types in the order in which they are offered: the common ones first. */
export const FIELD_TYPE_CATALOG: Record<FieldType, FieldTypeInfo> = {
  text: { icon: 'type', label: 'typeText', keywords: ['maxLength', 'searchable', 'unique', 'indexed'] },
  longText: { icon: 'text', label: 'typeLongText', keywords: ['maxLength', 'searchable'] },
  choice: { icon: 'list', label: 'typeChoice', keywords: ['options', 'unique', 'indexed'] },
  multiChoice: { icon: 'list-checks', label: 'typeMultiChoice', keywords: ['options', 'indexed'] },
  boolean: { icon: 'toggle-left', label: 'typeBoolean', keywords: ['indexed'] },
  date: { icon: 'calendar', label: 'typeDate', keywords: ['unique', 'indexed'] },
  dateTime: { icon: 'calendar-clock', label: 'typeDateTime', keywords: ['unique', 'indexed'] },
  time: { icon: 'clock', label: 'typeTime', keywords: ['indexed'] },
  integer: { icon: 'hash', label: 'typeInteger', keywords: ['minimum', 'maximum', 'unique', 'indexed'] },
  decimal: { icon: 'binary', label: 'typeDecimal', keywords: ['scale', 'minimum', 'maximum', 'unique', 'indexed'] },
  money: { icon: 'banknote', label: 'typeMoney', keywords: ['currency', 'minimum', 'maximum', 'indexed'] },
  percent: { icon: 'percent', label: 'typePercent', keywords: ['minimum', 'maximum', 'indexed'] },
  rating: { icon: 'star', label: 'typeRating', keywords: ['indexed'] },
  reference: { icon: 'link', label: 'typeReference', keywords: ['reference', 'unique', 'indexed'] },
  user: { icon: 'user', label: 'typeUser', keywords: ['unique', 'indexed'] },
  email: { icon: 'mail', label: 'typeEmail', keywords: ['searchable', 'unique', 'indexed'] },
  phone: { icon: 'phone', label: 'typePhone', keywords: ['searchable', 'unique', 'indexed'] },
  url: { icon: 'globe', label: 'typeUrl', keywords: ['searchable', 'unique', 'indexed'] },
  address: { icon: 'map-pin', label: 'typeAddress', keywords: ['searchable'] },
  sequence: { icon: 'tag', label: 'typeSequence', keywords: ['sequence', 'searchable', 'indexed'] },
  json: { icon: 'braces', label: 'typeJson', keywords: [] },
}
