import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { checkCommonValue, isSettableCommonField } from './check-common-value.ts'
import { checkValues } from './check-values.ts'
import type { CompiledEntity, CompiledField } from './compiled-model.ts'
import { type Creation, defaultValue } from './default-value.ts'
import { expectedNames } from './expected-names.ts'
import { expressionDefault } from './expression-default.ts'
import type { Normalised } from './field-types/field-type-definition.ts'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'
import { findTextProblem } from './find-text-problem.ts'
import { labelProblem } from './label-problem.ts'
import type { ValidatedValues } from './validated-values.ts'

/**
 * `create` fills in defaults and asks for required fields; `update` looks only at the fields given;
 * `complete` is for a whole record as it would be stored, such as what before-hooks returned: required fields
 * are asked for, defaults are not filled in, and fields that a caller may not set are let through; `computed` looks
 * only at the fields given, which code has worked out.
 */
export type ValidationMode = 'create' | 'update' | 'complete' | 'computed'

export interface ValidationOptions {
  mode: ValidationMode
  locale: Locale
  /** Of mode `create`: what defaults such as the current user are taken from. */
  creation?: Creation
  /**
   * Values that have passed already, of the same record: they count, and are not looked at again. Where one is among the
   * values as well, that one counts; if it is the very same, it is asked what mode `create` alone asks.
   */
  sound?: ValidatedValues | undefined
  /** Fields that need no value although they are required: they had none before, as after an erasure. */
  spared?: ReadonlySet<string>
}

interface Validation extends ValidationOptions {
  entity: CompiledEntity
  problems: Problem[]
}

const MAX_PROBLEMS = 100

/**
 * Normalises and checks values; the only maker of `ValidatedValues`. Throws VALIDATION_FAILED with all problems,
 * each with a pointer into the values and a message in the caller's language. A null clears a field.
 */
export function validateRecord(
  entity: CompiledEntity,
  values: JsonObject,
  options: ValidationOptions,
): ValidatedValues {
  const validation: Validation = { ...options, entity, problems: [] }
  const normalised = normaliseValues(validation, values)
  checkRequired(validation, normalised)
  checkAgainstSchema(validation, normalised)
  if (validation.problems.length > 0) throw failed(validation)
  return normalised as ValidatedValues
}

function normaliseValues(validation: Validation, values: JsonObject): JsonObject {
  const { entity, mode } = validation
  const normalised: JsonObject = { ...validation.sound }
  const keep = (name: string, result: Normalised | null) => {
    if (result === null) return
    if ('problem' in result) report(validation, name, result)
    else normalised[name] = result.value
  }
  for (const name of Object.keys(values)) {
    const value = values[name]
    // Nobody reads more; whoever sends thousands of wrong names must not buy our time with them.
    if (validation.problems.length >= MAX_PROBLEMS) return normalised
    if (value !== undefined) keep(name, normaliseValue(validation, name, value))
  }
  if (mode !== 'create') return normalised
  const creation = validation.creation ?? { at: new Date(), userId: null, actor: null, timeZone: 'UTC' }
  for (const field of entity.startedFields) {
    const value = Object.hasOwn(values, field.name) ? undefined : defaultValue(field, creation)
    if (value !== undefined) keep(field.name, FIELD_TYPE_TABLE[field.type].normalise(value, field.schema))
  }
  for (const one of entity.defaultExpressions) {
    if (Object.hasOwn(values, one.field)) continue
    const record = { ...normalised }
    keep(one.field, expressionDefault(entity, one, { record, creation, locale: validation.locale }))
  }
  return normalised
}

function normaliseValue({ entity, mode, sound }: Validation, name: string, value: JsonValue): Normalised {
  const field = entity.fields.get(name)
  if (sound !== undefined && Object.hasOwn(sound, name) && sound[name] === value) {
    return (mode === 'create' && field !== undefined && archivedOption(field, value)) || { value }
  }
  const unsafe = findTextProblem(value)
  if (unsafe !== null) return unsafe
  if (field === undefined)
    return isSettableCommonField(name) ? checkCommonValue(entity, name, value) : unknownField(entity, name)
  if ((mode === 'create' || mode === 'update') && isSetByTheSystem(field)) return NOT_SETTABLE
  if (value === null) return { value }
  const result = FIELD_TYPE_TABLE[field.type].normalise(value, field.schema)
  return mode === 'create' && 'value' in result ? (archivedOption(field, result.value) ?? result) : result
}

function isSetByTheSystem(field: CompiledField): boolean {
  return field.type === 'sequence' || field.schema.readOnly === true
}

const NOT_SETTABLE: Normalised = {
  rule: 'readOnly',
  problem: { en: 'it is set by the system and cannot be written', 'zh-CN': '由系统设置，不能写入' },
}

const REQUIRED = { rule: 'required', problem: { en: 'a value is needed', 'zh-CN': '必须填写' } }

function archivedOption(field: CompiledField, value: JsonValue): Normalised | null {
  if (field.schema.options === undefined) return null
  const chosen = Array.isArray(value) ? value : [value]
  const archived = field.schema.options.find((option) => option.archived === true && chosen.includes(option.value))
  if (archived === undefined) return null
  const problem = {
    en: `'${archived.value}' is no longer offered; choose another option`,
    'zh-CN': `'${archived.value}' 已停用，请选择其他选项`,
  }
  return { rule: 'archived', problem }
}

function unknownField(entity: CompiledEntity, name: string): Normalised {
  const expected = expectedNames(name, entity.fields.keys())
  const problem = {
    en: `entity '${entity.name}' has no such field; ${expected.en}`,
    'zh-CN': `实体 '${entity.name}' 没有此字段；${expected['zh-CN']}`,
  }
  return { rule: 'unknownField', problem }
}

/** A sequence is given by the store, a read-only field by hooks: neither is asked of the caller. */
function checkRequired(validation: Validation, values: JsonObject): void {
  const { entity, mode, problems } = validation
  if (mode === 'computed') return
  const failedFields = new Set(problems.map((problem) => problem.pointer.split('/')[1]))
  for (const field of entity.requiredFields) {
    if (failedFields.has(field.name)) continue
    if (mode === 'create' && isSetByTheSystem(field)) continue
    if (mode !== 'update' && isMadeOfAnother(field, values)) continue
    if (validation.spared?.has(field.name) === true) continue
    const value = values[field.name]
    if (value === null || (value === undefined && mode !== 'update')) report(validation, field.name, REQUIRED)
  }
}

/** The store makes a slug that nobody gave, where there is something to make it of. */
function isMadeOfAnother({ type, schema }: CompiledField, values: JsonObject): boolean {
  return type === 'slug' && (values[schema.slugFrom ?? ''] ?? null) !== null
}

function checkAgainstSchema(validation: Validation, values: JsonObject): void {
  const { entity, sound } = validation
  const declared: JsonObject = {}
  for (const name of Object.keys(values)) {
    const value = values[name] ?? null
    if (value !== null && value !== sound?.[name] && entity.fields.has(name)) declared[name] = value
  }
  for (const { field, ...problem } of checkValues(entity, declared)) report(validation, field, problem)
}

function report(
  { entity, locale, problems }: Validation,
  name: string,
  { rule, problem, pointer = '' }: { rule: string; problem: LocalizedText; pointer?: string },
): void {
  const label = entity.fields.get(name)?.schema.label ?? name.slice(0, 60).toWellFormed()
  const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`
  problems.push({ pointer: path, message: labelProblem(label, problem, locale), rule })
}

function failed({ entity, locale, problems }: Validation): TenonError {
  const label = entity.schema.label
  const first = problems[0]?.message ?? ''
  const more = problems.length - 1
  const message = labelProblem(
    label,
    {
      en: more > 0 ? `${first} (and ${more} more)` : first,
      'zh-CN': more > 0 ? `${first}（另有 ${more} 处）` : first,
    },
    locale,
  )
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems: problems.slice(0, MAX_PROBLEMS) })
}
