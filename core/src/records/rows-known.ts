import { type RawBuilder, sql } from 'kysely'
import type { RecordScope } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

/**
 * Records that may be spoken of to whoever writes: those in the actor's sight. A right to change or delete others too opens none
 * of them, as an answer would tell that they are there. Of a plugin, those in the sight of whoever caused its call.
 */
export function rowsKnown(
  { rights, entity }: Pick<RecordScope, 'rights' | 'entity'>,
  alias: string,
): RawBuilder<boolean> {
  const sight = rights.referable(entity.name)
  return sight === null ? sql<boolean>`false` : rowPredicate(sight, { action: 'read', alias })
}
