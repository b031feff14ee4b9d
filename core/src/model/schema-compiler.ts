import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { linearPattern } from './linear-pattern.ts'

/** Formats that are asserted; others are refused where a schema comes from outside. */
export const KNOWN_FORMATS = ['date', 'date-time', 'email', 'uri', 'uuid'] as const

/** ajv puts this text into standalone code only, which is not made here. */
const regExp = Object.assign(linearPattern, { code: 'linearPattern' })

/**
 * Compiles a JSON Schema 2020-12 that we made or checked ourselves, so it is not checked against the meta-schema: that
 * would cost more than all the rest. Each has a compiler of its own, to be collected together with the model it was
 * compiled for. `allErrors`: whether it goes on after the first error.
 */
export function compileSchema(schema: JsonObject, { allErrors = true } = {}): ValidateFunction {
  const ajv = new Ajv2020({
    allErrors,
    verbose: true,
    meta: false,
    validateSchema: false,
    code: { regExp, optimize: false },
  })
  addFormats.default(ajv, [...KNOWN_FORMATS])
  return ajv.compile(schema)
}

/**
 * The same for a schema that somebody else wrote and `checkValueSchema` has found good: with all that JSON Schema
 * 2020-12 allows, formats asserted, and names that every JavaScript object answers to taken as the names that they are.
 */
export function compileValueSchema(schema: JsonObject | boolean): ValidateFunction {
  const ajv = new Ajv2020({ ...OUTSIDE, meta: false, validateSchema: false, code: { regExp, optimize: false } })
  addFormats.default(ajv, [...KNOWN_FORMATS])
  return ajv.compile(schema)
}

const OUTSIDE = { allErrors: true, verbose: true, strict: false, ownProperties: true } as const
