import type { DerivedType, FieldType } from '@tenon/sdk/contract/field-type'
import type { IconName } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'

export interface FieldTypeInfo {
  icon: IconName
  label: MessageKey
}

/** How types are shown, in the order in which they are offered: the common ones first. */
export const FIELD_TYPE_INFO: Record<FieldType | DerivedType, FieldTypeInfo> = {
  text: { icon: 'type', label: 'typeText' },
  longText: { icon: 'text', label: 'typeLongText' },
  choice: { icon: 'list', label: 'typeChoice' },
  multiChoice: { icon: 'list-checks', label: 'typeMultiChoice' },
  boolean: { icon: 'toggle-left', label: 'typeBoolean' },
  date: { icon: 'calendar', label: 'typeDate' },
  dateTime: { icon: 'calendar-clock', label: 'typeDateTime' },
  time: { icon: 'clock', label: 'typeTime' },
  integer: { icon: 'hash', label: 'typeInteger' },
  decimal: { icon: 'binary', label: 'typeDecimal' },
  money: { icon: 'banknote', label: 'typeMoney' },
  percent: { icon: 'percent', label: 'typePercent' },
  rating: { icon: 'star', label: 'typeRating' },
  reference: { icon: 'link', label: 'typeReference' },
  user: { icon: 'user', label: 'typeUser' },
  email: { icon: 'mail', label: 'typeEmail' },
  phone: { icon: 'phone', label: 'typePhone' },
  url: { icon: 'globe', label: 'typeUrl' },
  address: { icon: 'map-pin', label: 'typeAddress' },
  sequence: { icon: 'tag', label: 'typeSequence' },
  json: { icon: 'braces', label: 'typeJson' },
  formula: { icon: 'square-function', label: 'typeFormula' },
  rollup: { icon: 'sigma', label: 'typeRollup' },
  count: { icon: 'tally-5', label: 'typeCount' },
  lookup: { icon: 'text-search', label: 'typeLookup' },
}
