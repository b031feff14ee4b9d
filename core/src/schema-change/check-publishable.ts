import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { PlanGround, PreparedPublish } from './prepare-publish.ts'
import type { PublishInput } from './publish-input.ts'
import { spoken } from './spoken.ts'
import { checkStageAnswer } from './stages/check-stage-answer.ts'
import { refuseTooMany } from './stages/move-ahead.ts'
import { completeDecision, type StageDecision } from './stages/stage-decision.ts'

type Asked = Pick<PublishInput, 'baseVersion' | 'consent' | 'stages'>

/**
 * Refuses a plan on another version than it was made for, one with blockers, and one that needs a word from the admin:
 * on values that are put aside, and on records whose stage goes. Gives the word on those, complete.
 */
export function checkPublishable(
  tools: PlanGround,
  ctx: RequestContext,
  { input: { baseVersion, consent = false, stages = {} }, prepared }: { input: Asked; prepared: PreparedPublish },
): StageDecision {
  const { plan, stageTables: tables } = prepared
  if (plan.baseVersion !== baseVersion) throw versionConflict(ctx, { base: baseVersion, current: plan.baseVersion })
  const problems = plan.blockers.map((blocker) => ({ pointer: '', message: spoken(ctx, blocker), rule: 'blocker' }))
  const [first] = problems
  if (first !== undefined) {
    throw new TenonError({ code: 'SCHEMA_CHANGE_REFUSED', message: first.message, problems })
  }
  const decision = completeDecision(plan.stages, stages)
  checkStageAnswer(ctx, plan.stages, decision)
  if (plan.needsConsent && !consent) throw consentRequired(ctx, plan)
  refuseTooMany(ctx, tools, { tables, stages: plan.stages, decision })
  return decision
}

/** Somebody else published in between. */
function versionConflict(ctx: RequestContext, { base, current }: { base: number; current: number }): TenonError {
  return new TenonError({
    code: 'VERSION_CONFLICT',
    message: spoken(ctx, {
      en: `The change was made on version ${base} of the model, but version ${current} is in force: look at the plan again.`,
      'zh-CN': `此更改基于模型的第 ${base} 版，而当前生效的是第 ${current} 版：请重新查看计划。`,
    }),
  })
}

export function consentRequired(ctx: RequestContext, { steps }: Pick<PreparedPublish['plan'], 'steps'>): TenonError {
  const destructive = steps.filter(({ impact }) => (impact?.lost ?? 0) > 0)
  const problems = destructive.map(({ summary, impact }) => ({
    pointer: '',
    message: `${spoken(ctx, summary)} (${impact?.lost ?? 0})`,
    rule: 'consent',
  }))
  const message = spoken(ctx, {
    en: 'Publishing puts values aside that nobody will see any more until it is undone: it needs your consent.',
    'zh-CN': '发布会将部分数据移出视图，撤销前不再可见：需要您的确认。',
  })
  return new TenonError({ code: 'CONSENT_REQUIRED', message, problems })
}
