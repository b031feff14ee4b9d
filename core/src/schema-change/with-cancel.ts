import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { untilAborted } from '../db/statement-limits.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { databaseErrorCode } from './database-error.ts'
import { spoken } from './spoken.ts'

const CANCELLED = '57014'

/**
 * Work that only reads, in one transaction, of which PostgreSQL ends the statement at hand, and gets no other, once the
 * request is cancelled. The embedded database has nobody else who could end a statement: there the work goes through.
 * @throws TenonError UNAVAILABLE where it was cancelled
 */
export async function withCancel<T>(
  database: Database,
  ctx: RequestContext,
  work: (trx: Kysely<TenantTables>) => Promise<T>,
): Promise<T> {
  const { signal, tenant } = ctx
  try {
    signal.throwIfAborted()
    return await untilAborted(signal, () => database.transaction(tenant.schema, work))
  } catch (error) {
    if (!signal.aborted && databaseErrorCode(error) !== CANCELLED) throw error
    const text = { en: 'Counting was cancelled.', 'zh-CN': '统计已取消。' }
    throw new TenonError({ code: 'UNAVAILABLE', message: spoken(ctx, text), cause: error })
  }
}
