import type { ChoiceOption, EmbedExposure, FieldSchema, OnDelete } from '@tenon/sdk/contract/entity-schema'
import type { Symbology } from '@tenon/sdk/contract/field-type'
import { type DerivedForm, EMPTY_DERIVED_FORM } from './derived-form.ts'

/** One part of the objects of a list, as the dialog holds it. */
export interface PartForm {
  name: string
  schema: FieldSchema
  required: boolean
  /** True for one that records may hold already: its name and type stay. */
  stored: boolean
}

/** Bytes, as people count them for files. */
export const MEGABYTE = 1024 * 1024

/** Where a new record's value comes from. */
export type DefaultKind = 'none' | 'literal' | 'now' | 'currentUser' | 'expression'

/** What the field dialog holds: every attribute that it knows, as typed. */
export interface FieldForm extends DerivedForm {
  name: string
  labelEn: string
  labelZh: string
  helpEn: string
  helpZh: string
  fieldType: FieldSchema['fieldType']
  options: ChoiceOption[]
  parts: PartForm[]
  referenceEntity: string
  targetEntities: string[]
  onDelete: OnDelete
  /** Whether a reference tells about the person that it names; empty where that is left to what it refers to. */
  subject: '' | 'yes' | 'no'
  reverseName: string
  reverseEn: string
  reverseZh: string
  currency: string
  scale: string
  prefix: string
  padding: string
  yearly: boolean
  slugFrom: string
  symbology: Symbology
  language: string
  minLength: string
  maxLength: string
  pattern: string
  patternEn: string
  patternZh: string
  minItems: string
  maxItems: string
  /** Of one file. */
  maxMegabytes: string
  /** Media types with commas between them. */
  accept: string
  minimum: string
  maximum: string
  defaultKind: DefaultKind
  defaultText: string
  defaultExpression: string
  visibleWhen: string
  requiredWhen: string
  required: boolean
  unique: boolean
  caseFolded: boolean
  indexed: boolean
  searchable: boolean
  readOnly: boolean
  sensitive: boolean
  personal: boolean
  deprecated: boolean
  embed: EmbedExposure
}

export const EMPTY_FIELD_FORM: FieldForm = {
  name: '',
  labelEn: '',
  labelZh: '',
  helpEn: '',
  helpZh: '',
  fieldType: 'text',
  options: [],
  parts: [],
  referenceEntity: '',
  targetEntities: [],
  onDelete: 'setNull',
  subject: '',
  reverseName: '',
  reverseEn: '',
  reverseZh: '',
  currency: '',
  scale: '',
  prefix: '',
  padding: '',
  yearly: false,
  slugFrom: '',
  symbology: 'code128',
  language: '',
  minLength: '',
  maxLength: '',
  pattern: '',
  patternEn: '',
  patternZh: '',
  minItems: '',
  maxItems: '',
  maxMegabytes: '',
  accept: '',
  minimum: '',
  maximum: '',
  defaultKind: 'none',
  defaultText: '',
  defaultExpression: '',
  visibleWhen: '',
  requiredWhen: '',
  required: false,
  unique: false,
  caseFolded: false,
  indexed: false,
  searchable: false,
  readOnly: false,
  sensitive: false,
  personal: false,
  deprecated: false,
  embed: 'never',
  ...EMPTY_DERIVED_FORM,
}
