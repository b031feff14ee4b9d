import type { FieldType } from '@tenon/sdk/contract/field-type'
import { addressControl } from './address-control.ts'
import { booleanControl } from './boolean-control.ts'
import { choiceControl, multiChoiceControl } from './choice-control.ts'
import { dateTimeControl } from './date-time-control.ts'
import type { FieldControl } from './field-control.ts'
import { jsonControl } from './json-control.ts'
import { moneyControl } from './money-control.ts'
import { numberControl } from './number-control.ts'
import { ratingControl } from './rating-control.ts'
import { referenceControl, userControl } from './reference-control.ts'
import { longTextControl, textControl } from './text-control.ts'

/** The control of each field type. A sequence is never typed: the form shows it as text. */
export const FIELD_CONTROLS: Record<FieldType, FieldControl> = {
  text: textControl({ type: 'text' }),
  longText: longTextControl,
  email: textControl({ type: 'email', placeholder: 'name@example.com' }),
  phone: textControl({ type: 'tel', placeholder: '+86 138 0013 8000' }),
  url: textControl({ type: 'url', placeholder: 'https://' }),
  integer: numberControl({ whole: true }),
  decimal: numberControl({ whole: false }),
  percent: numberControl({ whole: false, unit: '%' }),
  money: moneyControl,
  rating: ratingControl,
  boolean: booleanControl,
  date: textControl({ type: 'date' }),
  dateTime: dateTimeControl,
  time: textControl({ type: 'time' }),
  choice: choiceControl,
  multiChoice: multiChoiceControl,
  reference: referenceControl,
  user: userControl,
  address: addressControl,
  json: jsonControl,
  sequence: textControl({ type: 'text' }),
}
