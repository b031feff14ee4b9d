import type { FieldType } from '@tenon/sdk/contract/field-type'
import { addressControl } from './address-control.ts'
import { anyReferenceControl } from './any-reference-control.ts'
import { barcodeControl } from './barcode-control.ts'
import { booleanControl } from './boolean-control.ts'
import { choiceControl, multiChoiceControl } from './choice-control.ts'
import { codeControl } from './code-control.ts'
import { colorControl } from './color-control.ts'
import { countryControl } from './country-control.ts'
import { dateRangeControl } from './date-range-control.ts'
import { dateTimeControl } from './date-time-control.ts'
import { durationControl } from './duration-control.ts'
import type { FieldControl } from './field-control.ts'
import { fileControl } from './file-control.ts'
import { geoPointControl } from './geo-point-control.ts'
import { geoShapeControl } from './geo-shape-control.ts'
import { iconControl } from './icon-control.ts'
import { jsonControl } from './json-control.ts'
import { listControl } from './list-control.ts'
import { moneyControl } from './money-control.ts'
import { numberControl } from './number-control.ts'
import { makeObjectListControl } from './object-list-control.ts'
import { personNameControl } from './person-name-control.ts'
import { progressControl } from './progress-control.ts'
import { ratingControl } from './rating-control.ts'
import { referenceControl, teamControl, userControl } from './reference-control.ts'
import { richTextControl } from './rich-text-control.ts'
import { multiReferenceControl, usersControl } from './several-control.ts'
import { slugControl } from './slug-control.ts'
import { tagsControl } from './tags-control.ts'
import { longTextControl, textControl } from './text-control.ts'

const EMAIL = { type: 'email', placeholder: 'name@example.com' } as const
const PHONE = { type: 'tel', placeholder: '+86 138 0013 8000' } as const
const URL = { type: 'url', placeholder: 'https://' } as const

/** The control of each field type. A sequence is never typed: the form shows it as text. */
export const FIELD_CONTROLS: Readonly<Record<FieldType, FieldControl>> = {
  text: textControl({ type: 'text' }),
  longText: longTextControl,
  richText: richTextControl,
  code: codeControl,
  email: textControl(EMAIL),
  emails: listControl(EMAIL),
  phone: textControl(PHONE),
  phones: listControl(PHONE),
  url: textControl(URL),
  urls: listControl(URL),
  uuid: textControl({ type: 'text', placeholder: '00000000-0000-0000-0000-000000000000', mono: true }),
  slug: slugControl,
  barcode: barcodeControl,
  color: colorControl,
  icon: iconControl,
  tags: tagsControl,
  integer: numberControl({ whole: true }),
  decimal: numberControl({ whole: false }),
  percent: numberControl({ whole: false, unit: '%' }),
  money: moneyControl,
  rating: ratingControl,
  progress: progressControl,
  duration: durationControl,
  boolean: booleanControl,
  date: textControl({ type: 'date' }),
  dateTime: dateTimeControl,
  time: textControl({ type: 'time' }),
  yearMonth: textControl({ type: 'month', placeholder: '2026-03' }),
  dateRange: dateRangeControl,
  choice: choiceControl,
  multiChoice: multiChoiceControl,
  country: countryControl,
  reference: referenceControl,
  user: userControl,
  multiReference: multiReferenceControl,
  users: usersControl,
  anyReference: anyReferenceControl,
  team: teamControl,
  personName: personNameControl,
  address: addressControl,
  geoPoint: geoPointControl,
  geoShape: geoShapeControl,
  json: jsonControl,
  objectList: makeObjectListControl((type) => FIELD_CONTROLS[type]),
  file: fileControl,
  image: fileControl,
  sequence: textControl({ type: 'text' }),
}
