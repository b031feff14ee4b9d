import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { CompiledField } from './compiled-model.ts'
import { entityJsonSchema } from './entity-json-schema.ts'
import { expectedNames } from './expected-names.ts'
import { compileSchema } from './schema-compiler.ts'
import { schemaErrorMessage } from './schema-error-message.ts'

/** What is wrong with one field's value. */
export interface FieldProblem {
  field: string
  /** Place within the value: empty for the value itself. */
  pointer: string
  rule: string
  problem: LocalizedText
}

/** Fields whose values are checked together: an entity's, or those of a form. */
export interface FieldSet {
  readonly fields: ReadonlyMap<string, Pick<CompiledField, 'name' | 'schema' | 'jsonSchema'>>
}

// Compiled at the first use, since most entities of most tenants are never written to; gone with the fields.
const validators = new WeakMap<FieldSet, ValidateFunction>()

/** Checks normalised values (none of them null) against the fields' JSON Schema. */
export function checkValues(entity: FieldSet, values: JsonObject): FieldProblem[] {
  let validate = validators.get(entity)
  if (validate === undefined) {
    validate = compileSchema(entityJsonSchema(entity))
    validators.set(entity, validate)
  }
  if (validate(values)) return []
  const found = (validate.errors ?? []).map((error) => toFieldProblem(entity, error))
  // A value of the wrong type breaks other rules too; the first one says it.
  return found.filter((problem, index) => found.findIndex((other) => samePlace(other, problem)) === index)
}

function samePlace(left: FieldProblem, right: FieldProblem): boolean {
  return left.field === right.field && left.pointer === right.pointer
}

function toFieldProblem(entity: FieldSet, error: ErrorObject): FieldProblem {
  const [, field = '', ...rest] = error.instancePath.split('/')
  const unknown = error.params['additionalProperty']
  const inner = typeof unknown === 'string' ? [...rest, unknown.replaceAll('~', '~0').replaceAll('/', '~1')] : rest
  return {
    field,
    pointer: inner.map((part) => `/${part}`).join(''),
    rule: error.keyword,
    problem: describe(entity.fields.get(field)?.schema.patternMessage, error),
  }
}

function describe(patternMessage: LocalizedText | undefined, error: ErrorObject): LocalizedText {
  if (error.keyword === 'pattern' && patternMessage !== undefined) return patternMessage
  if (error.keyword !== 'additionalProperties') return schemaErrorMessage(error)
  const name = String(error.params['additionalProperty'])
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {})
  const expected = expectedNames(name, known)
  return {
    en: `it has no part '${name}'; ${expected.en}`,
    'zh-CN': `没有名为 '${name}' 的部分；${expected['zh-CN']}`,
  }
}
