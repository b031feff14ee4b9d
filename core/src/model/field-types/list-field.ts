import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import {
  accept,
  type FieldTypeDefinition,
  type Normalised,
  type OwnCondition,
  refuse,
  scalarType,
} from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'

const MAX_ITEMS = 100
/** Filters name so many entries at most. */
const MAX_COMPARED = 100

interface ListEntries {
  /** One entry in its stored form; null for one that counts as empty and is left out. */
  item: (value: JsonValue, schema: FieldSchema) => Normalised
  /** Two entries with the same key are one, the first of them. Default: the entry itself. */
  key?: (item: string) => string
}

interface ListInput extends ListEntries {
  keywords: FieldTypeDefinition['keywords']
  itemSchema: (schema: FieldSchema) => JsonObject
}

/**
 * A list of texts in a `text[]` column: an empty list is no value, an entry that is there twice is kept once, the order
 * is the one given. A text alone stands for a list of the parts between its commas and line ends, as files have them.
 */
export function listField({ keywords, itemSchema, ...entries }: ListInput): FieldTypeDefinition {
  const compared = listEntry(entries)

  return scalarType({
    operators: ['has', 'hasAny', 'hasAll', 'contains', 'isNull'],
    sortable: false,
    keywords: [...keywords, 'minItems', 'maxItems', 'searchable', 'indexed'],
    columnType: 'text[]',
    comparisonType: 'text',
    comparison: compared,
    condition: (op, { left, value, schema }) => {
      if (op === 'contains') return null
      return op === 'hasAny' || op === 'hasAll' ? listCondition(op, left, comparedList(value, schema, compared)) : null
    },
    text: (alias, column) => sql<string>`array_to_string(${sql.ref(`${alias}.${column}`)}, ', ')`,
    normalise: normaliseList(entries),
    jsonSchema: (schema) => listSchema(schema, itemSchema(schema)),
  })
}

/** Entries each in their stored form, none of them twice; an empty list is no value. */
export function normaliseList({ item, key = (text) => text }: ListEntries): FieldTypeDefinition['normalise'] {
  return (value, schema) => {
    const given = typeof value === 'string' ? value.split(/[,;\n，；、]/) : value
    if (!Array.isArray(given)) return accept(value)
    const kept = new Map<string, string>()
    for (const [index, one] of given.entries()) {
      const result = typeof one === 'string' ? item(one, schema) : notText(one)
      if ('problem' in result) return { ...result, pointer: `/${index}` }
      if (typeof result.value === 'string' && !kept.has(key(result.value))) kept.set(key(result.value), result.value)
    }
    return accept(kept.size === 0 ? null : [...kept.values()])
  }
}

/** One entry of a filter: never an empty one. */
export function listEntry({ item }: ListEntries): FieldTypeDefinition['comparison'] {
  return (value, schema) => {
    const result = typeof value === 'string' ? item(value, schema) : notText(value)
    return 'value' in result && result.value === null ? notText(value) : result
  }
}

export function listSchema(schema: FieldSchema, items: JsonObject): JsonObject {
  return { type: 'array', ...listBounds(schema, MAX_ITEMS), uniqueItems: true, items }
}

/** How many entries a list may have; one without any is no value. */
export function listBounds({ minItems = 1, maxItems }: FieldSchema, most: number): JsonObject {
  return { minItems: Math.max(1, minItems), maxItems: Math.min(maxItems ?? most, most) }
}

/** `&&` and `@>` are what a GIN index of the column serves. */
export function listCondition(op: 'hasAny' | 'hasAll', left: RawBuilder<unknown>, compared: Normalised): OwnCondition {
  if ('problem' in compared) return compared
  const items = (compared.value as string[]).map((item) => sql`${item}`)
  const list = sql`cast(array[${sql.join(items)}] as text[])`
  return sql<boolean>`${left} ${sql.raw(op === 'hasAny' ? '&&' : '@>')} ${list}`
}

export function comparedList(
  value: JsonValue,
  schema: FieldSchema,
  one: (value: JsonValue, schema: FieldSchema) => Normalised,
): Normalised {
  if (!Array.isArray(value) || value.length > MAX_COMPARED) {
    return refuse('type', {
      en: `${shownValue(value)} is not a list of at most ${MAX_COMPARED} entries to compare with`,
      'zh-CN': `${shownValue(value)} 不是用于比较的列表（最多 ${MAX_COMPARED} 项）`,
    })
  }
  const results = value.map((item) => one(item, schema))
  const wrong = results.find((result) => 'problem' in result)
  return wrong ?? accept(results.flatMap((result) => ('value' in result ? [result.value] : [])))
}

function notText(value: JsonValue): Normalised {
  return refuse('type', { en: `${shownValue(value)} is not text`, 'zh-CN': `${shownValue(value)} 不是文本` })
}
