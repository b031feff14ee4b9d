import type { FilterGround, RelatedGround } from './compile-filter.ts'
import type { RecordScope } from './record-scope.ts'
import { childRows, type RelatedRows, referencedRows } from './related-rows.ts'
import { findableField } from './visible-field.ts'

/** What a caller's filter stands on: what the actor may find records by, of this entity and of those around it. */
export function filterGround(scope: RecordScope, alias: string): FilterGround {
  return {
    alias,
    locale: scope.ctx.locale,
    timeZone: scope.timeZone,
    field: (name, pointer) => findableField(scope, { name, pointer }),
    reference: (place) => groundOf(referencedRows(scope, alias, place)),
    children: (place) => groundOf(childRows(scope, alias, place)),
  }
}

function groundOf({ scope, alias, several, from }: RelatedRows): RelatedGround {
  return { several, from, ground: filterGround(scope, alias) }
}
