import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { isDerivedType, valueType } from '@tenon/sdk/contract/value-field'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { checkName } from './check-name.ts'
import { type ModelProblem, within } from './model-problem.ts'
import { unknownField, unknownFields, unknownShownFields } from './unknown-fields.ts'

/** What is wrong with a well-formed pipeline by itself. */
export function checkPipeline(pipeline: PipelineSchema): ModelProblem[] {
  const names = pipeline.stages.map((stage) => stage.name)
  const initial = pipeline.initialStage
  return [
    ...within('/name', checkName(pipeline.name)),
    ...(initial === undefined ? [] : unknownStage('/initialStage', initial, names)),
    ...pipeline.stages.flatMap((stage, index) => within(`/stages/${index}`, checkStage(stage, index, names))),
  ]
}

function checkStage(stage: StageSchema, index: number, names: string[]): ModelProblem[] {
  const found = [
    ...within('/name', checkName(stage.name)),
    ...duplicateGuards('entry', stage),
    ...duplicateGuards('exit', stage),
  ]
  if (names.indexOf(stage.name) !== index) found.push(twice('/name', stage.name))
  const next = (stage.transitions ?? []).flatMap((name, position) =>
    unknownStage(`/transitions/${position}`, name, names),
  )
  return [...found, ...next]
}

function duplicateGuards(gate: 'entry' | 'exit', stage: StageSchema): ModelProblem[] {
  const names = (stage[gate]?.guards ?? []).map((guard) => guard.name)
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [twice(`/${gate}/guards/${index}/name`, name)],
  )
}

function twice(pointer: string, name: string): ModelProblem {
  const shown = shownValue(name)
  return { pointer, rule: 'duplicate', problem: { en: `${shown} is there twice`, 'zh-CN': `${shown} 重复` } }
}

function unknownStage(pointer: string, name: string, names: string[]): ModelProblem[] {
  if (names.includes(name)) return []
  const expected = expectedNames(name, names)
  const shown = shownValue(name)
  const problem = {
    en: `there is no stage ${shown}; ${expected.en}`,
    'zh-CN': `没有阶段 ${shown}；${expected['zh-CN']}`,
  }
  return [{ pointer, rule: 'unknownStage', problem }]
}

/** What of a pipeline does not fit its entity's fields. */
export function checkPipelineFields(pipeline: PipelineSchema, { properties }: EntitySchema): ModelProblem[] {
  const gates = pipeline.stages.flatMap((stage, index) =>
    (['entry', 'exit'] as const).flatMap((gate) =>
      askedFields(`/stages/${index}/${gate}/requiredFields`, stage[gate]?.requiredFields, properties),
    ),
  )
  return [
    ...gates,
    ...unknownShownFields('/cardFields', pipeline.cardFields, properties),
    ...fieldOfType('/amountField', pipeline.amountField, { properties, types: ['money'] }),
    ...fieldOfType('/closeDateField', pipeline.closeDateField, { properties, types: ['date', 'dateTime'] }),
  ]
}

/** Fields that people are asked to fill in before a record moves: those that nobody can fill in would hold it for ever. */
function askedFields(
  pointer: string,
  names: string[] | undefined,
  properties: EntitySchema['properties'],
): ModelProblem[] {
  const derived = (names ?? []).flatMap((name, index): ModelProblem[] => {
    const type = Object.hasOwn(properties, name) ? properties[name]?.fieldType : undefined
    if (type === undefined || !isDerivedType(type)) return []
    const problem = {
      en: `'${name}' is worked out of other fields, so that nobody can be asked to fill it in; use a guard`,
      'zh-CN': `'${name}' 由其他字段计算得出，无法要求填写；请使用守卫`,
    }
    return [{ pointer: `${pointer}/${index}`, rule: 'derived', problem }]
  })
  return [...unknownFields(pointer, names, properties), ...derived]
}

function fieldOfType(
  pointer: string,
  name: string | undefined,
  { properties, types }: { properties: EntitySchema['properties']; types: FieldType[] },
): ModelProblem[] {
  if (name === undefined) return []
  const unknown = unknownField(pointer, name, properties)
  if (unknown !== null) return [unknown]
  const type = valueType(properties[name])
  if (type !== undefined && types.includes(type)) return []
  const allowed = types.map((allowed) => `'${allowed}'`)
  const problem = {
    en: `'${name}' is of type '${type}'; expected ${allowed.join(' or ')}`,
    'zh-CN': `'${name}' 的类型为 '${type}'，应为 ${allowed.join(' 或 ')}`,
  }
  return [{ pointer, rule: 'fieldType', problem }]
}
