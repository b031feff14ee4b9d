import type { Access } from './access/make-access.ts'
import type { createRecordVerbs } from './create-record-verbs.ts'
import type { Database } from './db/database.ts'
import type { ModelStore } from './model/model-store.ts'
import type { PluginStore } from './plugins/plugin-store.ts'
import { makeRunInstallWrites } from './plugins/run-install-writes.ts'
import { makeSettleInstalls } from './plugins/settle-installs.ts'
import { makeTakeBackLifecycle } from './plugins/take-back-lifecycle.ts'
import { relocateRecords } from './records/relocate-records.ts'
import { makePublishModel } from './schema-change/publish-model.ts'
import { makePublishRuns, type PublishRuns } from './schema-change/publish-runs.ts'
import { makeStartPublish } from './schema-change/start-publish.ts'

interface Ground {
  database: Database
  models: ModelStore
  access: Access
  plugins: PluginStore
  onError: (error: unknown) => void
}

/** The part of the composition root for how a model comes into force, with other plugins or without. */
export function createPublishing(
  { database, models, access, plugins, onError }: Ground,
  records: Pick<ReturnType<typeof createRecordVerbs>, 'runPluginHook' | 'recordMigration' | 'takeBackRequest'>,
) {
  const { runPluginHook, recordMigration, takeBackRequest } = records
  const publishModel = makePublishModel({ database, models, relocate: relocateRecords })
  // A run brings plugins, and what undoes these takes the run up again.
  const runs: Pick<PublishRuns, 'begin'> = { begin: (ctx, input) => publishRuns.begin(ctx, input) }
  const startPublish = makeStartPublish({ database, models, relocate: relocateRecords, runs })
  const publishing = { publishModel, startPublish }
  const takeBack = makeTakeBackLifecycle({ database, models, takeBackRequest })
  const code = { runPluginHook, recordMigration, takeBack }
  const installs = makeSettleInstalls({ database, models, plugins, ...publishing, ...code })
  const publishRuns: PublishRuns = makePublishRuns({
    database,
    models,
    relocate: relocateRecords,
    requireAdmin: access.requireAdmin,
    installs: {
      writes: makeRunInstallWrites({ database }),
      settle: (ctx) => installs.settle(ctx, { waitMilliseconds: 0 }),
    },
    onError,
  })
  return { publishModel, installs, takeBack, publishRuns, startPublish }
}
