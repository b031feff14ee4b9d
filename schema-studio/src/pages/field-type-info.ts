import type { DerivedType, FieldType } from '@tenon/sdk/contract/field-type'
import type { IconName } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'

export interface FieldTypeInfo {
  icon: IconName
  label: MessageKey
  group: FieldTypeGroup
}

/** Headings under which types are offered, in this order. */
export const FIELD_TYPE_GROUPS = [
  'text',
  'number',
  'choice',
  'time',
  'contact',
  'place',
  'structure',
  'derived',
] as const
export type FieldTypeGroup = (typeof FIELD_TYPE_GROUPS)[number]

export const FIELD_TYPE_GROUP_LABELS: Readonly<Record<FieldTypeGroup, MessageKey>> = {
  text: 'typeGroupText',
  number: 'typeGroupNumber',
  choice: 'typeGroupChoice',
  time: 'typeGroupTime',
  contact: 'typeGroupContact',
  place: 'typeGroupPlace',
  structure: 'typeGroupStructure',
  derived: 'typeGroupDerived',
}

/** How types are shown, in the order in which they are offered: the common ones of each group first. */
export const FIELD_TYPE_INFO: Readonly<Record<FieldType | DerivedType, FieldTypeInfo>> = {
  text: { icon: 'type', label: 'typeText', group: 'text' },
  longText: { icon: 'text', label: 'typeLongText', group: 'text' },
  richText: { icon: 'pilcrow', label: 'typeRichText', group: 'text' },
  code: { icon: 'code', label: 'typeCode', group: 'text' },
  slug: { icon: 'link-2', label: 'typeSlug', group: 'text' },
  barcode: { icon: 'barcode', label: 'typeBarcode', group: 'text' },
  uuid: { icon: 'fingerprint', label: 'typeUuid', group: 'text' },
  integer: { icon: 'hash', label: 'typeInteger', group: 'number' },
  decimal: { icon: 'binary', label: 'typeDecimal', group: 'number' },
  money: { icon: 'banknote', label: 'typeMoney', group: 'number' },
  percent: { icon: 'percent', label: 'typePercent', group: 'number' },
  progress: { icon: 'gauge', label: 'typeProgress', group: 'number' },
  rating: { icon: 'star', label: 'typeRating', group: 'number' },
  sequence: { icon: 'tag', label: 'typeSequence', group: 'number' },
  choice: { icon: 'list', label: 'typeChoice', group: 'choice' },
  multiChoice: { icon: 'list-checks', label: 'typeMultiChoice', group: 'choice' },
  tags: { icon: 'tags', label: 'typeTags', group: 'choice' },
  boolean: { icon: 'toggle-left', label: 'typeBoolean', group: 'choice' },
  color: { icon: 'palette', label: 'typeColor', group: 'choice' },
  icon: { icon: 'smile', label: 'typeIcon', group: 'choice' },
  date: { icon: 'calendar', label: 'typeDate', group: 'time' },
  dateTime: { icon: 'calendar-clock', label: 'typeDateTime', group: 'time' },
  time: { icon: 'clock', label: 'typeTime', group: 'time' },
  dateRange: { icon: 'calendar-range', label: 'typeDateRange', group: 'time' },
  yearMonth: { icon: 'calendar-days', label: 'typeYearMonth', group: 'time' },
  duration: { icon: 'timer', label: 'typeDuration', group: 'time' },
  email: { icon: 'mail', label: 'typeEmail', group: 'contact' },
  emails: { icon: 'mails', label: 'typeEmails', group: 'contact' },
  phone: { icon: 'phone', label: 'typePhone', group: 'contact' },
  phones: { icon: 'phone-call', label: 'typePhones', group: 'contact' },
  url: { icon: 'globe', label: 'typeUrl', group: 'contact' },
  urls: { icon: 'globe', label: 'typeUrls', group: 'contact' },
  personName: { icon: 'contact-round', label: 'typePersonName', group: 'place' },
  user: { icon: 'user', label: 'typeUser', group: 'place' },
  users: { icon: 'users', label: 'typeUsers', group: 'place' },
  team: { icon: 'users-round', label: 'typeTeam', group: 'place' },
  address: { icon: 'map-pin', label: 'typeAddress', group: 'place' },
  country: { icon: 'flag', label: 'typeCountry', group: 'place' },
  geoPoint: { icon: 'locate-fixed', label: 'typeGeoPoint', group: 'place' },
  geoShape: { icon: 'map', label: 'typeGeoShape', group: 'place' },
  reference: { icon: 'link', label: 'typeReference', group: 'structure' },
  multiReference: { icon: 'waypoints', label: 'typeMultiReference', group: 'structure' },
  anyReference: { icon: 'shapes', label: 'typeAnyReference', group: 'structure' },
  file: { icon: 'paperclip', label: 'typeFile', group: 'structure' },
  image: { icon: 'image', label: 'typeImage', group: 'structure' },
  objectList: { icon: 'table-2', label: 'typeObjectList', group: 'structure' },
  json: { icon: 'braces', label: 'typeJson', group: 'structure' },
  formula: { icon: 'square-function', label: 'typeFormula', group: 'derived' },
  rollup: { icon: 'sigma', label: 'typeRollup', group: 'derived' },
  count: { icon: 'tally-5', label: 'typeCount', group: 'derived' },
  lookup: { icon: 'text-search', label: 'typeLookup', group: 'derived' },
}
