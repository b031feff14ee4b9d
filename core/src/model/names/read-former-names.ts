import type { Kysely } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { FormerEntry } from './former-entry.ts'

/** All old names of a tenant's parts that have not been cleared away, the newest first. */
export async function readFormerNames(db: Kysely<TenantTables>): Promise<FormerEntry[]> {
  const columns = ['part', 'scope', 'name', 'key', 'renamed_at', 'ends_at'] as const
  const rows = await db
    .selectFrom('_former_name')
    .select(columns)
    .orderBy('renamed_at', 'desc')
    .orderBy('name')
    .execute()
  return rows.map(({ renamed_at: renamedAt, ends_at: endsAt, ...entry }) =>
    Object.freeze({ ...entry, renamedAt, endsAt }),
  )
}
