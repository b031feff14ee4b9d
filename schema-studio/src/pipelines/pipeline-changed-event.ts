import type { ModelPipeline } from '@tenon/sdk/contract/model-document'

/** Somebody wants the pipeline to be another one. */
export class PipelineChangedEvent extends Event {
  readonly pipeline: ModelPipeline

  constructor(pipeline: ModelPipeline) {
    super('studio-pipeline-changed', { bubbles: true, composed: true })
    this.pipeline = pipeline
  }
}
