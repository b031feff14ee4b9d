import type { FilterGround, RelatedGround } from './filter-ground.ts'
import type { RecordScope } from './record-scope.ts'
import { childRows, type RelatedRows, referencedRows } from './related-rows.ts'
import { findableField } from './visible-field.ts'

/**
 * What a caller's filter stands on: what the actor may find records by, of this entity and of those around it.
 * `nested`: whether the row is itself one of several that belong to another.
 */
export function callerGround(scope: RecordScope, alias: string, nested = false): FilterGround {
  const groundOf = (related: RelatedRows): RelatedGround => ({
    ...related,
    nested,
    ground: callerGround(related.scope, related.alias, nested || related.several),
  })
  return {
    alias,
    ctx: scope.ctx,
    locale: scope.ctx.locale,
    timeZone: scope.timeZone,
    field: (name, pointer) => findableField(scope, { name, pointer }),
    reference: (place) => groundOf(referencedRows(scope, alias, place)),
    children: (place) => groundOf(childRows(scope, alias, place)),
  }
}
