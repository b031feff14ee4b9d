import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { accept, type FieldTypeDefinition, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'
import { textComparison } from './text-types.ts'

const MAX_ITEMS = 50
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const FACTS: readonly string[] = ['id', 'name', 'size', 'type', 'width', 'height']

/**
 * Files by their id, with the facts that the server found out about each, in one `jsonb` column: what is read needs no
 * look into another table. An entry may be given by its id alone. The facts of one that is given with other ones, or
 * with none, are put in before a write, and the statement that writes holds them against the store.
 */
function normalise(value: JsonValue): Normalised {
  if (value === '') return accept(null)
  const kept = new Map<string, JsonValue>()
  for (const [index, entry] of (Array.isArray(value) ? value : [value]).entries()) {
    const file = fileOf(entry)
    if (file === null) return Array.isArray(value) ? { ...notAFile(entry), pointer: `/${index}` } : notAFile(entry)
    if (!kept.has(file.id)) kept.set(file.id, file)
  }
  return accept(kept.size === 0 ? null : [...kept.values()])
}

function fileOf(entry: JsonValue): (JsonObject & { id: string }) | null {
  if (typeof entry === 'string') return UUID.test(entry) ? { ...UNKNOWN, id: entry.toLowerCase() } : null
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null
  const { id } = entry
  if (typeof id !== 'string' || !UUID.test(id)) return null
  return Object.keys(entry).every((name) => FACTS.includes(name))
    ? { ...UNKNOWN, ...entry, id: id.toLowerCase() }
    : null
}

/** Until the store has said what the file is. */
const UNKNOWN = { name: '', size: 0, type: '' }

function notAFile(value: JsonValue) {
  return {
    rule: 'type',
    problem: {
      en: `${shownValue(value)} is not a file; upload it first and give the id that the upload answers`,
      'zh-CN': `${shownValue(value)} 不是文件；请先上传，再填写上传返回的编号`,
    },
  }
}

const names = (alias: string, column: string): RawBuilder<string | null> =>
  sql<
    string | null
  >`(select string_agg(file ->> 'name', ', ') from jsonb_array_elements(${sql.ref(`${alias}.${column}`)}) file)`

function itemSchema(): JsonObject {
  return {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      name: { type: 'string' },
      size: { type: 'integer', minimum: 0 },
      type: { type: 'string' },
      width: { type: 'integer', minimum: 1 },
      height: { type: 'integer', minimum: 1 },
    },
    required: ['id', 'name', 'size', 'type'],
    additionalProperties: false,
  }
}

/** Files, and pictures alike: what may be uploaded for a field is another matter than what it stores. */
export const fileField: FieldTypeDefinition = scalarType({
  operators: ['contains', 'isNull'],
  sortable: false,
  keywords: ['minItems', 'maxItems', 'maxBytes', 'accept', 'searchable'],
  columnType: 'jsonb',
  comparisonType: 'text',
  // As text: drivers would turn a JavaScript array into a PostgreSQL array.
  toColumns: (column, value) => ({ [column]: value === null ? null : JSON.stringify(value) }),
  text: names,
  comparison: textComparison,
  normalise,
  jsonSchema: (schema: FieldSchema) => ({ type: 'array', ...fileBounds(schema), items: itemSchema() }),
})

/** How many files a field holds: one unless it says more. */
function fileBounds(schema: FieldSchema): { minItems: number; maxItems: number } {
  const { minItems = 1, maxItems = Math.max(1, minItems) } = schema
  return { minItems: Math.max(1, minItems), maxItems: Math.min(maxItems, MAX_ITEMS) }
}

/** What is wrong with the name of a file that cannot be attached here. */
export function notAttachable(name: string): Normalised {
  return refuse('file', {
    en: `there is no upload ${shownValue(name)} that you may attach here; it may have been too long ago, or be in use already: upload it again`,
    'zh-CN': `没有可由您附加到此处的上传 ${shownValue(name)}；可能已过期或已被使用，请重新上传`,
  })
}
