import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { StageDecision } from '../schema-change/stages/stage-decision.ts'
import type { StartPublish } from '../schema-change/start-publish.ts'
import { findFinishingRun } from '../schema-change/stored-run.ts'
import { installUndone } from './install-undone.ts'
import type { PendingInstall } from './pending-install.ts'
import { type FailedInstall, InstallSettled, planUndo } from './plan-undo.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { revertDataMigrations } from './run-data-migrations.ts'
import type { TakeBackLifecycle } from './take-back-lifecycle.ts'

const ATTEMPTS = 5

/** Nobody can be asked: records go where they were, and others to the first stage there is. */
const UNATTENDED: StageDecision = { bringBack: true, otherwise: 'first' }

export type UndoDependencies = Parameters<typeof revertDataMigrations>[0] & {
  takeBack: TakeBackLifecycle
  publishModel: PublishMergedModel
  startPublish: StartPublish
}

interface UndoneInstall {
  settled: boolean
  left: number
}

/**
 * Undoes an install whose migration or hook has failed: the plugins that were there before come back, the model with
 * them, and the values of what goes are put aside. Plugins and model change together or not at all. What came by a
 * publish run is put back by that run where rows are to be written again: then this only begins it, and it is not settled.
 * Records that hooks and migrations have written get back what they had; `left`: of how many something stays.
 */
export async function undoInstall(
  dependencies: UndoDependencies,
  ctx: RequestContext,
  { error, ...install }: PendingInstall & { error: TenonError },
): Promise<UndoneInstall> {
  // While the fields are still there that they have filled.
  const left = await dependencies.takeBack(ctx, install.change)
  await revertDataMigrations(dependencies, ctx, install.change)
  const upgraded = install.plugins.filter(({ previous }) => previous !== null).map(({ id }) => id)
  const { code, message } = installUndone(ctx, error, { upgraded, left })
  for (let attempt = 1; ; attempt++) {
    try {
      const settled = await tryUndo(dependencies, ctx, { ...install, error: { code, message } })
      return { settled, left }
    } catch (failure) {
      if (failure instanceof InstallSettled) return { settled: true, left }
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
    await publishModel(ctx, { ...planned, consent: true, stages: UNATTENDED })
    return true
  }
  const { change, error } = install
  const { version } = await startPublish(ctx, {
    ...planned,
    consent: true,
    stages: UNATTENDED,
    packages: before.map(({ integrity }) => integrity),
    draftRevision: null,
    install: { agreed: { ...run.install, undoes: { change, error } }, packages: [] },
  })
  return version !== null
}
