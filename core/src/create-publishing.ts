import type { Access } from './access/make-access.ts'
import type { createRecordVerbs } from './create-record-verbs.ts'
import type { Database } from './db/database.ts'
import type { ModelStore } from './model/model-store.ts'
import { makeRunInstallWrites } from './plugins/install-writes.ts'
import type { PluginStore } from './plugins/plugin-store.ts'
import { makeSettleInstalls } from './plugins/settle-installs.ts'
import { makePublishModel } from './schema-change/publish-model.ts'
import { makePublishRuns } from './schema-change/publish-runs.ts'
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
  { runPluginHook, recordMigration }: Pick<ReturnType<typeof createRecordVerbs>, 'runPluginHook' | 'recordMigration'>,
) {
  const publishModel = makePublishModel({ database, models })
  const installs = makeSettleInstalls({ database, models, plugins, publishModel, runPluginHook, recordMigration })
  const publishRuns = makePublishRuns({
    database,
    models,
    requireAdmin: access.requireAdmin,
    installs: {
      writes: makeRunInstallWrites({ database }),
      settle: (ctx) => installs.settle(ctx, { waitMilliseconds: 0 }),
    },
    onError,
  })
  const startPublish = makeStartPublish({ database, models, runs: publishRuns })
  return { publishModel, installs, publishRuns, startPublish }
}
