import type { SetApart, SetApartInput } from '@tenon/sdk/contract/duplicates-api'
import { sql } from 'kysely'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { idArray } from '../find-followers.ts'
import { recordNotFound } from '../record-not-found.ts'
import { makeOpenScope, type ScopeDependencies, systemTable, tableOf } from '../record-scope.ts'
import { rowPredicate } from '../row-predicate.ts'

/** Makes the function that remembers that records are not the same thing, for who may change each of them. */
export function makeSetApart({ database, ...dependencies }: ScopeDependencies & { database: Database }) {
  const openScope = makeOpenScope(dependencies)
  return async (ctx: RequestContext, { entity, ids }: SetApartInput): Promise<SetApart> => {
    const scope = await openScope(ctx, { entity, action: 'update' })
    const db = database.tenant(ctx.tenant.schema)
    const wanted = [...new Set(ids)].sort()
    const { rows } = await sql<{ id: string }>`select r.id from ${tableOf(ctx, scope.entity)} r
      where r.id = any(${idArray(wanted)}) and r.deleted_at is null
        and ${rowPredicate(scope.access, { action: 'read', alias: 'r' })}
        and ${rowPredicate(scope.access, { action: 'update', alias: 'r' })}`.execute(db)
    const missing = wanted.find((id) => !rows.some((row) => row.id === id))
    if (missing !== undefined) throw recordNotFound(scope, missing)
    const pairs = wanted.flatMap((one, at) => wanted.slice(at + 1).map((other) => ({ one, other })))
    const { rows: noted } = await sql`
      insert into ${systemTable(ctx, '_not_duplicate')} (entity, one, other, said_by)
      select ${scope.entity.name}::text, least(p.one, p.other), greatest(p.one, p.other), ${actorReference(ctx.actor)}::text
      from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as p(one uuid, other uuid)
      on conflict do nothing returning 1`.execute(db)
    return { pairs: noted.length }
  }
}
