import { type StageCondition, stagesOf } from '../../model/names/rename-filter.ts'

export interface StagePlace {
  pipeline: string
  key: string
}

interface Stages {
  /** Pipelines in which a stage is called so, with its key there. */
  placesOf(name: string): StagePlace[]
  /** What stands for a name that no stage has. */
  unknown(name: string): string
  /** Pipelines that have a stage of this key, whatever it is called there. */
  pipelinesWith(key: string): string[]
}

const OPERATORS: readonly unknown[] = ['eq', 'ne', 'in']

/**
 * A condition on the stage with keys for names. Two pipelines may call a stage of one key by different names: then the
 * pipeline is part of the condition.
 */
export function keyedStages(condition: StageCondition, stages: Stages): object {
  if (!OPERATORS.includes(condition['op']) || stagesOf(condition).length === 0) return condition
  const names = stagesOf(condition)
  const places = names.flatMap(stages.placesOf)
  const isAlike = ({ key }: StagePlace) =>
    stages.pipelinesWith(key).every((pipeline) => places.some((one) => one.pipeline === pipeline && one.key === key))
  const alike = new Set([
    ...places.filter(isAlike).map(({ key }) => key),
    ...names.filter((name) => stages.placesOf(name).length === 0).map(stages.unknown),
  ])
  const apart = places.filter((place) => !isAlike(place))
  if (apart.length === 0) return { ...condition, value: Array.isArray(condition['value']) ? [...alike] : [...alike][0] }
  const parts = [...(alike.size > 0 ? [{ field: 'stage', op: 'in', value: [...alike] }] : []), ...apart.map(inPipeline)]
  return condition['op'] === 'ne' ? { not: { or: parts } } : { or: parts }
}

function inPipeline({ pipeline, key }: StagePlace): object {
  const conditions = [
    { field: 'pipeline', op: 'eq', value: pipeline },
    { field: 'stage', op: 'eq', value: key },
  ]
  return { and: conditions }
}
