import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Database } from '../db/database.ts'
import { findAlike } from '../records/duplicates/find-alike.ts'
import { namedRule, pageSize, readPage } from '../records/duplicates/find-duplicates.ts'
import { makeOpenScope, type ScopeDependencies } from '../records/record-scope.ts'
import { type HeldSearch, noteSearch } from './search-rows.ts'

/** Beyond so many pairs nobody goes through them: a rule that finds them is too wide. */
const MOST_PAIRS = 50_000

export interface SearchGround extends ScopeDependencies {
  database: Database
}

/**
 * Makes the function that looks at the next records of a search, whoever may see them, and keeps which are alike; in one
 * transaction with how far it came, so that whoever goes on begins just there. Resolves to whether there is more to do.
 */
export function makeSearchBatch({ database, ...dependencies }: SearchGround) {
  const openScope = makeOpenScope(dependencies)
  return async (tenant: TenantRef, held: HeldSearch): Promise<boolean> => {
    const db = database.tenant(tenant.schema)
    const search = await db
      .selectFrom('_duplicate_search')
      .select(['entity', 'rule', 'after', 'locale'])
      .where('id', '=', held.id)
      .where('worker', '=', held.worker)
      .where('status', '=', 'running')
      .executeTakeFirst()
    if (search === undefined) return false
    const ctx = {
      ...systemContext(tenant, 'job'),
      locale: search.locale === 'zh-CN' ? ('zh-CN' as const) : ('en' as const),
    }
    const scope = await openScope(ctx, { entity: search.entity, action: 'read' })
    const rule = namedRule(scope, search.rule)
    const size = pageSize(rule)
    const rows = await readPage(db, scope, { after: search.after ?? undefined, size })
    const records = rows.map(({ id, body }, position) => ({ position, id, values: body }))
    const alike = await findAlike(db, scope, { rule, records })
    const pairs = alike.flatMap(({ position, ids }) => {
      const own = records[position]?.id ?? ''
      return ids.map((id) => (id < own ? { one: id, other: own } : { one: own, other: id }))
    })
    const crowded = alike.filter((one) => one.crowded).length
    return database.transaction(tenant.schema, async (trx) => {
      const table = sql.id(tenant.schema, '_duplicate_pair')
      // Whoever takes the search up waits for the end of this; a process that was silent for too long keeps nothing.
      const { rows: own } = await sql`select 1 from ${sql.id(tenant.schema, '_duplicate_search')}
        where id = ${held.id}::uuid and worker = ${held.worker}::uuid for key share`.execute(trx)
      if (own.length === 0) return false
      await sql`insert into ${table} (search, one, other)
        select ${held.id}::uuid, p.one, p.other from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as p(one uuid, other uuid) on conflict do nothing`.execute(
        trx,
      )
      const isFull = sql`(select count(*) from ${table} where search = ${held.id}::uuid) >= ${sql.lit(MOST_PAIRS)}`
      const isEnd = rows.length < size ? sql`true` : isFull
      const change = sql`attempts = 0, error = null, looked = looked + ${rows.length}::int, crowded = crowded + ${crowded}::int,
        after = coalesce(${rows.at(-1)?.id ?? null}::uuid, after), "full" = ${isFull},
        ended_at = case when ${isEnd} then coalesce(ended_at, now()) else ended_at end,
        status = case when status = 'running' and ${isEnd} then 'done' else status end`
      return noteSearch(trx, tenant, { ...held, change })
    })
  }
}
