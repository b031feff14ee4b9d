import { type Kysely, sql } from 'kysely'
import { operatorError } from '../context/operator-error.ts'
import type { Database } from '../db/database.ts'

/** Number of the lock: any that nothing else takes. */
const LOCK = 7_365_101_846
const WAIT_SECONDS = 60

/**
 * Runs `work` while nobody removes bytes of files, in whichever process: every file that the database names at its start is
 * there until its end. The hold ends with the process. The embedded database belongs to one process, which removes nothing
 * meanwhile. @throws TenonError UNAVAILABLE where somebody else holds them, or goes on removing
 */
export function holdFiles<T>(database: Database, work: () => Promise<T>): Promise<T> {
  if (database.kind === 'pglite') return work()
  return database.controlTransaction(async (trx) => {
    // The transaction does nothing but wait for the work, which may take hours.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
    await sql`set local lock_timeout = ${sql.lit(`${WAIT_SECONDS}s`)}`.execute(trx)
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(trx).catch((cause: unknown) => {
      if (!(cause instanceof Error && 'code' in cause && cause.code === '55P03')) throw cause
      const texts = {
        en: 'Another backup is being taken of this database, or files are being removed: try again later.',
        'zh-CN': '此数据库正在进行另一个备份，或正在移除文件：请稍后再试。',
      }
      throw operatorError('UNAVAILABLE', texts, cause)
    })
    return work()
  })
}

/**
 * Whether files may be let go in this transaction, so that their bytes can be removed once it is committed: whoever holds
 * the files from then on does not find them in the database any more.
 */
export async function mayLetFilesGo<T>(trx: Kysely<T>): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock_shared(${sql.lit(LOCK)}) as free`.execute(trx)
  return rows[0]?.free === true
}
