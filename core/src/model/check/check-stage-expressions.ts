import type { ModelDocument, ModelPipeline } from '@tenon/sdk/contract/model-document'
import { stageExpressions } from '@tenon/sdk/expression/stage-expressions'
import type { ModelProblem } from './model-problem.ts'
import { placedProblem } from './placed-problem.ts'

/** What is wrong with the expressions of a pipeline's stages, in a model whose derived fields say what they give. */
export function checkStageExpressions(pipeline: ModelPipeline, document: ModelDocument): ModelProblem[] {
  return stageExpressions(document, pipeline).problems.map(({ pointer, rule, message, place }) =>
    place === undefined ? { pointer, rule, problem: message } : placedProblem(pointer, { rule, message, ...place }),
  )
}
