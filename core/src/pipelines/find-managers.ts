import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'

export interface Manager {
  id: string
  name: string
}

/** Person → manager, of those who have one that can sign in. One statement, and none where nobody is asked about. */
export async function findManagers(
  database: Database,
  ctx: RequestContext,
  people: readonly string[],
): Promise<ReadonlyMap<string, Manager>> {
  if (people.length === 0) return new Map()
  const rows = await database
    .tenant(ctx.tenant.schema)
    .selectFrom('_user as u')
    .innerJoin('_user as m', 'm.id', 'u.manager_id')
    .select(['u.id as person', 'm.id', 'm.name'])
    .where(sql<boolean>`u.id = any(${[...new Set(people)]}::uuid[])`)
    .where('m.active', '=', true)
    .execute()
  return new Map(rows.map(({ person, ...manager }) => [person, manager]))
}
