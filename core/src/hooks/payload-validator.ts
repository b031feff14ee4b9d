import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { EventDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { compileSchema } from '../model/schema-compiler.ts'

const validators = new WeakMap<EventDeclaration, ValidateFunction>()

/**
 * Checks the payload of an event; null for one that may carry anything. Compiled once for each declaration, whose
 * schema was looked at when the plugin was built: its keywords are those whose checks end soon whatever the payload.
 */
export function payloadValidator(declaration: EventDeclaration): ValidateFunction | null {
  if (declaration.payload === undefined) return null
  const known = validators.get(declaration)
  if (known !== undefined) return known
  // Schema and payload are both the plugin's: all errors of one in the other could be millions.
  const validate = compileSchema(declaration.payload as JsonObject, { allErrors: false })
  validators.set(declaration, validate)
  return validate
}
