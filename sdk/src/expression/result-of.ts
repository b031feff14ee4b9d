import type { ChoiceOption, FieldResult } from '../contract/entity-schema.ts'
import type { FieldType } from '../contract/field-type.ts'
import { valueField } from '../contract/value-field.ts'
import { commonFieldResult } from './common-field-result.ts'
import type { FieldPlace } from './derivation.ts'
import { type ExpressionModel, fieldIn } from './expression-model.ts'
import type { ExpressionType } from './expression-type.ts'

const PLAIN: Partial<Record<ExpressionType['kind'], FieldType>> = {
  string: 'text',
  bool: 'boolean',
  int: 'integer',
  decimal: 'decimal',
  money: 'money',
  date: 'date',
  dateTime: 'dateTime',
  time: 'time',
  dyn: 'json',
}

interface ResultGround {
  model: ExpressionModel
  /** Fields whose options a choice may have. */
  uses: readonly FieldPlace[]
  /** What is known of a derived field. */
  result: (place: FieldPlace) => FieldResult | undefined
}

/** The field type that values of an expression are shown and filtered as; null for what no field can hold. */
export function resultOf(type: ExpressionType, ground: ResultGround): FieldResult | null {
  const plain = PLAIN[type.kind]
  if (plain !== undefined) return { fieldType: plain }
  if (type.kind === 'record') return { fieldType: 'reference', reference: { entity: type.entity } }
  if (type.kind === 'choice') return { fieldType: 'choice', options: optionsOf(type.options, ground) }
  if (type.kind !== 'list' || type.of.kind !== 'choice') return null
  return { fieldType: 'multiChoice', options: optionsOf(type.of.options, ground) }
}

/** The options, with the words and hues of the field that they come from. */
function optionsOf(values: readonly string[], { model, uses, result }: ResultGround): ChoiceOption[] {
  const source = uses.map((place) => fieldOptions(model, place, result)).find((options) => hasValues(options, values))
  return source ?? values.map((value) => ({ value, label: { en: value } }))
}

function fieldOptions(model: ExpressionModel, place: FieldPlace, result: ResultGround['result']) {
  const declared = fieldIn(model, place.entity, place.field)
  if (declared === undefined) return commonFieldResult(model, place.entity, place.field)?.options
  return result(place)?.options ?? valueField(declared).options
}

function hasValues(options: readonly ChoiceOption[] | undefined, values: readonly string[]): boolean {
  return options?.map(({ value }) => value).join('\n') === values.join('\n')
}
