import type { NamedStage, StagePlace } from '@tenon/sdk/contract/stage-mapping'
import type { CompiledEntity, CompiledPipeline } from '../../model/compiled-model.ts'

function pipelineOf(entity: CompiledEntity | null, name: string): CompiledPipeline | undefined {
  return entity?.pipelines.find((pipeline) => pipeline.name === name)
}

export function hasStage(entity: CompiledEntity | null, { pipeline, stage }: StagePlace): boolean {
  return pipelineOf(entity, pipeline)?.stages.has(stage) ?? false
}

/** A stage as the first of the entities knows it that does; by its key where none does any more. */
export function nameStage(entities: ReadonlyArray<CompiledEntity | null>, place: StagePlace): NamedStage {
  const { pipeline, stage } = place
  const pipelines = entities.flatMap((entity) => pipelineOf(entity, pipeline) ?? [])
  const holding = pipelines.find(({ stages }) => stages.has(stage))
  return {
    pipeline,
    stage,
    pipelineLabel: (holding ?? pipelines[0])?.schema.label ?? { en: pipeline },
    stageLabel: holding?.stages.get(stage)?.label ?? { en: stage },
  }
}
