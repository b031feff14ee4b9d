import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { comparedList, listBounds, listCondition } from './list-field.ts'
import { shownValue } from './shown-value.ts'
import { textComparison, trimmed } from './text-types.ts'

const MAX_LISTED = 12

function optionValues(schema: FieldSchema): string[] {
  return (schema.options ?? []).map((option) => option.value)
}

function listed(schema: FieldSchema, locale: 'en' | 'zh-CN'): string {
  const offered = (schema.options ?? []).filter((option) => option.archived !== true)
  const shown = offered.slice(0, MAX_LISTED).map(({ value, label }) => {
    const text = textIn(label, locale)
    return text === value ? `'${value}'` : `'${value}' (${text})`
  })
  return shown.join(', ') + (offered.length > MAX_LISTED ? ', …' : '')
}

function notAnOption(value: JsonValue, schema: FieldSchema): Normalised {
  return refuse('enum', {
    en: `${shownValue(value)} is not one of its options; expected ${listed(schema, 'en')}`,
    'zh-CN': `${shownValue(value)} 不在选项之中，可选值为 ${listed(schema, 'zh-CN')}`,
  })
}

function normaliseChoice(value: JsonValue, schema: FieldSchema): Normalised {
  const text = trimmed(value)
  if (typeof text !== 'string' || optionValues(schema).includes(text)) return accept(text)
  return notAnOption(text, schema)
}

function normaliseMultiChoice(value: JsonValue, schema: FieldSchema): Normalised {
  if (value === '') return accept(null)
  if (!Array.isArray(value)) return accept(value)
  const known = optionValues(schema)
  const unknown = value.find((item) => typeof item !== 'string' || !known.includes(item))
  if (unknown !== undefined) return notAnOption(unknown, schema)
  return accept(value.length === 0 ? null : [...new Set(value)])
}

/** No CHECK constraint: options are added and archived without touching the table. */
export const choiceField = scalarType({
  operators: ['eq', 'ne', 'in', 'isNull'],
  sortable: true,
  keywords: ['options', 'indexed', 'unique'],
  columnType: 'text',
  comparisonType: 'text',
  comparison: textComparison,
  normalise: normaliseChoice,
  jsonSchema: (schema) => ({ type: 'string', enum: optionValues(schema) }),
})

/** `has` compares with one option. */
export const multiChoiceField = scalarType({
  operators: ['has', 'hasAny', 'hasAll', 'isNull'],
  sortable: false,
  keywords: ['options', 'minItems', 'maxItems', 'indexed'],
  columnType: 'text[]',
  comparisonType: 'text',
  comparison: textComparison,
  condition: (op, { left, value, schema }) =>
    op === 'hasAny' || op === 'hasAll' ? listCondition(op, left, comparedList(value, schema, textComparison)) : null,
  normalise: normaliseMultiChoice,
  jsonSchema: (schema) => ({
    type: 'array',
    ...listBounds(schema, optionValues(schema).length),
    uniqueItems: true,
    items: { type: 'string', enum: optionValues(schema) },
  }),
})
