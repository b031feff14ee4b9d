import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { shownValue } from '../field-types/shown-value.ts'
import { duplicateNames } from './duplicate-names.ts'
import type { ModelProblem } from './model-problem.ts'
import { unknownStages } from './unknown-stage.ts'

/** What is wrong with a pipeline's rules about moves and about reopening. */
export function checkTransitionRules({ stages, transitionRules = [], reopening }: PipelineSchema): ModelProblem[] {
  const names = stages.map(({ name }) => name)
  const rules = transitionRules.flatMap((rule, index) => [
    ...unknownStages(`/transitionRules/${index}/from`, rule.from, names),
    ...unknownStages(`/transitionRules/${index}/to`, rule.to, names),
    ...(rule.roles === undefined && rule.approval === undefined ? [asksNothing(`/transitionRules/${index}`)] : []),
    ...(rule.approval?.manager === false && rule.approval.roles === undefined
      ? [nobodyAgrees(`/transitionRules/${index}/approval`)]
      : []),
  ])
  return [
    ...duplicateNames('/transitionRules', transitionRules),
    ...rules,
    ...unknownStages('/reopening/to', reopening?.to, names),
    ...closedTargets(reopening?.to ?? [], stages),
  ]
}

function closedTargets(targets: readonly string[], stages: readonly StageSchema[]): ModelProblem[] {
  return targets.flatMap((name, index): ModelProblem[] => {
    const stage = stages.find((one) => one.name === name)
    if (stage === undefined || stage.category === 'open') return []
    const shown = shownValue(name)
    const problem = {
      en: `stage ${shown} is closed; a record is reopened in an open stage`,
      'zh-CN': `阶段 ${shown} 已关闭；记录只能在进行中的阶段重新打开`,
    }
    return [{ pointer: `/reopening/to/${index}`, rule: 'closedStage', problem }]
  })
}

function asksNothing(pointer: string): ModelProblem {
  const problem = {
    en: "a rule about moves asks for 'roles', for 'approval' or for both",
    'zh-CN': "流转规则须指定 'roles'、'approval' 或两者",
  }
  return { pointer, rule: 'required', problem }
}

function nobodyAgrees(pointer: string): ModelProblem {
  const problem = {
    en: "nobody could agree: set 'manager' to true, or name 'roles'",
    'zh-CN': "无人可以审批：请将 'manager' 设为 true，或指定 'roles'",
  }
  return { pointer, rule: 'required', problem }
}
