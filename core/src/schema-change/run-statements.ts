import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { copyRows } from './copy-rows.ts'
import type { PlannedStatement } from './planned-statement.ts'
import { type PublishWatch, UNWATCHED } from './publish-watch.ts'
import { retryBusy } from './retry-busy.ts'

/** No statement of a publish may wait longer for a table: writers queue up behind it meanwhile. */
const LOCK_TIMEOUT = '25ms'

/** Runs statements in their order on an open transaction. */
export async function runInTransaction(trx: Kysely<TenantTables>, statements: readonly PlannedStatement[]) {
  await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(trx)
  for (const { query } of statements) await query.execute(trx)
}

/**
 * Runs statements that look at all rows of large tables, each on its own, so that no lock is held for long.
 * False where the watch ended it before they were all done.
 */
export async function runOnline(
  { database, schema }: { database: Database; schema: string },
  statements: readonly PlannedStatement[],
  watch: PublishWatch = UNWATCHED,
): Promise<boolean> {
  for (const statement of statements) {
    if (!(await watch.goesOn())) return false
    if (statement.copy !== undefined) {
      if (!(await copyRows({ database, schema, copy: statement.copy, watch }))) return false
    } else if (statement.mode === 'bare') await statement.query.execute(database.tenant(schema))
    else if (statement.mode === 'batches') await runBatches(database, schema, statement)
    else await retryBusy(() => database.transaction(schema, (trx) => runInTransaction(trx, [statement])))
  }
  return true
}

async function runBatches(database: Database, schema: string, { query }: PlannedStatement): Promise<void> {
  for (;;) {
    const { numAffectedRows } = await query.execute(database.tenant(schema))
    if (numAffectedRows === undefined || numAffectedRows === 0n) return
  }
}
