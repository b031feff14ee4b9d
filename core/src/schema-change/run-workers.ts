import type { TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import { workPerTenant } from '../jobs/work-per-tenant.ts'
import type { PublishDependencies } from './publish-dependencies.ts'
import { ifPublishLockFree, inTurn } from './publish-lock.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import { runContext } from './run-context.ts'
import type { RunInstalls } from './run-installs.ts'
import { runPublish } from './run-publish.ts'
import { claimSilent } from './silent-run.ts'
import { settleStageMoves } from './stages/settle-stage-moves.ts'
import { findLastRun, readOpenRun } from './stored-run.ts'

export interface RunWorkersDependencies extends PublishDependencies {
  /** What is done for plugins that come with a run. */
  installs: RunInstalls
  onError: (error: unknown) => void
}

const AGAIN_MILLISECONDS = 5_000
/** Tries of a run that fails for reasons that may pass, such as a database that is restarted. */
const TRIES = 10

/** What works on the runs of tenants in this process: up to the new version, and after it for plugins that came along. */
export function makeRunWorkers(dependencies: RunWorkersDependencies) {
  const { database, installs, onError } = dependencies
  const tenants = new Map<string, TenantRef>()
  const failures = new Map<string, number>()
  const worker = workPerTenant(work, { onError })
  const settler = workPerTenant(settle, { onError })

  async function work(schema: string, isClosed: () => boolean): Promise<void> {
    const tenant = tenants.get(schema)
    if (tenant === undefined) return
    const worked = await inTurn(database, schema, () =>
      ifPublishLockFree(database, schema, async () => {
        const run = await readOpenRun(database.tenant(schema))
        if (run === null) {
          await removeLeftovers(database, schema)
          await settleStageMoves(dependencies, systemContext(tenant, 'job'))
        }
        if (run?.status !== 'running') return { again: false, wasUndoing: false }
        const tries = (failures.get(run.id) ?? 0) + 1
        const isOver = await runPublish(dependencies, { tenant, run, isClosed, isLast: tries >= TRIES })
        failures.set(run.id, tries)
        if (isOver) failures.delete(run.id)
        return { again: !isOver && !isClosed(), wasUndoing: run.install?.undoes !== undefined }
      }),
    )
    // Without the publishing lock: where a hook fails, what was there before is published again. Where that has failed, it
    // is tried again by whoever watches, and not at once.
    if (worked?.wasUndoing !== true) settler.wake(schema)
    if (worked?.again === true) setTimeout(() => worker.wake(schema), AGAIN_MILLISECONDS).unref()
  }

  async function settle(schema: string): Promise<void> {
    const tenant = tenants.get(schema)
    if (tenant === undefined) return
    const run = await findLastRun(database.tenant(schema))
    await installs.settle(run === null ? systemContext(tenant, 'job') : runContext(tenant, run))
  }

  /** Has the tenant's run worked on, if it has one that nobody else works on. */
  function wake(tenant: TenantRef): void {
    tenants.set(tenant.schema, tenant)
    worker.wake(tenant.schema)
  }

  /** Has migrations and hooks run of plugins that came with a run. */
  function wakeSettler(tenant: TenantRef): void {
    tenants.set(tenant.schema, tenant)
    settler.wake(tenant.schema)
  }

  return {
    wake,
    wakeSettler,
    /** Whichever of both is to be done; for somebody who waits for the end. */
    async goOn(tenant: TenantRef): Promise<void> {
      const db = database.tenant(tenant.schema)
      const run = await findLastRun(db)
      if (run?.status === 'running') wake(tenant)
      if (run?.status === 'finishing' && (await claimSilent(db, run))) wakeSettler(tenant)
    },
    async close(): Promise<void> {
      await worker.close()
      await settler.close()
    },
  }
}
