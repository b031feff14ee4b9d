import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { PassedRules } from '@tenon/sdk/contract/stage-moves'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { lostIn, missingReason, reasonProblems } from './loss-reason.ts'
import type { PipelinePlace } from './place-in-pipeline.ts'

interface Staying {
  place: PipelinePlace
  old: JsonObject
  /** All values after the write. */
  whole: JsonObject
}

interface Missing {
  /** VALIDATION_FAILED with a problem per field. */
  error: TenonError
  rules: PassedRules['rules']
}

/**
 * What a stage asked for on the way in is not emptied while a record stays in it, nor the reason while it is lost. One
 * that was empty before, because the stage asks for it only since then, keeps nobody from changing the rest. Null where
 * nothing is wrong.
 */
export function neededInStage(entity: CompiledEntity, locale: Locale, { place, old, whole }: Staying): Missing | null {
  const problems = [
    ...emptiedProblems(entity, locale, { place, old, whole }),
    ...unreasonedProblems(entity, locale, { old, whole }),
  ]
  if (problems.length === 0) return null
  const message = problems.map((problem) => problem.message).join(textIn({ en: '; ', 'zh-CN': '；' }, locale))
  return {
    error: new TenonError({ code: 'VALIDATION_FAILED', message, problems }),
    rules: problems.map(({ rule, message: text }) => ({
      rule: rule === 'lossReason' ? 'lossReason' : 'stageRequired',
      message: text,
    })),
  }
}

function emptiedProblems(entity: CompiledEntity, locale: Locale, { place, old, whole }: Staying): Problem[] {
  const stage = entity.pipelines.find(({ name }) => name === place.pipeline)?.stages.get(place.stage)
  if (stage === undefined) return []
  const emptied = (stage.entry?.requiredFields ?? []).filter((name) => !isEmpty(old[name]) && isEmpty(whole[name]))
  const target = textIn(stage.label, locale)
  return emptied.map((name) => {
    const label = textIn(entity.fields.get(name)?.schema.label ?? name, locale)
    const message = {
      en: `${label} is needed while the record is in ${target}; move it to another stage first`,
      'zh-CN': `记录处于“${target}”阶段时必须填写${label}；请先移至其他阶段`,
    }
    return { pointer: `/${name}`, message: textIn(message, locale), rule: 'stageRequired' }
  })
}

/** Of a reason that was complete, or that this write changes. */
function unreasonedProblems(
  entity: CompiledEntity,
  locale: Locale,
  { old, whole }: Pick<Staying, 'old' | 'whole'>,
): Problem[] {
  const reason = lostIn(entity, whole)
  if (reason === null) return []
  const changed = (old[reason.field] ?? null) !== (whole[reason.field] ?? null)
  if (!changed && missingReason(reason, old).length > 0) return []
  return reasonProblems(entity, locale, missingReason(reason, whole))
}

function isEmpty(value: unknown): boolean {
  return (value ?? null) === null
}

/** Stages in which a record must have a value in the field. */
export function stagesNeeding(entity: CompiledEntity, field: string): PipelinePlace[] {
  return entity.pipelines.flatMap(({ name, stages }) =>
    [...stages.values()]
      .filter(({ entry }) => entry?.requiredFields?.includes(field))
      .map((stage) => ({ pipeline: name, stage: stage.name })),
  )
}
