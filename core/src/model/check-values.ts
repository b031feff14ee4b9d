import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import type { CompiledField } from './compiled-model.ts'
import { type ValueProblem, valueProblem } from './value-problem.ts'
import { valueValidator } from './value-validator.ts'

/** What is wrong with one field's value. */
export interface FieldProblem extends ValueProblem {
  field: string
}

type CheckedField = Pick<CompiledField, 'name' | 'jsonSchema'> & { readonly schema: FieldSchema }

/** Fields whose values are checked together: an entity's, or those of a form. */
export interface FieldSet {
  readonly fields: ReadonlyMap<string, CheckedField>
}

// Made at the first use, since most fields of most tenants are never written to; gone with the fields.
const validators = new WeakMap<CheckedField, ValidateFunction>()

/**
 * Checks normalised values of these fields (none of them null) against the fields' JSON Schema; which of them must be there
 * depends on what is done with the record, so that is checked apart. Problems are in the order of the fields.
 */
export function checkValues({ fields }: FieldSet, values: JsonObject): FieldProblem[] {
  const found: FieldProblem[] = []
  for (const name of Object.keys(values)) {
    const field = fields.get(name)
    if (field !== undefined) found.push(...checkValue(field, values[name]))
  }
  if (found.length < 2) return found
  const order = [...fields.keys()]
  return found.sort((left, right) => order.indexOf(left.field) - order.indexOf(right.field))
}

const NONE: readonly FieldProblem[] = []

function checkValue(field: CheckedField, value: unknown): readonly FieldProblem[] {
  const validate = validatorOf(field)
  if (validate(value)) return NONE
  const { patternMessage } = field.schema
  const found = (validate.errors ?? []).map((error) => ({
    field: field.name,
    ...valueProblem(error, { path: error.instancePath, patternMessage }),
  }))
  // A value of the wrong type breaks other rules too; the first one says it.
  return found.filter((problem, index) => found.findIndex(({ pointer }) => pointer === problem.pointer) === index)
}

function validatorOf(field: CheckedField): ValidateFunction {
  const known = validators.get(field)
  if (known !== undefined) return known
  const made = valueValidator(field.jsonSchema())
  validators.set(field, made)
  return made
}
