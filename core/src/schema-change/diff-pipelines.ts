import { isDeepStrictEqual } from 'node:util'
import type { CompiledModel, CompiledPipeline } from '../model/compiled-model.ts'
import type { ModelChange } from './model-change.ts'

/** Differences between the pipelines of two models. One that moves to another entity is a new one. */
export function diffPipelines(before: CompiledModel | null, after: CompiledModel): ModelChange[] {
  const old = before?.pipelines ?? new Map<string, CompiledPipeline>()
  const changes: ModelChange[] = []
  for (const pipeline of old.values()) {
    if (after.pipelines.get(pipeline.name)?.entity === pipeline.entity) continue
    changes.push({ kind: 'RemovePipeline', pipeline, entity: after.entities.get(pipeline.entity) ?? null })
  }
  for (const pipeline of after.pipelines.values()) {
    const previous = old.get(pipeline.name)
    if (previous?.entity !== pipeline.entity) changes.push({ kind: 'AddPipeline', pipeline })
    else changes.push(...changedPipeline(after, previous, pipeline))
  }
  return changes
}

function changedPipeline(model: CompiledModel, before: CompiledPipeline, after: CompiledPipeline): ModelChange[] {
  const entity = model.entities.get(after.entity)
  if (entity === undefined || isDeepStrictEqual(before.schema, after.schema)) return []
  const removedStages = [...before.stages.keys()].filter((stage) => !after.stages.has(stage))
  return [{ kind: 'ChangePipeline', before, pipeline: after, entity, removedStages }]
}
