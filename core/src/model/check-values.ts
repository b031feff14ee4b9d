import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { CompiledEntity } from './compiled-model.ts'
import { entityJsonSchema } from './entity-json-schema.ts'
import { compileSchema } from './schema-compiler.ts'
import { type ValueProblem, valueProblem } from './value-problem.ts'

/** What is wrong with one field's value. */
export interface FieldProblem extends ValueProblem {
  field: string
}

// Compiled at the first use, since most entities of most tenants are never written to; gone with the entity.
const validators = new WeakMap<CompiledEntity, ValidateFunction>()

/** Checks normalised values (none of them null) against the entity's JSON Schema. */
export function checkValues(entity: CompiledEntity, values: JsonObject): FieldProblem[] {
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

function toFieldProblem(entity: CompiledEntity, error: ErrorObject): FieldProblem {
  const [, field = '', ...rest] = error.instancePath.split('/')
  const patternMessage = entity.fields.get(field)?.schema.patternMessage
  return { field, ...valueProblem(error, { path: rest.map((part) => `/${part}`).join(''), patternMessage }) }
}
