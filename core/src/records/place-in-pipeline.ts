import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CompiledEntity, CompiledPipeline } from '../model/compiled-model.ts'
import { expectedNames } from '../model/expected-names.ts'

export interface PipelinePlace {
  pipeline: string
  stage: string
}

/**
 * Where a record stands after a write: what the values ask for, else where it was, else the beginning.
 * Null for entities without a pipeline.
 * @throws TenonError VALIDATION_FAILED where the pipeline has no such stage
 */
export function placeInPipeline(
  entity: CompiledEntity,
  { values, old, locale }: { values: JsonObject; old: JsonObject | null; locale: Locale },
): PipelinePlace | null {
  const pipeline = choosePipeline(entity, values, old)
  if (pipeline === null || isOutside(old, values)) return null
  const before = old !== null && old['pipeline'] === pipeline.name ? nameIn(old['stage']) : null
  const stage = nameIn(values['stage']) ?? before ?? pipeline.initialStage
  // A stage that a later model dropped may stay until the record moves on.
  if (stage === before || pipeline.stages.has(stage)) return { pipeline: pipeline.name, stage }
  throw unknownStage(pipeline, stage, locale)
}

/** A record from before its entity had a pipeline stays outside until somebody moves it in. */
function isOutside(old: JsonObject | null, values: JsonObject): boolean {
  return (
    old !== null &&
    nameIn(old['stage']) === null &&
    nameIn(values['stage']) === null &&
    nameIn(values['pipeline']) === null
  )
}

function choosePipeline(entity: CompiledEntity, values: JsonObject, old: JsonObject | null): CompiledPipeline | null {
  const asked = nameIn(values['pipeline'])
  const named = entity.pipelines.find(({ name }) => name === (asked ?? old?.['pipeline']))
  if (named !== undefined) return named
  const stage = nameIn(values['stage'])
  const holding = stage === null ? undefined : entity.pipelines.find(({ stages }) => stages.has(stage))
  return holding ?? entity.pipelines[0] ?? null
}

function nameIn(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function unknownStage(pipeline: CompiledPipeline, stage: string, locale: Locale): TenonError {
  const expected = textIn(expectedNames(stage, pipeline.stages.keys()), locale)
  const label = textIn(pipeline.schema.label, locale)
  const message = textIn(
    {
      en: `The pipeline ${label} has no stage '${stage}'; ${expected}`,
      'zh-CN': `流程“${label}”没有阶段“${stage}”；${expected}`,
    },
    locale,
  )
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message,
    problems: [{ pointer: '/stage', message, rule: 'enum' }],
  })
}

/** Where a record stands; null for one that is in no pipeline, and for a new one. */
export function placeOf(record: JsonObject | null): PipelinePlace | null {
  const [pipeline, stage] = [nameIn(record?.['pipeline']), nameIn(record?.['stage'])]
  return pipeline === null || stage === null ? null : { pipeline, stage }
}
