import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { databaseErrorCode } from './database-error.ts'
import { spoken } from './spoken.ts'

const CANCELLED = '57014'

/**
 * Work that only reads, in one transaction, whose statement at hand is ended by PostgreSQL when the request is
 * cancelled. The embedded database has nobody else who could end it: it stops after that statement.
 * @throws TenonError UNAVAILABLE where it was cancelled
 */
export async function withCancel<T>(
  database: Database,
  ctx: RequestContext,
  work: (trx: Kysely<TenantTables>) => Promise<T>,
): Promise<T> {
  const { signal, tenant } = ctx
  try {
    return await database.transaction(tenant.schema, async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      const cancel = () => {
        if (database.kind === 'postgres')
          database.execute('select pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => undefined)
      }
      signal.addEventListener('abort', cancel, { once: true })
      try {
        signal.throwIfAborted()
        return await work(trx)
      } finally {
        signal.removeEventListener('abort', cancel)
      }
    })
  } catch (error) {
    if (!signal.aborted && databaseErrorCode(error) !== CANCELLED) throw error
    const text = { en: 'Counting was cancelled.', 'zh-CN': '统计已取消。' }
    throw new TenonError({ code: 'UNAVAILABLE', message: spoken(ctx, text), cause: error })
  }
}
