import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { PersonalTables } from '../../db/personal-tables.ts'
import type { Queryable } from '../queryable.ts'
import type { ViewCaller } from './view-caller.ts'

export type ViewRow = Selectable<PersonalTables['_saved_view']> & { owner_name: string | null }

/** Views that the caller has or shares, in their order. */
export async function readViewRows(
  db: Queryable,
  caller: ViewCaller,
  only: { entity?: string; id?: string } = {},
): Promise<ViewRow[]> {
  return db
    .selectFrom('_saved_view as v')
    .leftJoin('_user as u', 'u.id', 'v.owner_id')
    .selectAll('v')
    .select('u.name as owner_name')
    .$if(only.entity !== undefined, (query) => query.where('v.entity', '=', only.entity ?? ''))
    .$if(only.id !== undefined, (query) => query.where('v.id', '=', only.id ?? ''))
    .where(
      sql<boolean>`(v.owner_id = ${caller.userId}::uuid or v.audience = 'everyone' or (v.audience = 'some' and (
        ${caller.isManager} or v.roles && ${[...caller.roles]}::text[] or ${caller.team}::uuid = any(v.teams))))`,
    )
    .orderBy('v.position')
    .orderBy('v.id')
    .execute()
}

/** Whether the caller may change a view that he sees. */
export function mayChange({ userId, isManager }: ViewCaller, row: ViewRow): boolean {
  return (userId !== null && row.owner_id === userId) || (isManager && row.audience !== 'nobody')
}
