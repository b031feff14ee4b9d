import type { CompiledEntity } from '../model/compiled-model.ts'
import type { RowRule } from './row-rule.ts'

export type EntityAction = 'create' | 'read' | 'update' | 'delete'

/** What somebody may do with a field of a row. */
export type FieldRight = 'read' | 'reveal' | 'create' | 'update'

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
  /**
   * On which of the rows that the actor may read, create or change a field is open: `all`, unless the roles that open the
   * rows differ about it. On the others the field is as if it were not there.
   */
  fieldRows(field: string, right: FieldRight): RowRule
  /** Whether moves may pass over the rules of pipelines, with a reason. */
  readonly canOverride: boolean
  /** Of somebody who stands in for others: whose rights open which rows; null for anybody else. */
  readonly standIn: StandIn | null
  /** Whether records that may be changed may be shared. */
  readonly canShare: boolean
}

/** Rights of one's own, and those of the people who are stood in for. */
export interface StandIn {
  own(action: EntityAction): RowRule
  absent: ReadonlyArray<{ reference: string; rows(action: EntityAction): RowRule }>
}

/** A field that the actor knows of, and whose values he does not see in records. */
export function isMasked(access: Pick<EntityAccess, 'canRead' | 'canShow'>, field: string): boolean {
  return access.canRead(field) && !access.canShow(field)
}

export function isSensitive(entity: CompiledEntity, field: string): boolean {
  return entity.fields.get(field)?.schema.sensitive === true
}
