import { type Kysely, sql } from 'kysely'
import type { ControlTables } from '../db/control-tables.ts'
import type { Database } from '../db/database.ts'

export interface Snapshot {
  /** Sees the database as it was at one moment; queries address the control plane. */
  trx: Kysely<ControlTables>
  /** By which another connection sees the same; null on the embedded database, which has one. */
  name: string | null
  takenAt: Date
  /** PostgreSQL's major version. */
  major: number
}

/** Runs `work` on the database as it is now, whatever others write meanwhile. */
export function inSnapshot<T>(database: Database, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const transaction = database.control.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return transaction.execute(async (trx) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
    const exported = database.kind === 'postgres' ? sql`pg_export_snapshot()` : sql`null::text`
    const { rows } = await sql<{ name: string | null; at: Date; major: number }>`
      select ${exported} as name, now() as at, current_setting('server_version_num')::int / 10000 as major`.execute(trx)
    const [row] = rows
    if (row === undefined) throw new Error('The database has not told its version')
    return work({ trx, name: row.name, takenAt: new Date(row.at), major: row.major })
  })
}
