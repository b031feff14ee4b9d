import type { Filter } from '@tenon/sdk/contract/query'
import type { CompiledEntity } from '../model/compiled-model.ts'

export type EntityAction = 'create' | 'read' | 'update' | 'delete'

/** On which rows an action is allowed: all, none, or those that the filter selects. */
export type RowRule = 'all' | 'none' | Filter

/** What one actor may do with one entity. Plain answers: asking costs no query. */
export interface EntityAccess {
  readonly entity: CompiledEntity
  rows(action: EntityAction): RowRule
  /** Declared and common fields alike. */
  canRead(field: string): boolean
  canWrite(field: string): boolean
  /** Whether values of a field that may be read go out as they are; those of a sensitive one are masked. */
  canShow(field: string): boolean
  /** Whether a masked value may be shown when it is asked for, and records be found by it. */
  canReveal(field: string): boolean
  /** Whether moves may pass over the rules of pipelines, with a reason. */
  readonly canOverride: boolean
}

/** A field that the actor knows of, and whose values he does not see in records. */
export function isMasked(access: Pick<EntityAccess, 'canRead' | 'canShow'>, field: string): boolean {
  return access.canRead(field) && !access.canShow(field)
}

export function isSensitive(entity: CompiledEntity, field: string): boolean {
  return entity.fields.get(field)?.schema.sensitive === true
}

/** Rows that both rules allow. */
export function bothRules(one: RowRule, other: RowRule): RowRule {
  if (one === 'none' || other === 'none') return 'none'
  if (one === 'all') return other
  if (other === 'all') return one
  return { and: [one, other] }
}
