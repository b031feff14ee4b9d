import type { ModelPipeline, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import { composePatches, isObject, patchBetween } from './merge-patch.ts'

/** A pipeline without what the store adds to it. */
export function pipelineSchema(pipeline: PipelineSchema | ModelPipeline): PipelineSchema {
  const { source: _source, ...schema } = pipeline as ModelPipeline
  return schema
}

/** Makes a pipeline of the draft another one; only what differs is kept. */
export function changePipeline(
  edits: TenantEdits,
  { before, after }: { before: ModelPipeline; after: PipelineSchema | ModelPipeline },
): TenantEdits {
  const difference = patchBetween({ ...pipelineSchema(before) }, { ...pipelineSchema(after) })
  if (Object.keys(difference).length === 0) return edits
  const own = edits.pipelines?.[before.name] ?? {}
  const patch = composePatches(own, difference)
  // A part of the tenant's own has no attributes to be taken away again.
  const kept = before.source === 'tenant' && isObject(patch) ? withoutNulls(patch) : (patch as typeof own)
  return { ...edits, pipelines: { ...edits.pipelines, [before.name]: kept } }
}

function withoutNulls(patch: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null))
}
