import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'

type Attribute = keyof PipelineSchema

interface Attributes {
  name: string
  attributes: readonly Attribute[]
}

/** Gives attributes of a plugin's pipeline back the values that the plugin declares. */
export function resetPipeline(edits: TenantEdits, { name, attributes }: Attributes): TenantEdits {
  const { [name]: own, ...others } = edits.pipelines ?? {}
  if (own === undefined || own === null) return edits
  const kept = Object.fromEntries(Object.entries(own).filter(([key]) => !attributes.includes(key as Attribute)))
  const pipelines = Object.keys(kept).length > 0 ? { ...others, [name]: kept } : others
  const { pipelines: _before, ...rest } = edits
  return Object.keys(pipelines).length > 0 ? { ...rest, pipelines } : rest
}

/** Whether the tenant has changed any of these attributes of a plugin's pipeline. */
export function isPipelineCustomised(edits: TenantEdits, { name, attributes }: Attributes): boolean {
  const own = edits.pipelines?.[name]
  return attributes.some((attribute) => own?.[attribute] !== undefined)
}
