import { sql } from 'kysely'
import type { EntityAction } from '../access/entity-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { makeOpenScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

export type RowsAllowed = (
  ctx: RequestContext,
  input: { entity: string; ids: readonly string[]; action: EntityAction },
) => Promise<ReadonlySet<string>>

/** Makes the function that tells on which of these records (UUIDs) the actor may do this; throws FORBIDDEN for none at all. */
export function makeRowsAllowed({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): RowsAllowed {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, ids, action }) => {
    const scope = await openScope(ctx, { entity, action })
    const list = JSON.stringify(ids)
    const { rows } = await sql<{ id: string }>`
      select r.id from ${tableOf(ctx, scope.entity)} r
      where r.id in (select value::uuid from jsonb_array_elements_text(${list}::jsonb))
        and ${rowPredicate(scope.access, { action, alias: 'r' })}`.execute(database.tenant(ctx.tenant.schema))
    return new Set(rows.map(({ id }) => id))
  }
}
