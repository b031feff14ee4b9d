import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { LRUCache } from 'lru-cache'
import { compileSchema } from './schema-compiler.ts'

const MAX_VALIDATORS = 2_000
/** Characters of the schemas' texts: a choice may have thousands of options. */
const MAX_CHARACTERS = 4_000_000

/** By the text of the schema. */
const compiled = new LRUCache<string, ValidateFunction>({
  max: MAX_VALIDATORS,
  maxSize: MAX_CHARACTERS,
  sizeCalculation: (_, text) => text.length,
})

/**
 * Checks values of a field. Fields that ask for the same, of whatever entities and tenants, share one: most fields ask what
 * many others do, and to compile it takes longer than a write.
 */
export function valueValidator(schema: JsonObject): ValidateFunction {
  const text = JSON.stringify(schema)
  const known = compiled.get(text)
  if (known !== undefined) return known
  const made = compileSchema(schema)
  compiled.set(text, made)
  return made
}
