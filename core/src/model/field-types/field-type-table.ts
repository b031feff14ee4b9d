import type { FieldType } from '@tenon/sdk/contract/field-type'
import { addressField } from './address-type.ts'
import { anyReferenceField } from './any-reference-type.ts'
import { booleanField } from './boolean-type.ts'
import { choiceField, multiChoiceField } from './choice-types.ts'
import { barcodeField, colorField, iconField, slugField, uuidField } from './coded-text-types.ts'
import { emailField, emailsField, phoneField, phonesField, urlField, urlsField } from './contact-types.ts'
import { countryField } from './country-type.ts'
import { dateRangeField } from './date-range-type.ts'
import { dateField, dateTimeField, timeField } from './date-types.ts'
import { durationField } from './duration-type.ts'
import type { FieldTypeDefinition } from './field-type-definition.ts'
import { fileField } from './file-types.ts'
import { geoPointField } from './geo-point-type.ts'
import { geoShapeField } from './geo-shape-type.ts'
import { multiReferenceField, usersField } from './id-list-types.ts'
import { jsonField } from './json-type.ts'
import { codeField, richTextField } from './long-text-types.ts'
import { moneyField } from './money-type.ts'
import { decimalField, integerField, percentField, progressField, ratingField } from './number-types.ts'
import { makeObjectListField } from './object-list-type.ts'
import { personNameField } from './person-name-type.ts'
import { referenceField, teamField, userField } from './reference-types.ts'
import { sequenceField } from './sequence-type.ts'
import { tagsField } from './tag-type.ts'
import { longTextField, textField } from './text-types.ts'
import { yearMonthField } from './year-month-type.ts'

/** All field types: a new one is a definition and a line here. */
export const FIELD_TYPE_TABLE: Readonly<Record<FieldType, FieldTypeDefinition>> = Object.freeze({
  text: textField,
  longText: longTextField,
  richText: richTextField,
  code: codeField,
  email: emailField,
  emails: emailsField,
  phone: phoneField,
  phones: phonesField,
  url: urlField,
  urls: urlsField,
  uuid: uuidField,
  slug: slugField,
  barcode: barcodeField,
  color: colorField,
  icon: iconField,
  tags: tagsField,
  integer: integerField,
  decimal: decimalField,
  percent: percentField,
  money: moneyField,
  rating: ratingField,
  progress: progressField,
  duration: durationField,
  boolean: booleanField,
  date: dateField,
  dateTime: dateTimeField,
  time: timeField,
  yearMonth: yearMonthField,
  dateRange: dateRangeField,
  choice: choiceField,
  multiChoice: multiChoiceField,
  country: countryField,
  reference: referenceField,
  user: userField,
  multiReference: multiReferenceField,
  users: usersField,
  anyReference: anyReferenceField,
  team: teamField,
  personName: personNameField,
  address: addressField,
  geoPoint: geoPointField,
  geoShape: geoShapeField,
  json: jsonField,
  objectList: makeObjectListField((type) => FIELD_TYPE_TABLE[type]),
  file: fileField,
  image: fileField,
  sequence: sequenceField,
})
