import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { spoken } from './spoken.ts'

/** First key of our advisory locks, so that they cannot meet those of others on the same server: “tenon” in digits. */
const LOCK_SPACE = 83_661_479
const WAIT_MILLISECONDS = 20_000
const ASK_EVERY_MILLISECONDS = 100

/**
 * Takes the tenant's publishing lock until the end of the transaction.
 * It asks again and again: a statement that waits has a snapshot, and the publish that holds the lock may be building
 * an index, which waits for all older snapshots. Neither would ever go on.
 * @throws TenonError CONFLICT where another publish holds it for longer than 20 s
 */
export async function takePublishLock(ctx: RequestContext, trx: Kysely<TenantTables>): Promise<void> {
  const end = Date.now() + WAIT_MILLISECONDS
  while (!(await tryPublishLock(trx, ctx.tenant.schema))) {
    if (Date.now() > end) throw lockHeld(ctx)
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MILLISECONDS))
  }
}

function lockHeld(ctx: RequestContext): TenonError {
  return new TenonError({
    code: 'CONFLICT',
    message: spoken(ctx, {
      en: 'Another change of this model is being published; wait until it is done and look at the plan again.',
      'zh-CN': '正在发布此模型的另一项更改；请等待其完成后重新查看计划。',
    }),
  })
}

/**
 * Takes the lock if nobody has it, and tells whether it did.
 * No bound values: a query that has some keeps its snapshot until the transaction's next one, and the lock's holder
 * would wait for that of its own transaction.
 */
export async function tryPublishLock(trx: Kysely<TenantTables>, schema: string): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${lockKeys(schema)}) as free`.execute(
    trx,
  )
  return rows[0]?.free ?? false
}

function lockKeys(schema: string) {
  return sql`${sql.lit(LOCK_SPACE)}, hashtext(${sql.lit(schema)})`
}

/**
 * Holds the tenant's publishing lock while `work` goes on in several transactions of its own. The lock lives in a
 * transaction that does nothing else, since behind a pooler no other state of a session lasts.
 */
export async function underPublishLock<T>(database: Database, ctx: RequestContext, work: () => Promise<T>): Promise<T> {
  // The embedded database has a single connection and, by its folder's lock, a single process.
  if (database.kind === 'pglite') return work()
  return database.transaction(ctx.tenant.schema, async (trx) => {
    await takePublishLock(ctx, trx)
    return work()
  })
}

/** The same where nobody else has the lock; null, at once, where somebody has. */
export async function ifPublishLockFree<T>(
  database: Database,
  schema: string,
  work: () => Promise<T>,
): Promise<T | null> {
  if (database.kind === 'pglite') return work()
  return database.transaction(schema, async (trx) => ((await tryPublishLock(trx, schema)) ? work() : null))
}

const queues = new WeakMap<Database, Map<string, Promise<unknown>>>()

/** Publishes of one tenant in this process go one after the other, before they take connections to wait on. */
export async function inTurn<T>(database: Database, schema: string, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(database) ?? new Map<string, Promise<unknown>>()
  queues.set(database, queue)
  const turn = (queue.get(schema) ?? Promise.resolve()).catch(() => undefined).then(work)
  queue.set(schema, turn)
  try {
    return await turn
  } finally {
    if (queue.get(schema) === turn) queue.delete(schema)
  }
}
