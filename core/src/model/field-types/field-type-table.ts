import type { FieldType } from '@tenon/sdk/contract/field-type'
import { addressField } from './address-type.ts'
import { booleanField } from './boolean-type.ts'
import { choiceField, multiChoiceField } from './choice-types.ts'
import { emailField, phoneField, urlField } from './contact-types.ts'
import { dateField, dateTimeField, timeField } from './date-types.ts'
import type { FieldTypeDefinition } from './field-type-definition.ts'
import { jsonField } from './json-type.ts'
import { moneyField } from './money-type.ts'
import { decimalField, integerField, percentField, ratingField } from './number-types.ts'
import { referenceField, userField } from './reference-types.ts'
import { sequenceField } from './sequence-type.ts'
import { longTextField, textField } from './text-types.ts'

/** All field types: a new one is a definition and a line here. */
export const FIELD_TYPE_TABLE: Readonly<Record<FieldType, FieldTypeDefinition>> = Object.freeze({
  text: textField,
  longText: longTextField,
  email: emailField,
  phone: phoneField,
  url: urlField,
  integer: integerField,
  decimal: decimalField,
  percent: percentField,
  money: moneyField,
  rating: ratingField,
  boolean: booleanField,
  date: dateField,
  dateTime: dateTimeField,
  time: timeField,
  choice: choiceField,
  multiChoice: multiChoiceField,
  reference: referenceField,
  user: userField,
  address: addressField,
  json: jsonField,
  sequence: sequenceField,
})
