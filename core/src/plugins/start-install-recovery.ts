import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Database } from '../db/database.ts'
import { listWorkingTenants } from '../db/list-working-tenants.ts'
import { watchSchemas } from '../db/watch-schemas.ts'
import type { FileStorage } from '../storage/file-storage.ts'
import { finishErasures, hasErasure } from './finish-erasures.ts'
import { failInterruptedUninstalls, hasInterruptedUninstall, lifecycleLeaseEnd } from './lifecycle-tasks.ts'
import { readPendingInstalls } from './pending-install.ts'
import type { SettledInstall, SettleInstalls } from './settle-installs.ts'

const SWEEP_MILLISECONDS = 240_000
/** A process that was at one may just have died, and its connection may hold the lock for a moment yet. */
const AGAIN_MILLISECONDS = 5_000

export interface InstallRecoveryOptions {
  database: Database
  storage: FileStorage
  installs: Pick<SettleInstalls, 'settle'>
  /** Hears of installs that were found pending. */
  onSettled: (settled: SettledInstall & { tenant: string }) => void
  onError: (error: unknown) => void
  /** After it, and then ever less often, it is looked again while somebody seems to be at one. */
  againMilliseconds?: number
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
  againMilliseconds = AGAIN_MILLISECONDS,
}: InstallRecoveryOptions): () => Promise<void> {
  const findUnfinished = watchSchemas(database, {
    tables: ['_plugin', '_plugin_task', '_erasure'],
    condition: (schema) => sql`${isPending(schema)} or ${hasInterruptedUninstall(schema)} or ${hasErasure(schema)}`,
    until: lifecycleLeaseEnd,
  })

  /** Resolves to whether somebody is at one, or seems to be. */
  async function look(): Promise<boolean> {
    const tenants = await listWorkingTenants(database)
    const found = await findUnfinished(tenants.map(({ schema }) => schema))
    const left: boolean[] = []
    for (const tenant of tenants.filter(({ schema }) => found.includes(schema))) left.push(await recover(tenant))
    return left.includes(true)
  }

  /** One that cannot be settled now keeps no other tenant waiting. */
  async function recover(tenant: TenantRef): Promise<boolean> {
    try {
      const settled = await installs.settle(systemContext(tenant, 'job'), { waitMilliseconds: 0 })
      for (const one of settled) onSettled({ ...one, tenant: tenant.slug })
      const db = database.tenant(tenant.schema)
      await failInterruptedUninstalls(db)
      await finishErasures({ database, storage }, tenant.schema)
      return settled.length === 0 && (await readPendingInstalls(db)).length > 0
    } catch (error) {
      onError(error)
      return false
    }
  }

  let pause = againMilliseconds
  let timer: NodeJS.Timeout | undefined
  let isEnded = false
  let round = go()

  async function go(): Promise<void> {
    const isLeft = await look().catch(onError)
    if (isEnded) return
    const again = () => {
      round = go()
    }
    timer = setTimeout(again, isLeft === true ? pause : SWEEP_MILLISECONDS).unref()
    pause = isLeft === true ? Math.min(pause * 2, SWEEP_MILLISECONDS) : againMilliseconds
  }

  return async () => {
    isEnded = true
    clearTimeout(timer)
    await round
  }
}

function isPending(schema: string) {
  return sql`exists (select 1 from ${sql.id(schema, '_plugin')} where pending is not null)`
}
