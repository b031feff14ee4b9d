import type { JsonValue } from '@tenon/sdk/contract/json-value'

const SPECIAL = /["\\]/
const EACH_SPECIAL = /["\\]/g

/**
 * The values of one column, one after the other, as PostgreSQL writes an array: `{"a","b",NULL}`. Of a column that holds an
 * array itself, each value is the text of it.
 */
export function arrayText(values: readonly JsonValue[], type: string): string {
  const write = writerOf(type)
  let text = ''
  for (const [index, value] of values.entries()) {
    if (index > 0) text += ','
    text += value === null ? 'NULL' : write(value)
  }
  return `{${text}}`
}

function writerOf(type: string): (value: JsonValue) => string {
  if (!type.endsWith('[]')) return plain
  const element = type.slice(0, -'[]'.length)
  return (value) => quoted(Array.isArray(value) ? arrayText(value, element) : String(value))
}

function plain(value: JsonValue): string {
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'object' ? quoted(JSON.stringify(value)) : String(value)
}

function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replace(EACH_SPECIAL, String.raw`\$&`)}"` : `"${text}"`
}
