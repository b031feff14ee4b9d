import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { CompiledField } from './compiled-model.ts'
import { entityJsonSchema } from './entity-json-schema.ts'
import { compileSchema } from './schema-compiler.ts'
import { type ValueProblem, valueProblem } from './value-problem.ts'

/** What is wrong with one field's value. */
export interface FieldProblem extends ValueProblem {
  field: string
}

/** Fields whose values are checked together: an entity's, or those of a form. */
export interface FieldSet {
  readonly fields: ReadonlyMap<string, Pick<CompiledField, 'name' | 'jsonSchema'> & { readonly schema: FieldSchema }>
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
  const patternMessage = entity.fields.get(field)?.schema.patternMessage
  return { field, ...valueProblem(error, { path: rest.map((part) => `/${part}`).join(''), patternMessage }) }
}
