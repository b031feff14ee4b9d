import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { ModelNames } from '@tenon/sdk/contract/model-names'
import { shownValue } from '../field-types/shown-value.ts'
import { toNames } from '../names/name-map.ts'
import { checkFieldName, checkName } from './check-name.ts'
import { type ModelProblem, pointerStep, within } from './model-problem.ts'

/** What is wrong with the names that parts of a checked document were given: their form, and names given twice. */
export function checkNames({ entities, pipelines, names }: ModelDocument): ModelProblem[] {
  if (names === undefined) return []
  const map = toNames(names)
  return [
    ...checkGiven('/names/entities', names.entities, {
      check: checkName,
      siblings: Object.keys(entities),
      name: map.entity,
    }),
    ...eachGroup('fields', names.fields, (entity) => ({
      check: checkFieldName,
      siblings: Object.keys(entities[entity]?.properties ?? {}),
      name: (key) => map.field(entity, key),
    })),
    ...eachGroup('stages', names.stages, (pipeline) => ({
      check: checkName,
      siblings: pipelines[pipeline]?.stages.map((stage) => stage.name) ?? [],
      name: (key) => map.stage(pipeline, key),
    })),
  ]
}

interface Siblings {
  check(name: string): ModelProblem[]
  /** Keys of all parts among which a name must be another's. */
  siblings: readonly string[]
  name(key: string): string
}

function eachGroup(
  layer: 'fields' | 'stages',
  groups: ModelNames['fields'],
  siblings: (of: string) => Siblings,
): ModelProblem[] {
  return Object.entries(groups ?? {}).flatMap(([of, names]) =>
    checkGiven(`/names/${layer}${pointerStep(of)}`, names, siblings(of)),
  )
}

function checkGiven(
  pointer: string,
  given: Record<string, string> | undefined,
  { check, siblings, name }: Siblings,
): ModelProblem[] {
  return Object.entries(given ?? {}).flatMap(([key, wanted]) => {
    const taken = siblings.some((sibling) => sibling !== key && name(sibling) === wanted)
    return within(pointer + pointerStep(key), taken ? [nameTaken(wanted)] : check(wanted))
  })
}

function nameTaken(name: string): ModelProblem {
  const shown = shownValue(name)
  const problem = {
    en: `the name ${shown} is already taken; choose another one`,
    'zh-CN': `名称 ${shown} 已被使用，请换一个`,
  }
  return { pointer: '', rule: 'nameTaken', problem }
}
