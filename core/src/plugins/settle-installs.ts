import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { ifPublishLockFree } from '../schema-change/publish-lock.ts'
import { endFinishing, findOpenRun } from '../schema-change/stored-run.ts'
import { fromTaskError } from '../tasks/task-error.ts'
import { changeUnderWay, underChangeLock } from './change-lock.ts'
import { deleteDataMigrations, readDataMigrations } from './data-migration.ts'
import { readLifecycleTasks } from './lifecycle-tasks.ts'
import { clearPending, type PendingInstall, readPendingInstalls } from './pending-install.ts'
import { prunePluginWork } from './plugin-work.ts'
import { readInstalled } from './read-installed.ts'
import { type MigrationDependencies, runDataMigrations } from './run-data-migrations.ts'
import { type LifecycleDependencies, runLifecycleHooks } from './run-lifecycle-hooks.ts'
import { type UndoDependencies, undoInstall } from './undo-install.ts'

export interface SettledInstall {
  change: string
  /** Such as `fleet 1.2.0`. */
  plugins: string[]
  /** Why it was undone; null where it is finished. */
  error: TenonError | null
  /** Of how many records something stays that a hook of an undone one wrote. */
  left: number
}

export interface SettleInstalls {
  /**
   * Finishes installs that are pending, or undoes them: runs their hooks, again if need be. `waitMilliseconds`: how long
   * for another process that is at it. Those that it is still at are left out.
   */
  settle(ctx: RequestContext, options: { waitMilliseconds: number }): Promise<SettledInstall[]>
  /** The same before another change. Throws CONFLICT where another process is still at it. */
  settleFirst(ctx: RequestContext): Promise<void>
}

const WAIT_MILLISECONDS = 20_000

/**
 * An install with lifecycle hooks is two steps: the publish, which marks its plugins as pending, and this. A process
 * that dies in between leaves the mark, and whoever comes next takes this step.
 */
export function makeSettleInstalls(
  dependencies: LifecycleDependencies & MigrationDependencies & UndoDependencies,
): SettleInstalls {
  const { database, plugins } = dependencies

  async function settleOne(ctx: RequestContext, install: PendingInstall): Promise<TenonError | null> {
    plugins.invalidate(ctx.tenant)
    await dependencies.models.invalidate(ctx.tenant)
    const migrated = await runDataMigrations(dependencies, ctx, install.change)
    const error = migrated ?? (await runLifecycleHooks(dependencies, ctx, install.change))
    if (error === null) await finish(ctx, install)
    return error
  }

  async function finish(ctx: RequestContext, { change, plugins: own }: PendingInstall): Promise<void> {
    const { schema } = ctx.tenant
    const { installed } = await readInstalled(database.tenant(schema))
    const manifests = installed.map(({ manifest }) => manifest).filter(({ id }) => own.some((one) => one.id === id))
    await database.transaction(schema, async (trx) => {
      await clearPending(trx, change)
      await endFinishing(trx, change, null)
      await deleteDataMigrations(trx, change)
      await prunePluginWork(trx, ctx.tenant, manifests)
    })
  }

  async function settle(ctx: RequestContext, { waitMilliseconds }: { waitMilliseconds: number }) {
    const { schema } = ctx.tenant
    if ((await readPendingInstalls(database.tenant(schema))).length === 0) return []
    // It is put back already, by its run, in whichever process.
    if ((await findOpenRun(database.tenant(schema)))?.install?.undoes !== undefined) return []
    const ended = await underChangeLock(database, { schema, waitMilliseconds }, async () => {
      const pending = await readPendingInstalls(database.tenant(schema))
      const found: Array<{ install: PendingInstall; error: TenonError | null }> = []
      for (const install of pending) found.push({ install, error: await settleOne(ctx, install) })
      return found
    })
    const settled: SettledInstall[] = []
    // Without the lock, which holds a connection that a publish may need: undoing twice is undoing once.
    for (const { install, error } of ended ?? []) {
      if (error !== null && waitMilliseconds === 0 && (await isPublishing(database, schema))) continue
      const undo = (failure: TenonError) => undoInstall(dependencies, ctx, { ...install, error: failure })
      const undone = error === null ? null : await undoFor(error, () => undo(error))
      if (undone?.settled === false) continue
      settled.push({ change: install.change, plugins: namesOf(install), error, left: undone?.left ?? 0 })
    }
    plugins.invalidate(ctx.tenant)
    return settled
  }

  return {
    settle,
    async settleFirst(ctx) {
      await settle(ctx, { waitMilliseconds: WAIT_MILLISECONDS })
      const left = await readPendingInstalls(database.tenant(ctx.tenant.schema))
      if (left.length > 0) throw changeUnderWay(ctx, left.flatMap(namesOf))
    },
  }
}

/** Another process publishes, perhaps what was there before: that can take as long as the change that it undoes. */
async function isPublishing(database: Database, schema: string): Promise<boolean> {
  return (await ifPublishLockFree(database, schema, async () => true)) === null
}

/** How an install ended that another process has settled; null where its hooks have succeeded. */
export async function readInstallError(
  { database }: Pick<LifecycleDependencies, 'database'>,
  { tenant, locale }: RequestContext,
  change: string,
): Promise<TenonError | null> {
  const db = database.tenant(tenant.schema)
  const migration = (await readDataMigrations(db, change)).find(({ status }) => status === 'failed')
  if (migration?.error != null) return new TenonError({ ...migration.error, plugin: migration.plugin })
  const tasks = await readLifecycleTasks(db, change)
  const failed = tasks.find(({ status }) => status === 'failed')
  if (failed?.error == null) return null
  return fromTaskError(failed.error, { locale, plugin: failed.plugin })
}

/** Where the undoing fails too, the plugins stay pending, and the next change begins with undoing them. */
async function undoFor<T>({ code, message, plugin }: TenonError, undo: () => Promise<T>): Promise<T> {
  try {
    return await undo()
  } catch (cause) {
    const second = cause instanceof Error ? cause.message : String(cause)
    const both = `${message} – and undoing it failed: ${second}`
    throw new TenonError({ code, message: both, cause, ...(plugin !== undefined && { plugin }) })
  }
}

function namesOf({ plugins }: PendingInstall): string[] {
  return plugins.map(({ id, version }) => `${id} ${version}`)
}
