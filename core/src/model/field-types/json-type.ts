import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'

const JSON_MAX_BYTES = 64 * 1024

function normaliseJson(value: JsonValue): Normalised {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  // Parsed again, it is what the database will give back: no -0, nothing that JSON does not know.
  if (bytes <= JSON_MAX_BYTES) return accept(JSON.parse(text))
  return refuse('maxBytes', {
    en: `it has ${bytes} bytes as JSON text; at most ${JSON_MAX_BYTES} are allowed`,
    'zh-CN': `JSON 文本有 ${bytes} 字节，最多允许 ${JSON_MAX_BYTES} 字节`,
  })
}

/** Any JSON. It can be stored and shown; filters only ask whether it is there. */
export const jsonField = scalarType({
  operators: ['isNull'],
  sortable: false,
  keywords: [],
  columnType: 'jsonb',
  comparisonType: 'jsonb',
  // As text: drivers would turn a JavaScript array into a PostgreSQL array.
  toColumns: (column, value) => ({ [column]: value === null ? null : JSON.stringify(value) }),
  comparison: () =>
    refuse('operator', { en: 'it can only be filtered by isNull', 'zh-CN': '只能按 isNull（是否为空）筛选' }),
  normalise: normaliseJson,
  jsonSchema: () => ({}),
})
