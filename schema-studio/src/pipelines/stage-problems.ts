import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { DerivationProblem } from '@tenon/sdk/expression/derivation'

export type FindStageProblems = (document: ModelDocument, pipeline: PipelineSchema) => Map<string, DerivationProblem[]>

/**
 * Loads what checks the expressions of stages while they are typed: what is wrong, by pointers below the pipeline, with
 * the places in the text.
 */
export async function loadStageProblems(): Promise<FindStageProblems> {
  const [{ stageExpressions }, { deriveModel }, { TYPE }] = await Promise.all([
    import('@tenon/sdk/expression/stage-expressions'),
    import('@tenon/sdk/expression/derive-model'),
    import('@tenon/sdk/expression/expression-type'),
  ])
  return (document, pipeline) => {
    const derived = deriveModel(document)
    const typeOf = (entity: string, field: string) =>
      derived.derivation({ entity, field })?.expression.type ?? TYPE.unknown
    const found = new Map<string, DerivationProblem[]>()
    for (const { pointer, rule, message, place } of stageExpressions(document, pipeline, typeOf).problems) {
      const problem = { entity: pipeline.entity, field: '', pointer, rule, message, ...(place && { place }) }
      found.set(pointer, [...(found.get(pointer) ?? []), problem])
    }
    return found
  }
}
