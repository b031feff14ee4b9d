import { type Kysely, sql } from 'kysely'
import { ADMIN_ROLE } from '../access/built-in-roles.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

/** Whether anybody is there who may invite others to the tenant of `db`. */
export async function hasActiveAdmin(db: Kysely<TenantTables>): Promise<boolean> {
  const admin = await db
    .selectFrom('_user')
    .select('id')
    .where('active', '=', true)
    .where(sql<boolean>`${ADMIN_ROLE}::text = any(roles)`)
    .limit(1)
    .executeTakeFirst()
  return admin !== undefined
}
