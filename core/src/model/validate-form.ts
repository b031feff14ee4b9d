import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { valueField } from '@tenon/sdk/contract/value-field'
import { pointerStep } from './check/model-problem.ts'
import { checkValues, type FieldSet } from './check-values.ts'
import { expectedNames } from './expected-names.ts'
import type { Normalised } from './field-types/field-type-definition.ts'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'
import { findTextProblem } from './find-text-problem.ts'
import { labelProblem } from './label-problem.ts'

export interface FormOptions {
  locale: Locale
  /** Where the values lie in the caller's input; problems' pointers begin with it. */
  pointer?: string
}

type Found = { rule: string; problem: LocalizedText; pointer?: string }

const MAX_PROBLEMS = 100

/**
 * Normalises and checks what was filled in in a form that is no entity's, by the field types that entities have.
 * Fields that are empty are left out; defaults are filled in where a field is missing, not where it was emptied.
 * That a record or user exists is for the caller to look up.
 * @throws TenonError VALIDATION_FAILED with all problems in the form's order, each with a pointer such as `/form/dueOn`
 */
export function validateForm(form: FormSchema, given: JsonObject, { locale, pointer = '' }: FormOptions): JsonObject {
  const found = new Map<string, Problem[]>()
  const report = (name: string, { rule, problem, pointer: inner = '' }: Found) => {
    const label = form.properties[name]?.label ?? name.slice(0, 60).toWellFormed()
    const place = `${pointer}${pointerStep(name)}${inner}`
    const told = { pointer: place, message: labelProblem(label, problem, locale), rule }
    found.set(name, [...(found.get(name) ?? []), told])
  }
  for (const name of unknownNames(form, given)) report(name, unknownField(name, form))
  const values: JsonObject = {}
  for (const [name, field] of Object.entries(form.properties)) {
    const result = readField(field, Object.hasOwn(given, name) ? given[name] : undefined)
    if ('problem' in result) report(name, result)
    else if (result.value !== null) values[name] = result.value
    else if (form.required?.includes(name)) report(name, REQUIRED)
  }
  for (const { field, ...problem } of checkValues(fieldSet(form), values)) report(field, problem)
  const order = [...unknownNames(form, given), ...Object.keys(form.properties)]
  const problems = order.flatMap((name) => found.get(name) ?? [])
  if (problems.length > 0) throw formInvalid(problems.slice(0, MAX_PROBLEMS), locale)
  return values
}

function unknownNames({ properties }: FormSchema, given: JsonObject): string[] {
  // Nobody reads more; whoever sends thousands of wrong names must not buy our time with them.
  return Object.keys(given)
    .filter((name) => !Object.hasOwn(properties, name))
    .slice(0, MAX_PROBLEMS)
}

function readField(field: FieldSchema, given: JsonValue | undefined): Normalised {
  const value = given === undefined ? (field.default ?? null) : given
  if (value === null) return { value }
  const result = findTextProblem(value) ?? FIELD_TYPE_TABLE[valueField(field).fieldType].normalise(value, field)
  return 'value' in result ? (archivedOption(field, result.value) ?? result) : result
}

function archivedOption({ options }: FieldSchema, value: JsonValue): Normalised | null {
  const chosen = Array.isArray(value) ? value : [value]
  const archived = options?.find((option) => option.archived === true && chosen.includes(option.value))
  if (archived === undefined) return null
  const problem = {
    en: `'${archived.value}' is no longer offered; choose another option`,
    'zh-CN': `'${archived.value}' 已停用，请选择其他选项`,
  }
  return { rule: 'archived', problem }
}

const REQUIRED: Found = { rule: 'required', problem: { en: 'a value is needed', 'zh-CN': '必须填写' } }

function unknownField(name: string, { properties }: FormSchema): Found {
  const expected = expectedNames(name, Object.keys(properties))
  const problem = {
    en: `the form has no such field; ${expected.en}`,
    'zh-CN': `表单没有此字段；${expected['zh-CN']}`,
  }
  return { rule: 'unknownField', problem }
}

const fieldSets = new WeakMap<FormSchema, FieldSet>()

/** The form's fields as values are checked by; the same for the same form, so that its JSON Schema is compiled once. */
function fieldSet(form: FormSchema): FieldSet {
  const known = fieldSets.get(form)
  if (known !== undefined) return known
  const fields = Object.entries(form.properties).map(([name, schema]) => {
    const jsonSchema = () => FIELD_TYPE_TABLE[valueField(schema).fieldType].jsonSchema(schema)
    return [name, { name, schema, jsonSchema }] as const
  })
  const made: FieldSet = { fields: new Map(fields) }
  fieldSets.set(form, made)
  return made
}

function formInvalid(problems: Problem[], locale: Locale): TenonError {
  const first = problems[0]?.message ?? ''
  const more = problems.length - 1
  const rest = locale === 'zh-CN' ? `（另有 ${more} 处）` : ` (and ${more} more)`
  return new TenonError({ code: 'VALIDATION_FAILED', message: more > 0 ? `${first}${rest}` : first, problems })
}
