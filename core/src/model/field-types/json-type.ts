import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { compileValueSchema } from '../schema-compiler.ts'
import { schemaErrorMessage } from '../schema-error-message.ts'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'

const JSON_MAX_BYTES = 64 * 1024

const validators = new WeakMap<object, ValidateFunction>()

function normaliseJson(value: JsonValue, { valueSchema }: FieldSchema): Normalised {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  // Parsed again, it is what the database will give back: no -0, nothing that JSON does not know.
  if (bytes <= JSON_MAX_BYTES) return problemOf(value, valueSchema) ?? accept(JSON.parse(text))
  return refuse('maxBytes', {
    en: `it has ${bytes} bytes as JSON text; at most ${JSON_MAX_BYTES} are allowed`,
    'zh-CN': `JSON 文本有 ${bytes} 字节，最多允许 ${JSON_MAX_BYTES} 字节`,
  })
}

/** The first thing that does not fit the field's own schema; null where all does. */
function problemOf(value: JsonValue, schema: JsonObject | undefined): Normalised | null {
  if (schema === undefined) return null
  const validate = validators.get(schema) ?? compileValueSchema(schema)
  validators.set(schema, validate)
  if (validate(value)) return null
  const [error] = validate.errors ?? []
  if (error === undefined) return null
  return { rule: error.keyword, problem: schemaErrorMessage(error), pointer: error.instancePath }
}

/** Any JSON, or that which the field's own schema allows. It can be stored and shown; filters only ask whether it is there. */
export const jsonField = scalarType({
  operators: ['isNull'],
  sortable: false,
  keywords: ['valueSchema'],
  columnType: 'jsonb',
  comparisonType: 'jsonb',
  // As text: drivers would turn a JavaScript array into a PostgreSQL array.
  toColumns: (column, value) => ({ [column]: value === null ? null : JSON.stringify(value) }),
  comparison: () =>
    refuse('operator', { en: 'it can only be filtered by isNull', 'zh-CN': '只能按 isNull（是否为空）筛选' }),
  normalise: normaliseJson,
  jsonSchema: () => ({}),
})
