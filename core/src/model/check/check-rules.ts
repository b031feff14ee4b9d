import type { EntitySchema, ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { entityRules } from '@tenon/sdk/expression/entity-rules'
import { shownValue } from '../field-types/shown-value.ts'
import { checkName } from './check-name.ts'
import { type ModelProblem, pointerStep, within } from './model-problem.ts'
import { placedProblem } from './placed-problem.ts'
import { unknownFields } from './unknown-fields.ts'

/** What is wrong with the expressions of entities' rules, in a model whose derived fields say what they give. */
export function checkRules(document: ModelDocument): ModelProblem[] {
  return Object.keys(document.entities).flatMap((entity) =>
    entityRules(document, entity).problems.map(({ pointer, rule, message, place }) =>
      placedProblem(`/entities${pointerStep(entity)}${pointer}`, { rule, message, ...place }),
    ),
  )
}

/** What is wrong with rules apart from their expressions: names given twice, and fields that are not there. */
export function checkValidations(rules: readonly ValidationRule[] = [], known: EntitySchema['properties']) {
  const names = rules.map(({ name }) => name)
  return rules.flatMap(({ name, fields }, index) => [
    ...within(`/validations/${index}/name`, names.indexOf(name) === index ? checkName(name) : [twice(name)]),
    ...unknownFields(`/validations/${index}/fields`, fields, known),
  ])
}

/** A field that must always have a value, and cannot always be seen, could not be filled in. */
export function hiddenRequired({
  required = [],
  properties,
}: Pick<EntitySchema, 'required' | 'properties'>): ModelProblem[] {
  return Object.entries(properties).flatMap(([name, { visibleWhen, requiredWhen }]) => {
    if (!required.includes(name)) return []
    const place = `/properties${pointerStep(name)}`
    return [
      ...(visibleWhen === undefined ? [] : [{ pointer: `${place}/visibleWhen`, rule: 'required', problem: HIDDEN }]),
      ...(requiredWhen === undefined ? [] : [{ pointer: `${place}/requiredWhen`, rule: 'required', problem: ALWAYS }]),
    ]
  })
}

const HIDDEN = {
  en: "the field is always required, and could not be filled in where it is hidden: require it by 'requiredWhen'",
  'zh-CN': "该字段始终必填，隐藏时将无法填写：请改用 'requiredWhen'",
}

const ALWAYS = {
  en: "the field is always required: leave out 'requiredWhen', or take it out of 'required'",
  'zh-CN': "该字段始终必填：请删除 'requiredWhen'，或将其移出 'required'",
}

function twice(name: string): ModelProblem {
  const shown = shownValue(name)
  return {
    pointer: '',
    rule: 'duplicate',
    problem: { en: `there are two rules ${shown}`, 'zh-CN': `规则 ${shown} 重复` },
  }
}
