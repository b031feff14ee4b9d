import type { TransitionApproval, TransitionRule } from '@tenon/sdk/contract/pipeline-schema'
import type { StageStep } from './stage-step.ts'

/**
 * The rules about transitions that a move falls under. A new record, and one that comes from another pipeline, falls under
 * those of its new pipeline that do not say from where; the old pipeline's rules count that do not say where to.
 */
export function rulesFor({ pipeline, to, from, isWithin }: StageStep): TransitionRule[] {
  const entering = (pipeline.schema.transitionRules ?? []).filter(
    (rule) =>
      includes(rule.to, to.name) && (isWithin ? includes(rule.from, from?.stage.name) : rule.from === undefined),
  )
  if (isWithin || from === null) return entering
  const leaving = (from.pipeline.schema.transitionRules ?? []).filter(
    (rule) => rule.to === undefined && includes(rule.from, from.stage.name),
  )
  return [...leaving, ...entering]
}

function includes(names: string[] | undefined, name: string | undefined): boolean {
  return names === undefined || (name !== undefined && names.includes(name))
}

/** Who acts, as far as approvals ask: the person or key, also by a plugin's code. */
export interface Agreeing {
  userId: string | null
  roles: readonly string[]
}

/** Whether the actor can agree to a move, and so make it: by a role, or as the manager of the record's owner. */
export function mayAgree(approval: TransitionApproval, actor: Agreeing, managerId: string | null): boolean {
  if (approval.roles?.some((role) => actor.roles.includes(role)) === true) return true
  return approval.manager === true && managerId !== null && managerId === actor.userId
}
