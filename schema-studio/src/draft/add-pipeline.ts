import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'

interface NewPipeline {
  name: string
  entity: string
  label: LocalizedText
}

/** What a pipeline begins with: somewhere to start, and the two ways in which it can end. */
const FIRST_STAGES: readonly StageSchema[] = [
  { name: 'open', label: { en: 'Open', 'zh-CN': '进行中' }, category: 'open', hue: 'blue' },
  { name: 'won', label: { en: 'Won', 'zh-CN': '赢单' }, category: 'won', hue: 'green' },
  { name: 'lost', label: { en: 'Lost', 'zh-CN': '输单' }, category: 'lost', hue: 'gray' },
]

/** Adds a pipeline of the tenant's own to an entity. */
export function addPipeline(edits: TenantEdits, { name, entity, label }: NewPipeline): TenantEdits {
  return { ...edits, pipelines: { ...edits.pipelines, [name]: { entity, label, stages: [...FIRST_STAGES] } } }
}
