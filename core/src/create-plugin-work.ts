import type { Logger } from 'pino'
import type { Access } from './access/make-access.ts'
import type { ApiServices } from './api/api-services.ts'
import { deriveKey } from './config/derive-key.ts'
import type { TenantRef } from './context/request-context.ts'
import type { Database } from './db/database.ts'
import type { RunPluginHook } from './hooks/run-plugin-hook.ts'
import { makeRunTaskHook } from './hooks/run-task-hook.ts'
import { makeSecretBox, type SecretBox } from './identity/secret-box.ts'
import type { JobQueue } from './jobs/job-queue.ts'
import type { ModelStore } from './model/model-store.ts'
import type { RecordMigration } from './plugins/data-migration.ts'
import { finishErasures } from './plugins/finish-erasures.ts'
import { makeInstallPlugins } from './plugins/install-plugins.ts'
import type { PluginStore } from './plugins/plugin-store.ts'
import { makeRemovePlugin } from './plugins/remove-plugin.ts'
import type { SettledInstall, SettleInstalls } from './plugins/settle-installs.ts'
import { startInstallRecovery } from './plugins/start-install-recovery.ts'
import type { TakeBackLifecycle } from './plugins/take-back-lifecycle.ts'
import type { SandboxEvent } from './sandbox/sandbox-event.ts'
import { makePluginSchedules } from './schedules/make-plugin-schedules.ts'
import { startScheduleTimer } from './schedules/start-schedule-timer.ts'
import { makeCheckPublish } from './schema-change/check-publish.ts'
import type { PublishModel } from './schema-change/publish-model.ts'
import type { StartPublish } from './schema-change/start-publish.ts'
import type { FileStorage } from './storage/file-storage.ts'
import { makePluginTasks } from './tasks/make-plugin-tasks.ts'
import { startHousekeeping } from './tasks/remove-old-tasks.ts'
import { makeRunTask } from './tasks/run-task.ts'
import { startTaskDispatcher } from './tasks/start-task-dispatcher.ts'
import { startTaskWorker } from './tasks/start-task-worker.ts'
import { makeAcceptWebhook } from './webhooks/accept-webhook.ts'
import { makeFindWebhook } from './webhooks/find-webhook.ts'
import { makePluginWebhooks } from './webhooks/make-plugin-webhooks.ts'
import { makeReceiveWebhook } from './webhooks/receive-webhook.ts'

interface Ground {
  database: Database
  storage: FileStorage
  logger: Logger
  models: ModelStore
  plugins: PluginStore
  access: Access
  runPluginHook: RunPluginHook
  recordMigration: RecordMigration
  publishModel: PublishModel
  startPublish: StartPublish
  /** Finishes installs that are pending, or undoes them. */
  installs: SettleInstalls
  /** Takes back what lifecycle hooks have written to records. */
  takeBack: TakeBackLifecycle
  config: { baseUrl: string; secret: string }
  /** Hears what goes into the logs of plugins. */
  onEvent: (event: SandboxEvent) => void
}

export type PluginWork = ReturnType<typeof createPluginWork>

/** The part of the composition root for what plugins do later, or because the outside world or an install asks. */
export function createPluginWork(ground: Ground) {
  const { database, storage, logger, runPluginHook, installs } = ground
  const onError = (error: unknown) => logger.error({ err: error }, 'work of a plugin failed')
  const runTask = makeRunTask({ database, runHook: makeRunTaskHook(runPluginHook) })
  const acceptWebhook = makeAcceptWebhook({ database, runPluginHook, warn: makeWarn(ground) })
  const secretBox = makeSecretBox(deriveKey(ground.config.secret, 'webhook-secrets'))
  const findWebhook = makeFindWebhook({ database, secretBox, onError })
  const installing = { ...ground, checkPublish: makeCheckPublish({ database }) }

  /** Starts running tasks and firing schedules; resolves to what stops each part. */
  async function start(jobs: JobQueue): Promise<Array<() => Promise<void>>> {
    await startTaskWorker({ runTask, jobs, onError })
    const dispatcher = await startTaskDispatcher({ database, jobs, onError })
    const stopTimer = await startScheduleTimer({ database, onError })
    const stopHousekeeping = await startHousekeeping({ database, jobs, onError })
    const stopRecovery = startInstallRecovery({ database, storage, installs, onSettled: logSettled(logger), onError })
    return [stopTimer, dispatcher.close, stopHousekeeping, stopRecovery]
  }

  return {
    installs,
    finishErasures: (schema: string) => finishErasures({ database, storage }, schema),
    recordMigration: ground.recordMigration,
    installPlugins: makeInstallPlugins(installing),
    removePlugin: makeRemovePlugin(installing),
    runTask,
    runPluginHook,
    acceptWebhook,
    receiveWebhook: makeReceiveWebhook({ database, findWebhook, acceptWebhook }),
    services: createServices(ground, secretBox),
    start,
  }
}

/** Makes the function that writes into a plugin's log what Tenon has to say of its hook. */
function makeWarn({ plugins, onEvent }: Pick<Ground, 'plugins' | 'onEvent'>) {
  return async (hook: { tenant: TenantRef; plugin: string; target: string }, message: string): Promise<void> => {
    const { tenant, plugin: pluginId, target } = hook
    const installed = (await plugins.get(tenant)).find(({ package: { manifest } }) => manifest.id === pluginId)
    const version = installed?.package.manifest.version ?? ''
    onEvent({ type: 'pluginLog', level: 'warn', message, tenantId: tenant.id, pluginId, version, target })
  }
}

type Services = Pick<ApiServices, 'pluginTasks' | 'pluginSchedules' | 'pluginWebhooks'>

function createServices(ground: Ground, secretBox: SecretBox): Services {
  const { database, plugins, access, config } = ground
  const { requireAdmin } = access
  const admin = { database, plugins, requireAdmin }
  return {
    pluginTasks: makePluginTasks(admin),
    pluginSchedules: makePluginSchedules(admin),
    pluginWebhooks: makePluginWebhooks({ ...admin, secretBox, baseUrl: config.baseUrl }),
  }
}

function logSettled(logger: Logger) {
  return ({ tenant, plugins, error }: SettledInstall & { tenant: string }) => {
    const about = { tenant, plugins }
    if (error === null) logger.info(about, 'an install that was interrupted is finished')
    else logger.error({ ...about, err: error }, 'an install that was interrupted is undone')
  }
}
