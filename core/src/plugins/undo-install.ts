import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { StartPublish } from '../schema-change/start-publish.ts'
import { findFinishingRun } from '../schema-change/stored-run.ts'
import { installUndone } from './install-undone.ts'
import type { PendingInstall } from './pending-install.ts'
import { type FailedInstall, InstallSettled, planUndo } from './plan-undo.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { revertDataMigrations } from './run-data-migrations.ts'

const ATTEMPTS = 5

export type UndoDependencies = Parameters<typeof revertDataMigrations>[0] & {
  publishModel: PublishMergedModel
  startPublish: StartPublish
}

/**
 * Undoes an install whose migration or hook has failed: the plugins that were there before come back, the model with
 * them, and the values of what goes are put aside. Plugins and model change together or not at all. What came by a
 * publish run is put back by that run where rows are to be written again: then this only begins it, and gives false.
 */
export async function undoInstall(
  dependencies: UndoDependencies,
  ctx: RequestContext,
  { error, ...install }: PendingInstall & { error: TenonError },
): Promise<boolean> {
  // While the fields are still there that it has filled.
  await revertDataMigrations(dependencies, ctx, install.change)
  const upgraded = install.plugins.filter(({ previous }) => previous !== null).map(({ id }) => id)
  const { code, message } = installUndone(ctx, error, upgraded)
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryUndo(dependencies, ctx, { ...install, error: { code, message } })
    } catch (failure) {
      if (failure instanceof InstallSettled) return true
      // Something else was published in between: the undoing begins with what there is now.
      const again = failure instanceof TenonError && failure.code === 'VERSION_CONFLICT' && attempt < ATTEMPTS
      if (!again) throw failure
    }
  }
}

async function tryUndo(
  { database, publishModel, startPublish }: UndoDependencies,
  ctx: RequestContext,
  install: FailedInstall,
): Promise<boolean> {
  const db = database.tenant(ctx.tenant.schema)
  const { before, ...planned } = await planUndo(db, ctx, install)
  const run = await findFinishingRun(db, install.change)
  if (run?.install == null) {
    await publishModel(ctx, { ...planned, consent: true })
    return true
  }
  const { change, error } = install
  const { version } = await startPublish(ctx, {
    ...planned,
    consent: true,
    packages: before.map(({ integrity }) => integrity),
    draftRevision: null,
    install: { agreed: { ...run.install, undoes: { change, error } }, packages: [] },
  })
  return version !== null
}
