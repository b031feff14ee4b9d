import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { checkLossReason } from './check-loss-reason.ts'
import { checkName } from './check-name.ts'
import { checkTransitionRules } from './check-transition-rules.ts'
import { duplicateNames } from './duplicate-names.ts'
import { fieldOfType } from './field-of-type.ts'
import { type ModelProblem, within } from './model-problem.ts'
import { unknownFields, unknownShownFields } from './unknown-fields.ts'
import { unknownStage, unknownStages } from './unknown-stage.ts'

/** What is wrong with a well-formed pipeline by itself. */
export function checkPipeline(pipeline: PipelineSchema): ModelProblem[] {
  const names = pipeline.stages.map((stage) => stage.name)
  const initial = pipeline.initialStage
  return [
    ...within('/name', checkName(pipeline.name)),
    ...(initial === undefined ? [] : unknownStage('/initialStage', initial, names)),
    ...duplicateNames('/stages', pipeline.stages),
    ...pipeline.stages.flatMap((stage, index) => within(`/stages/${index}`, checkStage(stage, names))),
    ...checkTransitionRules(pipeline),
  ]
}

function checkStage(stage: StageSchema, names: string[]): ModelProblem[] {
  return [
    ...within('/name', checkName(stage.name)),
    ...duplicateNames('/entry/guards', stage.entry?.guards),
    ...duplicateNames('/exit/guards', stage.exit?.guards),
    ...duplicateNames('/entry/creates', stage.entry?.creates),
    ...unknownStages('/transitions', stage.transitions, names),
  ]
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
    ...checkLossReason(pipeline, properties),
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
