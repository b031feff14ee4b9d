import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelPipeline, ModelView } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { TenonRecord } from '@tenon/sdk/contract/record'

interface Place {
  entity: string
  /** Null for a new record. */
  record: TenonRecord | null
  /** Values that a new record starts with. */
  preset: JsonObject
}

/**
 * Fields that must be filled in for the stage to come, each with that stage's name: the one in which a new record begins, or
 * the next one on the way that an existing one may enter. What is asked for on leaving the present stage is among them.
 */
export function stageNeeds(model: ModelView, { entity, record, preset }: Place): ReadonlyMap<string, LocalizedText> {
  const pipelines = Object.values(model.pipelines).filter((pipeline) => pipeline.entity === entity)
  const named = record ? record.pipeline : preset['pipeline']
  const pipeline =
    pipelines.find(({ name }) => name === named) ?? (record || pipelines.length > 1 ? null : pipelines[0])
  if (!pipeline) return new Map()
  const present = record ? pipeline.stages.find(({ name }) => name === record.stage) : undefined
  const next = record ? nextStage(pipeline, present) : firstStage(pipeline, preset)
  if (!next) return new Map()
  const fields = [...(present?.exit?.requiredFields ?? []), ...(next.entry?.requiredFields ?? [])]
  return new Map(fields.map((field) => [field, next.label]))
}

function firstStage({ stages, initialStage }: ModelPipeline, preset: JsonObject): StageSchema | undefined {
  const name = preset['stage'] ?? initialStage
  return stages.find((stage) => stage.name === name) ?? stages[0]
}

/** Nobody fills a record in to lose it. */
function nextStage({ stages }: ModelPipeline, present: StageSchema | undefined): StageSchema | undefined {
  if (!present) return undefined
  const after = stages.slice(stages.indexOf(present) + 1)
  return after.find(({ name, category }) => category !== 'lost' && (present.transitions?.includes(name) ?? true))
}
