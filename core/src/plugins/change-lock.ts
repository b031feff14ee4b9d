import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { inTurn } from '../schema-change/publish-lock.ts'

/** First key of our advisory locks; the one of publishing is its neighbour. */
const LOCK_SPACE = 83_661_480
const ASK_EVERY_MILLISECONDS = 200

/**
 * Does the work while no other process runs lifecycle hooks of the tenant; null where one does for longer than
 * `waitMilliseconds`. The lock lives in a transaction that does nothing else, so that it goes with a process that is
 * killed: whoever gets it knows that nobody is at it.
 */
export async function underChangeLock<T>(
  database: Database,
  { schema, waitMilliseconds }: { schema: string; waitMilliseconds: number },
  work: () => Promise<T>,
): Promise<T | null> {
  return inTurn(database, `${schema} lifecycle`, async () => {
    // The embedded database has a single connection and, by its folder's lock, a single process.
    if (database.kind === 'pglite') return work()
    return database.transaction(schema, async (trx) => {
      const end = Date.now() + waitMilliseconds
      while (!(await tryLock(trx, schema))) {
        if (Date.now() >= end) return null
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MILLISECONDS))
      }
      return work()
    })
  })
}

async function tryLock(trx: Kysely<TenantTables>, schema: string): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(${sql.lit(LOCK_SPACE)}, hashtext(${sql.lit(schema)})) as free`.execute(trx)
  return rows[0]?.free ?? false
}

/** For whoever could not wait any longer. `plugins`: those that are being changed, where that is known. */
export function changeUnderWay({ locale }: RequestContext, plugins: readonly string[] = []): TenonError {
  const [names, namesZh] = plugins.length === 0 ? ['', ''] : [` (${plugins.join(', ')})`, `（${plugins.join('、')}）`]
  const text: LocalizedText = {
    en: `Another change of this tenant's plugins is under way${names}; wait until it is done.`,
    'zh-CN': `此租户的插件正在进行另一项更改${namesZh}，请等待其完成。`,
  }
  return new TenonError({ code: 'CONFLICT', message: textIn(text, locale) })
}
