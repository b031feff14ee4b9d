import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { declaredField } from '@tenon/sdk/contract/value-field'
import { literalDefault } from './default-literal.ts'
import { derivedFormOf } from './derived-form.ts'
import { EMPTY_FIELD_FORM, type FieldForm, MEGABYTE, type PartForm } from './field-form.ts'

export function formOfField(entity: ModelEntity, name: string): FieldForm {
  const known = entity.properties[name]
  if (!known) return EMPTY_FIELD_FORM
  const field = declaredField(known)
  return {
    ...EMPTY_FIELD_FORM,
    ...wordsOf(field),
    ...ownOf(field),
    ...boundsOf(field),
    ...defaultOf(field),
    ...derivedFormOf(field),
    name,
    fieldType: field.fieldType,
    visibleWhen: field.visibleWhen ?? '',
    requiredWhen: field.requiredWhen ?? '',
    required: entity.required?.includes(name) ?? false,
    unique: field.unique ?? false,
    caseFolded: field.caseFolded ?? false,
    indexed: field.indexed ?? false,
    searchable: field.searchable ?? false,
    readOnly: field.readOnly ?? false,
    sensitive: field.sensitive ?? false,
    personal: field.personal ?? false,
    deprecated: field.deprecated ?? false,
    embed: field.embed ?? 'never',
  }
}

function wordsOf({ label, help, patternMessage }: FieldSchema): Partial<FieldForm> {
  return {
    labelEn: label.en,
    labelZh: label['zh-CN'] ?? '',
    helpEn: help?.en ?? '',
    helpZh: help?.['zh-CN'] ?? '',
    patternEn: patternMessage?.en ?? '',
    patternZh: patternMessage?.['zh-CN'] ?? '',
  }
}

/** What belongs to some types alone. */
function ownOf(field: FieldSchema): Partial<FieldForm> {
  return {
    options: field.options ?? [],
    parts: partsOf(field),
    referenceEntity: field.reference?.entity ?? '',
    targetEntities: field.targets?.entities ?? [],
    onDelete: (field.reference ?? field.targets)?.onDelete ?? 'restrict',
    subject: field.subject === undefined ? '' : field.subject ? 'yes' : 'no',
    reverseName: field.reference?.reverse?.name ?? '',
    reverseEn: field.reference?.reverse?.label?.en ?? '',
    reverseZh: field.reference?.reverse?.label?.['zh-CN'] ?? '',
    currency: field.currency ?? '',
    scale: written(field.scale),
    prefix: field.sequence?.prefix ?? '',
    padding: written(field.sequence?.padding),
    yearly: field.sequence?.reset === 'year',
    slugFrom: field.slugFrom ?? '',
    symbology: field.symbology ?? 'code128',
    language: field.language ?? '',
  }
}

function boundsOf(field: FieldSchema): Partial<FieldForm> {
  return {
    minLength: written(field.minLength),
    maxLength: written(field.maxLength),
    pattern: field.pattern ?? '',
    minItems: written(field.minItems),
    maxItems: written(field.maxItems),
    maxMegabytes: field.maxBytes === undefined ? '' : String(field.maxBytes / MEGABYTE),
    accept: (field.accept ?? []).join(', '),
    minimum: written(field.minimum),
    maximum: written(field.maximum),
  }
}

function defaultOf(field: FieldSchema): Partial<FieldForm> {
  if (field.defaultExpression !== undefined)
    return { defaultKind: 'expression', defaultExpression: field.defaultExpression }
  if (field.defaultTo !== undefined) return { defaultKind: field.defaultTo }
  const text = literalDefault(field)
  return text === null ? {} : { defaultKind: 'literal', defaultText: text }
}

function partsOf({ items }: FieldSchema): PartForm[] {
  return Object.entries(items?.properties ?? {}).map(([name, schema]) => ({
    name,
    schema,
    required: items?.required?.includes(name) ?? false,
    stored: true,
  }))
}

function written(number: number | undefined): string {
  return number === undefined ? '' : String(number)
}
