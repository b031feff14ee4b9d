import { type Access, makeAccess } from './access/make-access.ts'
import { makeActions } from './actions/make-actions.ts'
import type { ApiDependencies, ApiServices } from './api/api-services.ts'
import { makeRecordChange } from './audit/make-record-change.ts'
import { createLogger } from './config/create-logger.ts'
import { deriveKey } from './config/derive-key.ts'
import type { TenonConfig } from './config/read-config.ts'
import { createPluginWork } from './create-plugin-work.ts'
import { createTenant } from './db/create-tenant.ts'
import type { Database } from './db/database.ts'
import { listTenants } from './db/list-tenants.ts'
import { openDatabase } from './db/open-database.ts'
import { makeLiveHub } from './events/make-live-hub.ts'
import { makeAskPlugin, makeCallPlugin } from './hooks/call-plugin.ts'
import { makeEventMethods } from './hooks/host/event-methods.ts'
import type { HostRecords } from './hooks/host/host-records.ts'
import { makeHttpMethods } from './hooks/host/http-methods.ts'
import { makeHttpTurns } from './hooks/host/http-turns.ts'
import { makeJobMethods } from './hooks/host/job-methods.ts'
import { makeKvMethods } from './hooks/host/kv-methods.ts'
import { makeProgressMethods } from './hooks/host/progress-methods.ts'
import { makeRecordMethods } from './hooks/host/record-methods.ts'
import { makeHookRunner } from './hooks/make-hook-runner.ts'
import { makePluginKv } from './hooks/plugin-kv.ts'
import { makeRowHooks } from './hooks/row-hooks.ts'
import { makeRunPluginHook } from './hooks/run-plugin-hook.ts'
import { createIdentity } from './identity/create-identity.ts'
import { makeLoadDemoData } from './imports/load-demo-data.ts'
import { makeRunImport } from './imports/run-import.ts'
import { makeRunImportFiles } from './imports/run-import-files.ts'
import { makeMetrics } from './metrics/make-metrics.ts'
import { type ModelStore, makeModelStore } from './model/model-store.ts'
import { makeConnectTls } from './outbound/connect-tls.ts'
import { makeFetchUrl } from './outbound/fetch-url.ts'
import { makeResolveHost } from './outbound/resolve-host.ts'
import { makeCheckStageChanges } from './pipelines/check-stage-changes.ts'
import { makeMoveStage } from './pipelines/move-stage.ts'
import { makeListPlugins } from './plugins/list-plugins.ts'
import { makeLoadPackedPlugin } from './plugins/load-packed-plugin.ts'
import { makeLoadPluginFolder } from './plugins/load-plugin-folder.ts'
import { mergeTenantModel } from './plugins/merge-tenant-model.ts'
import { makePluginStore, type PluginStore } from './plugins/plugin-store.ts'
import { makeCreateRecord } from './records/create-record.ts'
import { makeCreateEachRecord, makeCreateRecords } from './records/create-records.ts'
import { makeDeleteRecord } from './records/delete-record.ts'
import { makeFindRecords } from './records/find-records.ts'
import { makeGetRecord } from './records/get-record.ts'
import { makeLinkRecord } from './records/link-record.ts'
import { makeReadCustomer360 } from './records/read-customer-360.ts'
import { makeReadHistory } from './records/read-history.ts'
import { makeRecalculateRecords } from './records/recalculate-records.ts'
import { makeRestoreRecord } from './records/restore-record.ts'
import { makeSummarizeRecords } from './records/summarize-records.ts'
import { makeUpdateRecord } from './records/update-record.ts'
import { makeViewModel } from './records/view-model.ts'
import { createSandbox } from './sandbox/create-sandbox.ts'
import { logSandboxEvent } from './sandbox/log-sandbox-event.ts'
import { prometheusText } from './sandbox/prometheus-text.ts'
import type { ObservableSandbox, Sandbox } from './sandbox/sandbox.ts'
import type { SandboxEvent } from './sandbox/sandbox-event.ts'
import { makeDiscardDraft } from './schema-change/discard-draft.ts'
import { makeListVersions } from './schema-change/list-versions.ts'
import { makePlanDraft } from './schema-change/plan-draft.ts'
import { makePublishDraft } from './schema-change/publish-draft.ts'
import { makePublishModel, type PublishModel } from './schema-change/publish-model.ts'
import { makeReadDraft } from './schema-change/read-draft.ts'
import { makeSaveDraft } from './schema-change/save-draft.ts'
import { makeUndoPublish } from './schema-change/undo-publish.ts'
import { startBackgroundWork } from './start-background-work.ts'

export type Tenon = Awaited<ReturnType<typeof createTenon>>

type PluginLog = Extract<SandboxEvent, { type: 'pluginLog' }>

export interface TenonOptions {
  /** Hears, besides the log, what plugins' hooks write. */
  onPluginLog?: (entry: PluginLog) => void
  /** In place of its own, for a Tenon that serves nobody, such as that of a plugin's tests. It is closed with it. */
  sandbox?: ObservableSandbox
}

/** The composition root: the one place that sees every part and hands each what it needs. */
export async function createTenon(config: TenonConfig, { onPluginLog, sandbox: given }: TenonOptions = {}) {
  const logger = createLogger(config.logLevel)
  const database = await openDatabase(config.database)
  const readers: Array<(entry: PluginLog) => void> = onPluginLog === undefined ? [] : [onPluginLog]
  const onEvent = (event: SandboxEvent) => {
    logSandboxEvent(logger, event)
    if (event.type === 'pluginLog') for (const read of readers) read(event)
  }
  const sandbox = given ?? createSandbox({ onEvent })
  const ground = await createGround(database, config, sandbox)
  const { access, identity, liveHub, models, records } = ground
  const publishModel = makePublishModel({ database, models })
  const pluginWork = createPluginWork({ ...ground, ...records, publishModel, logger, config })
  const { receiveWebhook } = pluginWork
  const onError = (error: unknown) => logger.error({ err: error }, 'background work failed')
  const actions = makeActions({ ...ground, ...records, onError })
  const metrics = makeMetrics({ ...ground, ...records })
  const services = { ...createServices(ground, publishModel), ...pluginWork.services, actions, metrics }
  const background: Array<() => Promise<void>> = []

  /** Starts delivering events and running after-hooks; commands that serve nobody leave that to the server. */
  async function startBackground(): Promise<void> {
    background.push(...(await startBackgroundWork({ ...ground, pluginWork, logger, readers, onError })))
  }

  async function close(): Promise<void> {
    await actions.close()
    for (const stop of background) await stop()
    await liveHub.close()
    await models.close()
    await sandbox.close()
    await database.close()
  }

  return {
    database,
    logger,
    services,
    runAction: actions.runToEnd,
    runMetric: metrics.runFresh,
    api: { services, models, identity, subscribeLive: liveHub.subscribe, receiveWebhook } satisfies ApiDependencies,
    childPids: sandbox.childPids,
    /** Figures for operators, in the text format of Prometheus. */
    metricsText: () => prometheusText(sandbox.metrics()),
    createTenant: (input: { slug: string; name: string }) => createTenant(database, input),
    listTenants: () => listTenants(database),
    createUser: identity.createUser,
    setupLinks: identity.setupLinks,
    ensureSite: identity.ensureSite,
    loadPluginFolder: makeLoadPluginFolder(sandbox),
    loadPackedPlugin: makeLoadPackedPlugin(sandbox),
    installPlugins: pluginWork.installPlugins,
    installedPackages: ground.plugins.packages,
    removePlugin: pluginWork.removePlugin,
    pluginWork,
    createRecords: records.createRecords,
    recalculateRecords: records.recalculateRecords,
    loadDemoData: makeLoadDemoData({ database, createRecords: records.createRecords }),
    runImportFiles: makeRunImportFiles({ runImport: makeRunImport({ database, models, access, ...records }) }),
    forgetRoles: access.forget,
    hooks: ground.hooks,
    startBackground,
    close,
  }
}

type Ground = Awaited<ReturnType<typeof createGround>>

async function createGround(database: Database, config: TenonConfig, sandbox: ObservableSandbox) {
  const models = makeModelStore({ database })
  const access = makeAccess({ database, models })
  const plugins = makePluginStore({ database, models })
  const identity = await createIdentity({
    database,
    models,
    requireAdmin: access.requireAdmin,
    recordChange: makeRecordChange({ database }),
    config: {
      baseUrl: config.baseUrl,
      authSecret: deriveKey(config.secret, 'sessions'),
      secretKey: deriveKey(config.secret, 'site-secrets'),
    },
  })
  const scope = { database, models, access }
  const records = createRecordVerbs(scope, { plugins, sandbox, pluginHttp: config.pluginHttp })
  return {
    ...scope,
    plugins,
    identity,
    records,
    hooks: records.hooks,
    liveHub: await makeLiveHub({ database }),
  }
}

interface Scope {
  database: Database
  models: ModelStore
  access: Access
}

interface PluginRunning {
  plugins: PluginStore
  sandbox: Sandbox
  pluginHttp: boolean
}

/** Hooks write records and records run hooks: the circle is closed here, by functions that look up late. */
function createRecordVerbs(scope: Scope, running: PluginRunning) {
  const { plugins, sandbox } = running
  const findRecords = makeFindRecords(scope)
  const getRecord = makeGetRecord(scope)
  const verbs: HostRecords = {
    find: findRecords,
    get: getRecord,
    create: (ctx, input) => createRecord(ctx, input),
    update: (ctx, input) => updateRecord(ctx, input),
    link: (ctx, input) => linkRecord(ctx, input),
    delete: (ctx, input) => deleteRecord(ctx, input),
  }
  const methods = createHostMethods(scope, running)
  const hooks = makeHookRunner({ sandbox, plugins, records: verbs, methods })
  const calling = { sandbox, methods: { ...methods, ...makeRecordMethods(verbs) } }
  const [askPlugin, callPlugin] = [makeAskPlugin(calling), makeCallPlugin(calling)]
  const writing = { ...scope, hooks, checkStageChanges: makeCheckStageChanges({ hooks }) }
  const createRecords = makeCreateRecords(writing)
  const createRecord = makeCreateRecord({ createRecords })
  const updateRecord = makeUpdateRecord(writing)
  const linkRecord = makeLinkRecord({ ...scope, updateRecord })
  const deleteRecord = makeDeleteRecord(writing)
  return {
    hooks,
    callPlugin,
    askPlugin,
    rowHooks: makeRowHooks({ plugins, callPlugin }),
    runPluginHook: makeRunPluginHook({ plugins, askPlugin }),
    findRecords,
    getRecord,
    createRecords,
    createEachRecord: makeCreateEachRecord(writing),
    createRecord,
    updateRecord,
    deleteRecord,
    restoreRecord: makeRestoreRecord(writing),
    summarizeRecords: makeSummarizeRecords(scope),
    moveStage: makeMoveStage({ updateRecord }),
    readHistory: makeReadHistory(scope),
    recalculateRecords: makeRecalculateRecords({ ...scope, hooks }),
  }
}

/** What plugins may ask of their host besides records. */
function createHostMethods(scope: Scope, { pluginHttp }: PluginRunning) {
  return {
    ...makeKvMethods(makePluginKv(scope)),
    ...makeJobMethods(scope),
    ...makeEventMethods(scope),
    ...makeProgressMethods(),
    ...makeHttpMethods({
      fetchUrl: makeFetchUrl({ resolve: makeResolveHost(), connect: makeConnectTls() }),
      readSecret: async () => null,
      turns: makeHttpTurns(),
      enabled: pluginHttp,
    }),
  }
}

function createServices(
  { database, models, access, plugins, identity, records }: Ground,
  publishModel: PublishModel,
): Omit<ApiServices, 'pluginTasks' | 'pluginSchedules' | 'pluginWebhooks' | 'actions' | 'metrics'> {
  const { requireAdmin } = access
  const drafts = { database, packages: plugins.packages, mergeModel: mergeTenantModel, requireAdmin, publishModel }
  const listPlugins = makeListPlugins({ plugins })
  return {
    records: {
      create: records.createRecord,
      get: records.getRecord,
      update: records.updateRecord,
      delete: records.deleteRecord,
      restore: records.restoreRecord,
      find: records.findRecords,
      summarize: records.summarizeRecords,
      moveStage: records.moveStage,
      history: records.readHistory,
    },
    model: {
      view: makeViewModel({ database, models, access, plugins }),
      draft: makeReadDraft(drafts),
      saveDraft: makeSaveDraft(drafts),
      discardDraft: makeDiscardDraft(drafts),
      plan: makePlanDraft(drafts),
      publish: makePublishDraft(drafts),
      undo: (ctx) => makeUndoPublish(drafts)(ctx),
      versions: makeListVersions(drafts),
    },
    session: { me: identity.users.me },
    plugins: {
      list: async (ctx) => {
        await requireAdmin(ctx)
        return listPlugins(ctx)
      },
    },
    users: { list: identity.users.list, create: identity.users.create },
    apiKeys: identity.apiKeys,
    sites: identity.sites,
    embed: { customer360: makeReadCustomer360({ database, models, access }) },
  }
}
