import type { ModelPipeline, TenantEdits } from '@tenon/sdk/contract/model-document'

/** Takes a pipeline away: one of the tenant's own leaves the edits, one of a plugin is marked as removed. */
export function removePipeline(
  edits: TenantEdits,
  { name, source }: Pick<ModelPipeline, 'name' | 'source'>,
): TenantEdits {
  const { [name]: _removed, ...others } = edits.pipelines ?? {}
  if (source !== 'tenant') {
    const gone = null as unknown as NonNullable<TenantEdits['pipelines']>[string]
    return { ...edits, pipelines: { ...others, [name]: gone } }
  }
  const { pipelines: _before, ...rest } = edits
  return Object.keys(others).length > 0 ? { ...rest, pipelines: others } : rest
}
