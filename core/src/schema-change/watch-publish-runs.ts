import type { PublishRunStatus } from '@tenon/sdk/contract/publish-run'
import { type Kysely, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { claimSilent, isSilent } from './silent-run.ts'
import { findLastRun } from './stored-run.ts'

const CHANNEL = 'tenon_publish'
const LOOK_EVERY_MILLISECONDS = 15_000

function isUnderWay(status: PublishRunStatus): boolean {
  return status === 'running' || status === 'paused' || status === 'finishing'
}

/** Tells the other processes that the tenant has a run, so that one of them goes on with it should this one die. */
export async function announceRun(trx: Kysely<TenantTables>, { id, slug, schema }: TenantRef): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ id, slug, schema })})`.execute(trx)
}

interface RunsWatch {
  database: Database
  /** Has a run worked on. */
  wake: (tenant: TenantRef) => void
  /** Has migrations and hooks done of plugins that came with a run. */
  settle: (tenant: TenantRef) => void
  onError: (error: unknown) => void
}

/**
 * Looks after runs that other processes have begun; a tenant without one is not asked about. Resolves to the function
 * that ends it.
 */
export async function watchPublishRuns({ database, wake, settle, onError }: RunsWatch): Promise<() => Promise<void>> {
  const watched = new Map<string, TenantRef>()
  const stopListening = await database.listen(CHANNEL, (payload) => {
    const tenant = JSON.parse(payload) as TenantRef
    watched.set(tenant.schema, tenant)
  })

  async function look(): Promise<void> {
    for (const tenant of [...watched.values()]) {
      const db = database.tenant(tenant.schema)
      const run = await findLastRun(db)
      if (run?.status === 'running' && isSilent(run)) wake(tenant)
      if (run?.status === 'finishing' && (await claimSilent(db, run))) settle(tenant)
      if (run === null || !isUnderWay(run.status)) watched.delete(tenant.schema)
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
