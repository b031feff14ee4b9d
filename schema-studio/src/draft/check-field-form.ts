import { takesExpression, takesLiteral } from './default-literal.ts'
import { type DerivedFormProblem, derivedFormProblems } from './derived-form.ts'
import type { FieldForm } from './field-form.ts'
import { FIELD_NAME_PATTERN } from './field-name.ts'
import { FIELD_TYPE_KEYWORDS, type FieldKeyword } from './field-type-keywords.ts'

export type FieldFormProblem =
  | 'problemLabel'
  | 'problemName'
  | 'problemNameTaken'
  | 'problemOptions'
  | 'problemParts'
  | 'problemReference'
  | 'problemReverseName'
  | 'problemReverseMissing'
  | 'problemDefault'
  | 'problemRange'
  | DerivedFormProblem

export type FieldFormProblems = Partial<Record<keyof FieldForm, FieldFormProblem>>

const RANGES = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const

/** What keeps the form from being a field, by the input that it concerns. */
export function checkFieldForm(form: FieldForm, taken: readonly string[]): FieldFormProblems {
  const knows = (keyword: FieldKeyword) => FIELD_TYPE_KEYWORDS[form.fieldType].includes(keyword)
  const optionsIncomplete = form.options.length === 0 || form.options.some(({ label }) => !label.en.trim())
  const partsIncomplete =
    form.parts.length === 0 || form.parts.some(({ schema: { label } }) => !(label.en.trim() || label['zh-CN']?.trim()))
  return {
    ...(!(form.labelEn.trim() || form.labelZh.trim()) && { labelEn: 'problemLabel' }),
    ...(!FIELD_NAME_PATTERN.test(form.name) && { name: 'problemName' }),
    ...(taken.includes(form.name) && { name: 'problemNameTaken' }),
    ...(knows('options') && optionsIncomplete && { options: 'problemOptions' }),
    ...(knows('items') && partsIncomplete && { parts: 'problemParts' }),
    ...(knows('reference') && !form.referenceEntity && { referenceEntity: 'problemReference' }),
    ...(knows('targets') && form.targetEntities.length === 0 && { targetEntities: 'problemReference' }),
    ...(form.fieldType === 'reference' && wrongReverse(form)),
    ...(lacksDefault(form) && { defaultText: 'problemDefault' }),
    ...(lacksExpression(form) && { defaultExpression: 'problemDefault' }),
    ...wrongRanges(form, knows),
    ...derivedFormProblems(form),
  }
}

function wrongReverse({ reverseName, reverseEn, reverseZh }: FieldForm): FieldFormProblems {
  const name = reverseName.trim()
  if (name !== '') return FIELD_NAME_PATTERN.test(name) ? {} : { reverseName: 'problemReverseName' }
  return reverseEn.trim() === '' && reverseZh.trim() === '' ? {} : { reverseName: 'problemReverseMissing' }
}

function lacksDefault({ fieldType, defaultKind, defaultText }: FieldForm): boolean {
  return defaultKind === 'literal' && takesLiteral(fieldType) && defaultText.trim() === ''
}

function lacksExpression({ fieldType, defaultKind, defaultExpression }: FieldForm): boolean {
  return defaultKind === 'expression' && takesExpression(fieldType) && defaultExpression.trim() === ''
}

function wrongRanges(form: FieldForm, knows: (keyword: FieldKeyword) => boolean): FieldFormProblems {
  const wrong = RANGES.filter(([least, most]) => {
    // A range that the type does not know is not looked at by the server either.
    if (!knows(most) && form[least] === '') return false
    return form[least] !== '' && form[most] !== '' && Number(form[least]) > Number(form[most])
  })
  return Object.fromEntries(wrong.map(([, most]) => [most, 'problemRange']))
}
