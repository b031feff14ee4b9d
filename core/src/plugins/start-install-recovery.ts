import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Database } from '../db/database.ts'
import { listWorkingTenants } from '../db/list-working-tenants.ts'
import { watchSchemas } from '../db/watch-schemas.ts'
import type { FileStorage } from '../storage/file-storage.ts'
import { finishErasures, hasErasure } from './finish-erasures.ts'
import { failInterruptedUninstalls, hasInterruptedUninstall, lifecycleLeaseEnd } from './lifecycle-tasks.ts'
import type { SettledInstall, SettleInstalls } from './settle-installs.ts'

const SWEEP_MILLISECONDS = 240_000

export interface InstallRecoveryOptions {
  database: Database
  storage: FileStorage
  installs: Pick<SettleInstalls, 'settle'>
  /** Hears of installs that were found pending. */
  onSettled: (settled: SettledInstall & { tenant: string }) => void
  onError: (error: unknown) => void
}

/**
 * Finishes or undoes what processes that died have left half installed: now, beside the first requests, and every few
 * minutes. Resolves to the function that waits for the round under way and ends it.
 */
export function startInstallRecovery({
  database,
  storage,
  installs,
  onSettled,
  onError,
}: InstallRecoveryOptions): () => Promise<void> {
  const findUnfinished = watchSchemas(database, {
    tables: ['_plugin', '_plugin_task', '_erasure'],
    condition: (schema) => sql`${isPending(schema)} or ${hasInterruptedUninstall(schema)} or ${hasErasure(schema)}`,
    until: lifecycleLeaseEnd,
  })

  async function look(): Promise<void> {
    const tenants = await listWorkingTenants(database)
    const found = await findUnfinished(tenants.map(({ schema }) => schema))
    // One that cannot be settled now keeps no other tenant waiting.
    for (const tenant of tenants.filter(({ schema }) => found.includes(schema))) await recover(tenant).catch(onError)
  }

  async function recover(tenant: TenantRef): Promise<void> {
    const settled = await installs.settle(systemContext(tenant, 'job'), { waitMilliseconds: 0 })
    for (const one of settled) onSettled({ ...one, tenant: tenant.slug })
    await failInterruptedUninstalls(database.tenant(tenant.schema))
    await finishErasures({ database, storage }, tenant.schema)
  }

  let round = look().catch(onError)
  const timer = setInterval(() => {
    round = round.then(look).catch(onError)
  }, SWEEP_MILLISECONDS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await round
  }
}

function isPending(schema: string) {
  return sql`exists (select 1 from ${sql.id(schema, '_plugin')} where pending is not null)`
}
