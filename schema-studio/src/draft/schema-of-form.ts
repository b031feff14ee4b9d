import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { declaredField, isDerivedType } from '@tenon/sdk/contract/value-field'
import { defaultFrom, literalDefault, takesExpression, takesLiteral, takesNow } from './default-literal.ts'
import { derivedKeywords } from './derived-form.ts'
import { type FieldForm, MEGABYTE } from './field-form.ts'
import { FIELD_TYPE_KEYWORDS, type FieldKeyword } from './field-type-keywords.ts'

type Make = (form: FieldForm, base: FieldSchema | undefined) => Partial<FieldSchema>

/** The schema that the form stands for; attributes that the form does not know stay as in `base`. */
export function schemaOfForm(form: FieldForm, base?: FieldSchema): FieldSchema {
  const known = FIELD_TYPE_KEYWORDS[form.fieldType]
  const own = known.map((keyword) => MAKERS[keyword](form, base))
  return {
    ...(base ? keptKeywords(base, form.fieldType) : {}),
    fieldType: form.fieldType,
    label: localized(form.labelEn, form.labelZh),
    ...((form.helpEn || form.helpZh) && { help: localized(form.helpEn, form.helpZh) }),
    ...Object.assign({}, ...own),
    ...defaultOf(form, base),
    ...conditionsOf(form),
    ...(!isDerivedType(form.fieldType) && form.readOnly && { readOnly: true }),
    ...(form.sensitive && { sensitive: true }),
    ...(form.personal && !isDerivedType(form.fieldType) && { personal: true }),
    ...(form.deprecated && { deprecated: true }),
    ...(form.embed !== 'never' && !form.sensitive && { embed: form.embed }),
  }
}

const MAKERS: Record<FieldKeyword, Make> = {
  options: ({ options }) => ({ options }),
  reference: (form, base) => ({ reference: referenceOf(form, base) }),
  targets: (form, base) => ({ targets: targetsOf(form, base) }),
  subject: ({ subject }) => (subject === '' ? {} : { subject: subject === 'yes' }),
  items: ({ parts }) => ({ items: itemsOf(parts) }),
  currency: ({ currency }) => (currency ? { currency: currency.trim().toUpperCase() } : {}),
  scale: ({ scale }) => numeric('scale', scale),
  sequence: sequenceOf,
  slugFrom: ({ slugFrom }) => (slugFrom ? { slugFrom } : {}),
  symbology: ({ symbology }, base) => (symbology === 'code128' && !base?.symbology ? {} : { symbology }),
  language: ({ language }) => (language.trim() ? { language: language.trim() } : {}),
  unique: ({ unique }) => (unique ? { unique } : {}),
  caseFolded: ({ unique, caseFolded }) => (unique && caseFolded ? { caseFolded } : {}),
  indexed: ({ indexed }) => (indexed ? { indexed } : {}),
  searchable: ({ searchable }) => (searchable ? { searchable } : {}),
  minLength: ({ minLength }) => numeric('minLength', minLength),
  maxLength: ({ maxLength }) => numeric('maxLength', maxLength),
  pattern: patternOf,
  minItems: ({ minItems }) => numeric('minItems', minItems),
  maxItems: ({ maxItems }) => numeric('maxItems', maxItems),
  maxBytes: ({ maxMegabytes }) =>
    maxMegabytes.trim() === '' ? {} : { maxBytes: Math.round(Number(maxMegabytes) * MEGABYTE) },
  accept: ({ accept }) => acceptOf(accept),
  minimum: ({ minimum }) => numeric('minimum', minimum),
  maximum: ({ maximum }) => numeric('maximum', maximum),
  formula: derivedKeywords,
  rollup: derivedKeywords,
  lookup: derivedKeywords,
}

/** A field that is always required is always shown. */
function conditionsOf({ required, fieldType, ...form }: FieldForm): Partial<FieldSchema> {
  const [visibleWhen, requiredWhen] = [form.visibleWhen.trim(), form.requiredWhen.trim()]
  if (required) return {}
  return { ...(visibleWhen && { visibleWhen }), ...(requiredWhen && !isDerivedType(fieldType) && { requiredWhen }) }
}

function acceptOf(text: string): Partial<FieldSchema> {
  const types = text.split(/[\s,，、;；]+/).flatMap((type) => type.toLowerCase() || [])
  return types.length === 0 ? {} : { accept: [...new Set(types)] }
}

function numeric<K extends string>(key: K, text: string): Partial<Record<K, number>> {
  return text.trim() === '' ? {} : ({ [key]: Number(text) } as Record<K, number>)
}

function localized(en: string, zh: string): LocalizedText {
  const english = en.trim() || zh.trim()
  return zh.trim() ? { en: english, 'zh-CN': zh.trim() } : { en: english }
}

/** Restricting is what no word about deletion means, so a field that says nothing keeps saying nothing. */
function referenceOf({ fieldType, referenceEntity: entity, ...form }: FieldForm, base: FieldSchema | undefined) {
  const onDelete = fieldType === 'multiReference' && form.onDelete === 'cascade' ? 'restrict' : form.onDelete
  const unsaid = base?.reference !== undefined && base.reference.onDelete === undefined && onDelete === 'restrict'
  const reverse = fieldType === 'reference' && form.reverseName.trim() !== '' ? { reverse: reverseOf(form) } : {}
  return unsaid ? { entity, ...reverse } : { entity, onDelete, ...reverse }
}

function reverseOf({ reverseName, reverseEn, reverseZh }: Pick<FieldForm, 'reverseName' | 'reverseEn' | 'reverseZh'>) {
  const isNamed = reverseEn.trim() !== '' || reverseZh.trim() !== ''
  return { name: reverseName.trim(), ...(isNamed && { label: localized(reverseEn, reverseZh) }) }
}

function targetsOf({ targetEntities: entities, onDelete }: FieldForm, base: FieldSchema | undefined) {
  const unsaid = base?.targets !== undefined && base.targets.onDelete === undefined && onDelete === 'restrict'
  return unsaid ? { entities } : { entities, onDelete }
}

function itemsOf(parts: FieldForm['parts']): NonNullable<FieldSchema['items']> {
  const required = parts.filter((part) => part.required).map(({ name }) => name)
  const properties = Object.fromEntries(
    parts.map(({ name, schema }) => [name, { ...schema, label: partLabel(schema.label) }]),
  )
  return required.length > 0 ? { properties, required } : { properties }
}

function partLabel(label: LocalizedText): LocalizedText {
  return label.en.trim() ? label : localized('', label['zh-CN'] ?? '')
}

function sequenceOf({ prefix, padding, yearly }: FieldForm): Partial<FieldSchema> {
  const sequence = {
    ...(prefix && { prefix }),
    ...numeric('padding', padding),
    ...(yearly && { reset: 'year' as const }),
  }
  return Object.keys(sequence).length > 0 ? { sequence } : {}
}

function patternOf({ pattern, patternEn, patternZh }: FieldForm): Partial<FieldSchema> {
  if (pattern === '') return {}
  return patternEn || patternZh ? { pattern, patternMessage: localized(patternEn, patternZh) } : { pattern }
}

function defaultOf(form: FieldForm, base: FieldSchema | undefined) {
  const { fieldType, defaultKind, defaultText } = form
  if (defaultKind === 'expression') {
    const text = form.defaultExpression.trim()
    return takesExpression(fieldType) && text !== '' ? { defaultExpression: text } : {}
  }
  if (defaultKind === 'now') return takesNow(fieldType) ? { defaultTo: 'now' as const } : {}
  if (defaultKind === 'currentUser') return fieldType === 'user' ? { defaultTo: 'currentUser' as const } : {}
  if (defaultKind === 'none' || !takesLiteral(fieldType) || defaultText.trim() === '') return {}
  // As it was written by a plugin, so that a field that nobody has changed differs in nothing.
  const unchanged = base?.fieldType === fieldType && literalDefault(base) === defaultText
  return { default: unchanged && base.default !== undefined ? base.default : defaultFrom(fieldType, defaultText) }
}

/** Another type does not know the old one's patterns and defaults. */
function keptKeywords(declared: FieldSchema, fieldType: FieldSchema['fieldType']): Partial<FieldSchema> {
  const field = declaredField(declared)
  if (field.fieldType === fieldType) return withoutFormKeywords(field)
  return field.id === undefined ? {} : { id: field.id }
}

function withoutFormKeywords(field: FieldSchema): Partial<FieldSchema> {
  const known = [
    'label',
    'help',
    'patternMessage',
    'defaultTo',
    'defaultExpression',
    'readOnly',
    'sensitive',
    'personal',
    'deprecated',
    'visibleWhen',
    'requiredWhen',
    'embed',
    ...Object.keys(MAKERS),
  ]
  if (literalDefault(field) !== null) known.push('default')
  return Object.fromEntries(Object.entries(field).filter(([keyword]) => !known.includes(keyword)))
}
