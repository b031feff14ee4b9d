import type { ModelPipeline, ModelView } from '@tenon/sdk/contract/model-document'

/** Pipelines of an entity in the model's order; a new record goes through the first unless it says otherwise. */
export function pipelinesOf({ pipelines }: Pick<ModelView, 'pipelines'>, entity: string): ModelPipeline[] {
  return Object.values(pipelines).filter((pipeline) => pipeline.entity === entity)
}
