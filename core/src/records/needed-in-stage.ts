import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { PipelinePlace } from './place-in-pipeline.ts'

interface Staying {
  place: PipelinePlace
  old: JsonObject
  /** All values after the write. */
  whole: JsonObject
}

/**
 * What a stage asked for on the way in is not emptied while a record stays in it. One that was empty before, because the
 * stage asks for it only since then, keeps nobody from changing the rest.
 * @throws TenonError VALIDATION_FAILED with a problem per field
 */
export function checkNeededInStage(entity: CompiledEntity, locale: Locale, { place, old, whole }: Staying): void {
  const stage = entity.pipelines.find(({ name }) => name === place.pipeline)?.stages.get(place.stage)
  const needed = stage?.entry?.requiredFields ?? []
  const emptied = needed.filter((name) => (old[name] ?? null) !== null && (whole[name] ?? null) === null)
  if (stage === undefined || emptied.length === 0) return
  const target = textIn(stage.label, locale)
  const problems = emptied.map((name) => {
    const label = textIn(entity.fields.get(name)?.schema.label ?? name, locale)
    const message = {
      en: `${label} is needed while the record is in ${target}; move it to another stage first`,
      'zh-CN': `记录处于“${target}”阶段时必须填写${label}；请先移至其他阶段`,
    }
    return { pointer: `/${name}`, message: textIn(message, locale), rule: 'stageRequired' }
  })
  const message = problems.map((problem) => problem.message).join(textIn({ en: '; ', 'zh-CN': '；' }, locale))
  throw new TenonError({ code: 'VALIDATION_FAILED', message, problems })
}

/** Stages in which a record must have a value in the field. */
export function stagesNeeding(entity: CompiledEntity, field: string): PipelinePlace[] {
  return entity.pipelines.flatMap(({ name, stages }) =>
    [...stages.values()]
      .filter(({ entry }) => entry?.requiredFields?.includes(field))
      .map((stage) => ({ pipeline: name, stage: stage.name })),
  )
}
