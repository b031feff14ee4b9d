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
}

/** Rows that both rules allow. */
export function bothRules(one: RowRule, other: RowRule): RowRule {
  if (one === 'none' || other === 'none') return 'none'
  if (one === 'all') return other
  if (other === 'all') return one
  return { and: [one, other] }
}
