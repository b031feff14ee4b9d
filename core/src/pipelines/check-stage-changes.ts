import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { PassedRules } from '@tenon/sdk/contract/stage-moves'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { HookRunner } from '../hooks/hook-runner.ts'
import type { CheckStageChanges, StageVerdict } from '../records/stage-change.ts'
import type { JudgeMoves, Judgement } from './judge-moves.ts'
import { codeGuards, runStageGuards } from './run-stage-guards.ts'

interface Dependencies {
  hooks: Pick<HookRunner, 'runGuard'>
  judgeMoves: JudgeMoves
}

/**
 * Makes the one check that everything entering a stage passes, whichever way it comes. All that the pipeline's rules have
 * against a move is told at once, as TRANSITION_REFUSED; guards that are code are asked only where that is nothing, since
 * they cost. An override passes over all of it, and is told what that was.
 */
export function makeCheckStageChanges({ hooks, judgeMoves }: Dependencies): CheckStageChanges {
  return async (scope, { changes, leave }) => {
    const { ctx, entity } = scope
    const agreed = leave.agreed?.rules ?? []
    const judgements = await judgeMoves(scope, { changes, agreed })
    const { override } = leave
    if (override !== undefined) {
      const { reason } = override
      return judgements.map((judgement) => ({ refusal: null, passed: passedOver(ctx.locale, judgement, reason) }))
    }
    const verdicts = judgements.map((judgement): StageVerdict => ({ refusal: refusalOf(judgement), passed: null }))
    const open = changes.flatMap((change, index) => (verdicts[index]?.refusal === null ? [{ change, index }] : []))
    const guarded = await runStageGuards(ctx, hooks, { entity, changes: open.map(({ change }) => change) })
    for (const [at, { index }] of open.entries()) verdicts[index] = { refusal: guarded[at] ?? null, passed: null }
    return verdicts
  }
}

/** Null where nothing stands in the way. */
export function refusalOf({ obstacles, step }: Pick<Judgement, 'obstacles' | 'step'>): TenonError | null {
  if (obstacles.length === 0) return null
  const guard = obstacles.find(({ rule }) => rule === 'condition')?.guard
  const plugin = step?.pipeline.source
  return new TenonError({
    code: 'TRANSITION_REFUSED',
    message: obstacles.map(({ sentence }) => sentence).join(' '),
    problems: obstacles.flatMap(({ problems }) => [...problems]),
    ...(guard !== undefined && { guard }),
    ...(guard !== undefined && plugin !== undefined && { plugin }),
  })
}

function passedOver(locale: Locale, { obstacles, step }: Judgement, reason: string): PassedRules {
  const rules = obstacles.map(({ rule, guard, sentence }) => ({
    rule,
    message: sentence,
    ...(guard !== undefined && { guard }),
  }))
  const unasked = (step === null ? [] : codeGuards(step)).map(({ name, label }) => {
    return { rule: 'guard' as const, guard: name, message: textIn(label, locale) }
  })
  return { reason: reason.trim(), rules: [...rules, ...unasked] }
}
