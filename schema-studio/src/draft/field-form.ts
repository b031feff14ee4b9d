import type { ChoiceOption, EmbedExposure, FieldSchema, OnDelete } from '@tenon/sdk/contract/entity-schema'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { declaredField } from '@tenon/sdk/contract/value-field'
import {
  type DerivedForm,
  type DerivedFormProblem,
  derivedFormOf,
  derivedFormProblems,
  derivedKeywords,
  EMPTY_DERIVED_FORM,
} from './derived-form.ts'
import { FIELD_NAME_PATTERN } from './field-name.ts'
import { FIELD_TYPE_KEYWORDS, type FieldKeyword } from './field-type-keywords.ts'

/** What the field dialog holds: every attribute that it knows, as typed. */
export interface FieldForm extends DerivedForm {
  name: string
  labelEn: string
  labelZh: string
  helpEn: string
  helpZh: string
  fieldType: FieldSchema['fieldType']
  options: ChoiceOption[]
  referenceEntity: string
  onDelete: OnDelete
  currency: string
  scale: string
  prefix: string
  padding: string
  maxLength: string
  minimum: string
  maximum: string
  required: boolean
  unique: boolean
  indexed: boolean
  searchable: boolean
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
  referenceEntity: '',
  onDelete: 'setNull',
  currency: '',
  scale: '',
  prefix: '',
  padding: '',
  maxLength: '',
  minimum: '',
  maximum: '',
  required: false,
  unique: false,
  indexed: false,
  searchable: false,
  embed: 'never',
  ...EMPTY_DERIVED_FORM,
}

export function formOfField(entity: ModelEntity, name: string): FieldForm {
  const field = entity.properties[name]
  if (!field) return EMPTY_FIELD_FORM
  return {
    name,
    labelEn: field.label.en,
    labelZh: field.label['zh-CN'] ?? '',
    helpEn: field.help?.en ?? '',
    helpZh: field.help?.['zh-CN'] ?? '',
    fieldType: field.fieldType,
    options: field.options ?? [],
    referenceEntity: field.reference?.entity ?? '',
    onDelete: field.reference?.onDelete ?? 'restrict',
    currency: field.currency ?? '',
    scale: written(field.scale),
    prefix: field.sequence?.prefix ?? '',
    padding: written(field.sequence?.padding),
    maxLength: written(field.maxLength),
    minimum: written(field.minimum),
    maximum: written(field.maximum),
    required: entity.required?.includes(name) ?? false,
    unique: field.unique ?? false,
    indexed: field.indexed ?? false,
    searchable: field.searchable ?? false,
    embed: field.embed ?? 'never',
    ...derivedFormOf(field),
  }
}

function written(number: number | undefined): string {
  return number === undefined ? '' : String(number)
}

/** The schema that the form stands for; attributes that the form does not know stay as in `base`. */
export function schemaOfForm(form: FieldForm, base?: FieldSchema): FieldSchema {
  const knows = (keyword: FieldKeyword) => FIELD_TYPE_KEYWORDS[form.fieldType].includes(keyword)
  const kept = base ? keptKeywords(base, form.fieldType) : {}
  const sequence = { ...(form.prefix && { prefix: form.prefix }), ...numeric('padding', form.padding) }
  return {
    ...kept,
    fieldType: form.fieldType,
    label: localized(form.labelEn, form.labelZh),
    ...((form.helpEn || form.helpZh) && { help: localized(form.helpEn || form.helpZh, form.helpZh) }),
    ...(knows('options') && { options: form.options }),
    ...(knows('reference') && { reference: referenceOf(form, base) }),
    ...(knows('currency') && form.currency && { currency: form.currency.trim().toUpperCase() }),
    ...(knows('scale') && numeric('scale', form.scale)),
    ...(knows('sequence') && Object.keys(sequence).length > 0 && { sequence }),
    ...(knows('maxLength') && numeric('maxLength', form.maxLength)),
    ...(knows('minimum') && numeric('minimum', form.minimum)),
    ...(knows('maximum') && numeric('maximum', form.maximum)),
    ...(knows('unique') && form.unique && { unique: true }),
    ...(knows('indexed') && form.indexed && { indexed: true }),
    ...(knows('searchable') && form.searchable && { searchable: true }),
    ...derivedKeywords(form),
    ...(form.embed !== 'never' && { embed: form.embed }),
  }
}

function numeric<K extends string>(key: K, text: string): Partial<Record<K, number>> {
  return text.trim() === '' ? {} : ({ [key]: Number(text) } as Record<K, number>)
}

function localized(en: string, zh: string): LocalizedText {
  const english = en.trim() || zh.trim()
  return zh.trim() ? { en: english, 'zh-CN': zh.trim() } : { en: english }
}

/** Restricting is what no word about deletion means, so a field that says nothing keeps saying nothing. */
function referenceOf({ referenceEntity: entity, onDelete }: FieldForm, base: FieldSchema | undefined) {
  const unsaid = base?.reference !== undefined && base.reference.onDelete === undefined && onDelete === 'restrict'
  return unsaid ? { entity } : { entity, onDelete }
}

/** Another type does not know the old one's patterns and defaults. */
function keptKeywords(declared: FieldSchema, fieldType: FieldSchema['fieldType']): Partial<FieldSchema> {
  const field = declaredField(declared)
  const { id, sensitive, readOnly, deprecated } = field
  if (field.fieldType === fieldType) return withoutFormKeywords(field)
  const kept = { id, sensitive, readOnly, deprecated }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}

function withoutFormKeywords(field: FieldSchema): Partial<FieldSchema> {
  const known = [
    ...['label', 'help', 'options', 'reference', 'currency', 'scale', 'sequence', 'maxLength'],
    ...['minimum', 'maximum', 'unique', 'indexed', 'searchable', 'embed', 'formula', 'rollup', 'lookup'],
  ]
  return Object.fromEntries(Object.entries(field).filter(([keyword]) => !known.includes(keyword)))
}

export type FieldFormProblem =
  | 'problemLabel'
  | 'problemName'
  | 'problemNameTaken'
  | 'problemOptions'
  | 'problemReference'
  | 'problemRange'
  | DerivedFormProblem

/** What keeps the form from being a field, by the input that it concerns. */
export function checkFieldForm(
  form: FieldForm,
  taken: readonly string[],
): Partial<Record<keyof FieldForm, FieldFormProblem>> {
  const knows = (keyword: FieldKeyword) => FIELD_TYPE_KEYWORDS[form.fieldType].includes(keyword)
  const range = form.minimum !== '' && form.maximum !== '' && Number(form.minimum) > Number(form.maximum)
  const optionsIncomplete = form.options.length === 0 || form.options.some(({ label }) => !label.en.trim())
  return {
    ...(!(form.labelEn.trim() || form.labelZh.trim()) && { labelEn: 'problemLabel' }),
    ...(!FIELD_NAME_PATTERN.test(form.name) && { name: 'problemName' }),
    ...(taken.includes(form.name) && { name: 'problemNameTaken' }),
    ...(knows('options') && optionsIncomplete && { options: 'problemOptions' }),
    ...(knows('reference') && !form.referenceEntity && { referenceEntity: 'problemReference' }),
    ...(range && { maximum: 'problemRange' }),
    ...derivedFormProblems(form),
  }
}
