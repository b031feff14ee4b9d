import { type Kysely, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { readOpenRun } from './stored-run.ts'

const CHANNEL = 'tenon_publish'
const LOOK_EVERY_MILLISECONDS = 15_000
/** Without a sign of life for so long, the process that worked on a run is taken for dead. */
const SILENT_MILLISECONDS = 30_000

/** Tells the other processes that the tenant has a run, so that one of them goes on with it should this one die. */
export async function announceRun(trx: Kysely<TenantTables>, { id, slug, schema }: TenantRef): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ id, slug, schema })})`.execute(trx)
}

interface RunsWatch {
  database: Database
  wake: (tenant: TenantRef) => void
  onError: (error: unknown) => void
}

/**
 * Looks after runs that other processes have begun; a tenant without one is not asked about. Resolves to the function
 * that ends it.
 */
export async function watchPublishRuns({ database, wake, onError }: RunsWatch): Promise<() => Promise<void>> {
  const watched = new Map<string, TenantRef>()
  const stopListening = await database.listen(CHANNEL, (payload) => {
    const tenant = JSON.parse(payload) as TenantRef
    watched.set(tenant.schema, tenant)
  })

  async function look(): Promise<void> {
    for (const tenant of [...watched.values()]) {
      const run = await readOpenRun(database.tenant(tenant.schema))
      if (run === null) {
        watched.delete(tenant.schema)
        // Records that return after it may not all have done so.
        wake(tenant)
      } else if (run.status === 'running' && Date.now() - run.touched_at.getTime() > SILENT_MILLISECONDS) wake(tenant)
    }
  }

  let looking: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    looking = look().catch(onError)
  }, LOOK_EVERY_MILLISECONDS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await stopListening()
    await looking
  }
}
