import type { Access } from './access/make-access.ts'
import type { createRecordVerbs } from './create-record-verbs.ts'
import type { Database } from './db/database.ts'
import type { ModelStore } from './model/model-store.ts'
import type { PluginStore } from './plugins/plugin-store.ts'
import { makeRunInstallWrites } from './plugins/run-install-writes.ts'
import { makeSettleInstalls } from './plugins/settle-installs.ts'
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
  { runPluginHook, recordMigration }: Pick<ReturnType<typeof createRecordVerbs>, 'runPluginHook' | 'recordMigration'>,
) {
  const publishModel = makePublishModel({ database, models })
  // A run brings plugins, and what undoes these takes the run up again.
  const runs: Pick<PublishRuns, 'begin'> = { begin: (ctx, input) => publishRuns.begin(ctx, input) }
  const startPublish = makeStartPublish({ database, models, runs })
  const publishing = { publishModel, startPublish }
  const installs = makeSettleInstalls({ database, models, plugins, ...publishing, runPluginHook, recordMigration })
  const publishRuns: PublishRuns = makePublishRuns({
    database,
    models,
    requireAdmin: access.requireAdmin,
    installs: {
      writes: makeRunInstallWrites({ database }),
      settle: (ctx) => installs.settle(ctx, { waitMilliseconds: 0 }),
    },
    onError,
  })
  return { publishModel, installs, publishRuns, startPublish }
}
