import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { RunFacts } from './stored-run.ts'

/** Without a sign of life for so long, the process that worked on a run is taken for dead. */
const SILENT_MILLISECONDS = 30_000

export function isSilent({ touched_at: touched }: Pick<RunFacts, 'touched_at'>): boolean {
  return Date.now() - touched.getTime() > SILENT_MILLISECONDS
}

/** The same, for the one process that is to take it over: others wait as long again. */
export async function claimSilent(db: Kysely<TenantTables>, run: RunFacts): Promise<boolean> {
  if (!isSilent(run)) return false
  const claimed = await db
    .updateTable('_publish_run')
    .set({ touched_at: sql`now()` })
    .where('id', '=', run.id)
    .where(sql<boolean>`touched_at < now() - ${sql.lit(SILENT_MILLISECONDS)} * interval '1 millisecond'`)
    .executeTakeFirst()
  return claimed.numUpdatedRows > 0n
}
