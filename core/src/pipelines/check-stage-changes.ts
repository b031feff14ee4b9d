import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { HookRunner } from '../hooks/hook-runner.ts'
import type { CompiledEntity, CompiledPipeline } from '../model/compiled-model.ts'
import type { CheckStageChanges, StageChange } from '../records/stage-change.ts'
import { missingFieldsError } from './missing-fields-error.ts'
import { runStageGuards } from './run-stage-guards.ts'

/**
 * Makes the one check that everything entering a stage passes, whichever way it comes: permitted transition, fields
 * that leaving and entering ask for, then the guards. It refuses with TRANSITION_REFUSED.
 */
export function makeCheckStageChanges({ hooks }: { hooks: Pick<HookRunner, 'runGuard'> }): CheckStageChanges {
  return async (ctx, { entity, changes }) => {
    const refusals = changes.map((change) => checkRules(ctx.locale, entity, change))
    const open = changes.flatMap((change, index) => (refusals[index] === null ? [{ change, index }] : []))
    const guarded = await runStageGuards(ctx, hooks, { entity, changes: open.map(({ change }) => change) })
    for (const [at, { index }] of open.entries()) refusals[index] = guarded[at] ?? null
    return refusals
  }
}

function checkRules(locale: Locale, entity: CompiledEntity, change: StageChange): TenonError | null {
  const { pipeline, from, to } = stagesOf(entity, change)
  if (pipeline === undefined || to === undefined) return null
  if (from?.transitions !== undefined && !from.transitions.includes(to.name)) {
    return transitionError(locale, pipeline, { from, to })
  }
  const leaving = from?.exit?.requiredFields ?? []
  const entering = to.entry?.requiredFields ?? []
  return missingFieldsError(locale, { entity, change, stage: to, fields: [...new Set([...leaving, ...entering])] })
}

interface Stages {
  pipeline: CompiledPipeline | undefined
  /** Undefined for a new record, and for one that comes from another pipeline. */
  from: StageSchema | undefined
  to: StageSchema | undefined
}

function stagesOf(entity: CompiledEntity, { pipeline: name, stage, from }: StageChange): Stages {
  const pipeline = entity.pipelines.find((candidate) => candidate.name === name)
  return {
    pipeline,
    from: from?.pipeline === name ? pipeline?.stages.get(from.stage) : undefined,
    to: pipeline?.stages.get(stage),
  }
}

function transitionError(
  locale: Locale,
  pipeline: CompiledPipeline,
  { from, to }: { from: StageSchema; to: StageSchema },
): TenonError {
  const allowed = (from.transitions ?? []).map((name) => textIn(pipeline.stages.get(name)?.label ?? name, locale))
  const [source, target] = [textIn(from.label, locale), textIn(to.label, locale)]
  const message = textIn(
    {
      en: `${source} cannot be followed by ${target}; allowed: ${allowed.join(', ') || 'none'}.`,
      'zh-CN': `“${source}”之后不能进入“${target}”；可进入：${allowed.join('、') || '无'}。`,
    },
    locale,
  )
  const problems = [{ pointer: '/stage', message, rule: 'transition' }]
  return new TenonError({ code: 'TRANSITION_REFUSED', message, problems })
}
