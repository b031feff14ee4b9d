import type { ModelDocument, ModelPipeline } from '@tenon/sdk/contract/model-document'
import { pipelineSchema } from './change-pipeline.ts'
import { sameJson } from './merge-patch.ts'
import type { PendingMark } from './pending-mark.ts'

/** Stages in which the draft of a pipeline differs from the published one. */
export function pendingStages(
  published: ModelPipeline | undefined,
  draft: ModelPipeline | undefined,
): Map<string, PendingMark> {
  const marks = new Map<string, PendingMark>()
  const before = new Map(published?.stages.map((stage) => [stage.name, stage]))
  const after = new Map(draft?.stages.map((stage) => [stage.name, stage]))
  for (const [name, stage] of after) {
    const old = before.get(name)
    if (old === undefined) marks.set(name, 'added')
    else if (!sameJson(old, stage)) marks.set(name, 'changed')
  }
  for (const name of before.keys()) if (!after.has(name)) marks.set(name, 'removed')
  return marks
}

/** Attributes beside the stages that differ. */
export function pendingAttributes(published: ModelPipeline | undefined, draft: ModelPipeline): Set<string> {
  const [before, after] = [published, draft].map(
    (one): Record<string, unknown> => (one === undefined ? {} : { ...pipelineSchema(one), stages: undefined }),
  )
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return new Set([...keys].filter((key) => !sameJson(before?.[key], after?.[key])))
}

/** How many pipelines, stages and attributes of them differ; the order of the stages counts as one. */
export function countPendingPipelines(
  published: Pick<ModelDocument, 'pipelines'>,
  draft: Pick<ModelDocument, 'pipelines'>,
): number {
  const removed = Object.keys(published.pipelines).filter((name) => draft.pipelines[name] === undefined)
  return Object.values(draft.pipelines).reduce((sum, after) => {
    const before = published.pipelines[after.name]
    if (before === undefined) return sum + 1
    return sum + pendingStages(before, after).size + pendingAttributes(before, after).size + moved(before, after)
  }, removed.length)
}

function moved(before: ModelPipeline, after: ModelPipeline): number {
  const order = ({ stages }: ModelPipeline, other: ModelPipeline) =>
    stages.map(({ name }) => name).filter((name) => other.stages.some((stage) => stage.name === name))
  return sameJson(order(before, after), order(after, before)) ? 0 : 1
}
