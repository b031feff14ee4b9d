import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { pointerStep } from './check/model-problem.ts'
import { expectedNames } from './expected-names.ts'
import type { Normalised } from './field-types/field-type-definition.ts'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'
import { findTextProblem } from './find-text-problem.ts'
import { labelProblem } from './label-problem.ts'
import { compileSchema } from './schema-compiler.ts'
import { type ValueProblem, valueProblem } from './value-problem.ts'

interface FormOptions {
  locale: Locale
  /** Where the values stand in the input; problems' pointers begin with it. */
  pointer?: string
}

type Refusal = Omit<ValueProblem, 'pointer'> & { pointer?: string }

const MAX_PROBLEMS = 100

/**
 * Brings what was filled in in a form into its stored form. A field that is missing takes its default; one that was
 * emptied is left out.
 * Throws VALIDATION_FAILED with all problems, each with a pointer and a message in the caller's language.
 */
export function validateForm(form: FormSchema, values: JsonObject, { locale, pointer = '' }: FormOptions): JsonObject {
  const taken: JsonObject = {}
  const problems: Problem[] = []
  const report = (name: string, { rule, problem, pointer: inner = '' }: Refusal) => {
    const label = ownField(form, name)?.label ?? name.slice(0, 60).toWellFormed()
    problems.push({ pointer: pointer + pointerStep(name) + inner, message: labelProblem(label, problem, locale), rule })
  }
  for (const name of Object.keys(values)) {
    if (problems.length >= MAX_PROBLEMS) break
    if (ownField(form, name) === undefined) report(name, unknownField(form, name))
  }
  for (const [name, field] of Object.entries(form.properties)) {
    const given = (Object.hasOwn(values, name) ? values[name] : field.default) ?? null
    const refusals = given === null ? [] : take(taken, { name, field, given })
    for (const refusal of refusals) report(name, refusal)
    if (refusals.length === 0 && !Object.hasOwn(taken, name) && form.required?.includes(name)) report(name, REQUIRED)
  }
  if (problems.length > 0) throw refused(problems, locale)
  return taken
}

/** Adds the field's value in its stored form, or says what is wrong with it. */
function take(
  taken: JsonObject,
  { name, field, given }: { name: string; field: FieldSchema; given: JsonValue },
): Refusal[] {
  const result: Normalised = findTextProblem(given) ?? FIELD_TYPE_TABLE[field.fieldType].normalise(given, field)
  if ('problem' in result) return [result]
  if (result.value === null) return []
  const refusals = schemaRefusals(field, result.value)
  if (refusals.length === 0) taken[name] = result.value
  return refusals
}

// Compiled at the first use and gone with the form.
const validators = new WeakMap<FieldSchema, ValidateFunction>()

function schemaRefusals(field: FieldSchema, value: JsonValue): ValueProblem[] {
  const validate = validators.get(field) ?? compileSchema(FIELD_TYPE_TABLE[field.fieldType].jsonSchema(field))
  validators.set(field, validate)
  if (validate(value)) return []
  const { patternMessage } = field
  const found = (validate.errors ?? []).map((error) =>
    valueProblem(error, { path: error.instancePath, patternMessage }),
  )
  // A value of the wrong type breaks other rules too; the first one says it.
  return found.filter(({ pointer }, index) => found.findIndex((other) => other.pointer === pointer) === index)
}

function ownField({ properties }: FormSchema, name: string): FieldSchema | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined
}

const REQUIRED: Refusal = { rule: 'required', problem: { en: 'a value is needed', 'zh-CN': '必须填写' } }

function unknownField({ properties }: FormSchema, name: string): Refusal {
  const expected = expectedNames(name, Object.keys(properties))
  const problem = {
    en: `the form has no such field; ${expected.en}`,
    'zh-CN': `表单没有此字段；${expected['zh-CN']}`,
  }
  return { rule: 'unknownField', problem }
}

function refused(problems: Problem[], locale: Locale): TenonError {
  const more = problems.length - 1
  const rest = more > 0 ? textIn({ en: ` (and ${more} more)`, 'zh-CN': `（另有 ${more} 处）` }, locale) : ''
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message: `${problems[0]?.message}${rest}`,
    problems: problems.slice(0, MAX_PROBLEMS),
  })
}
