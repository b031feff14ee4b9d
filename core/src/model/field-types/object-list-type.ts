import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { valueField } from '@tenon/sdk/contract/value-field'
import { sql } from 'kysely'
import { accept, type FieldTypeDefinition, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { listBounds } from './list-field.ts'
import { shownValue } from './shown-value.ts'
import { textComparison } from './text-types.ts'

const MAX_ITEMS = 200
const MAX_BYTES = 256 * 1024

const REQUIRED = { rule: 'required', problem: { en: 'a value is needed', 'zh-CN': '必须填写' } }

type FindType = (type: FieldType) => FieldTypeDefinition

/**
 * A list of small objects with fields of their own, such as the lines of a measurement, in one `jsonb` column. For what
 * is searched, counted or referred to, an entity is the right thing. `typeOf` gives the definitions of the fields' types.
 */
export function makeObjectListField(typeOf: FindType): FieldTypeDefinition {
  function normalise(value: JsonValue, schema: FieldSchema): Normalised {
    if (value === '') return accept(null)
    if (!Array.isArray(value)) return accept(value)
    const items: JsonValue[] = []
    for (const [index, item] of value.entries()) {
      const result = normaliseItem(item, schema, typeOf)
      if ('problem' in result) return { ...result, pointer: `/${index}${result.pointer ?? ''}` }
      if (result.value !== null) items.push(result.value)
    }
    const bytes = Buffer.byteLength(JSON.stringify(items))
    if (bytes > MAX_BYTES) return tooLarge(bytes)
    return accept(items.length === 0 ? null : items)
  }

  return scalarType({
    operators: ['contains', 'isNull'],
    sortable: false,
    keywords: ['items', 'minItems', 'maxItems', 'searchable'],
    columnType: 'jsonb',
    comparisonType: 'text',
    // As text: drivers would turn a JavaScript array into a PostgreSQL array.
    toColumns: (column, value) => ({ [column]: value === null ? null : JSON.stringify(value) }),
    comparable: (alias, column) => sql`${sql.ref(`${alias}.${column}`)}`,
    text: (alias, column) => {
      const item = sql`jsonb_array_elements(${sql.ref(`${alias}.${column}`)}) item, jsonb_each_text(item) part`
      return sql<string | null>`(select string_agg(part.value, ' ') from ${item})`
    },
    comparison: textComparison,
    normalise,
    jsonSchema: (schema) => ({
      type: 'array',
      ...listBounds(schema, MAX_ITEMS),
      items: itemSchema(schema, typeOf),
    }),
  })
}

function normaliseItem(item: JsonValue, { items }: FieldSchema, typeOf: FindType): Normalised {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return refuse('type', { en: `${shownValue(item)} is not an object`, 'zh-CN': `${shownValue(item)} 不是对象` })
  }
  const { properties = {}, required = [] } = items ?? {}
  const kept: JsonObject = {}
  for (const [name, value] of Object.entries(item)) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (field === undefined) return unknownPart(name, Object.keys(properties))
    if (value === null) continue
    const result = typeOf(valueField(field).fieldType).normalise(value, field)
    if ('problem' in result) return { ...result, pointer: `/${name}${result.pointer ?? ''}` }
    if (result.value !== null) kept[name] = result.value
  }
  // A line that nobody has filled in is no line.
  if (Object.keys(kept).length === 0) return accept(null)
  const missing = required.find((name) => kept[name] === undefined)
  return missing === undefined ? accept(kept) : { ...REQUIRED, pointer: `/${missing}` }
}

function itemSchema({ items }: FieldSchema, typeOf: FindType): JsonObject {
  const { properties = {}, required = [] } = items ?? {}
  const parts = Object.entries(properties).map(([name, field]) => [
    name,
    typeOf(valueField(field).fieldType).jsonSchema(field),
  ])
  return { type: 'object', properties: Object.fromEntries(parts), required, additionalProperties: false }
}

function unknownPart(name: string, known: string[]): Normalised {
  const problem = {
    en: `it has no part ${shownValue(name)}; expected ${known.join(', ')}`,
    'zh-CN': `没有名为 ${shownValue(name)} 的部分；应为 ${known.join('、')}`,
  }
  return { rule: 'additionalProperties', problem, pointer: `/${name}` }
}

function tooLarge(bytes: number): Normalised {
  return refuse('maxBytes', {
    en: `it has ${bytes} bytes as JSON text; at most ${MAX_BYTES} are allowed`,
    'zh-CN': `JSON 文本有 ${bytes} 字节，最多允许 ${MAX_BYTES} 字节`,
  })
}
