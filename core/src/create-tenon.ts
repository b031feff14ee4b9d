import type { Logger } from 'pino'
import { makeAccess } from './access/make-access.ts'
import type { ApiDependencies } from './api/api-services.ts'
import { type CountApiUse, makeCountApiUse } from './api/count-api-use.ts'
import { makeAuditChain } from './audit/chain/make-audit-chain.ts'
import { makeChangeNoted } from './audit/make-change-noted.ts'
import { makeRecordChange } from './audit/make-record-change.ts'
import { makeWorkingCalendars } from './calendars/working-calendars.ts'
import { createLogger } from './config/create-logger.ts'
import { deriveKey } from './config/derive-key.ts'
import type { TenonConfig } from './config/read-config.ts'
import { defaultFilesConfig } from './config/read-files-config.ts'
import { DEFAULT_TIME_LIMITS } from './context/time-limits.ts'
import { createFiles } from './create-files.ts'
import { createLiveReads } from './create-live-reads.ts'
import { createPluginWork } from './create-plugin-work.ts'
import { createPublishing } from './create-publishing.ts'
import { createRecordVerbs } from './create-record-verbs.ts'
import { createRuns } from './create-runs.ts'
import { createDraftTools, createServices } from './create-services.ts'
import { type CreateTenantInput, createTenant } from './db/create-tenant.ts'
import type { Database } from './db/database.ts'
import { databaseWarnings } from './db/database-warnings.ts'
import { listTenants } from './db/list-tenants.ts'
import { openDatabase } from './db/open-database.ts'
import { tenantRolesText } from './db/tenant-roles-text.ts'
import { makeTenantZones } from './db/tenant-zones.ts'
import { makeLiveHub } from './events/make-live-hub.ts'
import { makePresenceHub } from './events/make-presence-hub.ts'
import { makeReadiness } from './events/make-readiness.ts'
import { type FoundFault, verifyFiles } from './files/verify-files.ts'
import { createIdentity } from './identity/create-identity.ts'
import { makeLoadDemoData } from './imports/load-demo-data.ts'
import { makeRunImport } from './imports/run-import.ts'
import { makeRunImportFiles } from './imports/run-import-files.ts'
import { makeMetrics } from './metrics/make-metrics.ts'
import { makeModelStore } from './model/model-store.ts'
import type { FetchUrl } from './outbound/fetch-url.ts'
import { makeStageEntries } from './pipelines/make-stage-entries.ts'
import { catalogueName } from './plugins/catalogues.ts'
import { createPluginAdmin } from './plugins/create-plugin-admin.ts'
import { findTrustList } from './plugins/find-trust-list.ts'
import { makeLoadPluginFolder } from './plugins/load-plugin-folder.ts'
import { makePluginActivity, type PluginActivity } from './plugins/plugin-activity.ts'
import { makeRaiseAlert } from './plugins/plugin-alerts.ts'
import { makePluginSecrets } from './plugins/plugin-secrets.ts'
import { makePluginStore } from './plugins/plugin-store.ts'
import { limitVerbs } from './records/limit-verbs.ts'
import { makeExportPerson } from './records/privacy/export-person.ts'
import { makeErasureWorker } from './records/privacy/make-erasure-worker.ts'
import { makeExportAudit } from './records/timeline/export-audit.ts'
import { createSandbox } from './sandbox/create-sandbox.ts'
import { logSandboxEvent } from './sandbox/log-sandbox-event.ts'
import { prometheusText } from './sandbox/prometheus-text.ts'
import type { ObservableSandbox } from './sandbox/sandbox.ts'
import type { SandboxEvent } from './sandbox/sandbox-event.ts'
import { makeReadAffectedValues } from './schema-change/affected-values.ts'
import { makeModelEdits } from './schema-change/model-edits.ts'
import { makePlanModel } from './schema-change/plan-model.ts'
import { noRollupWork, rollupWorkText } from './schema-change/rollups/rollup-work.ts'
import { rebuildRollups, verifyRollups } from './schema-change/rollups/verify-rollups.ts'
import { startBackgroundWork } from './start-background-work.ts'
import type { FileStorage } from './storage/file-storage.ts'
import { openFileStorage } from './storage/open-file-storage.ts'

export type Tenon = Awaited<ReturnType<typeof createTenon>>

type PluginLog = Extract<SandboxEvent, { type: 'pluginLog' }>

export interface TenonOptions {
  /** Hears, besides the log, what plugins' hooks write. */
  onPluginLog?: (entry: PluginLog) => void
  /** In place of its own, for a Tenon that serves nobody, such as that of a plugin's tests. It is closed with it. */
  sandbox?: ObservableSandbox
  /** What answers plugins in place of the internet, likewise. */
  fetchUrl?: FetchUrl
}

/** The composition root: the one place that sees every part and hands each what it needs. */
export async function createTenon(config: TenonConfig, options: TenonOptions = {}) {
  const { onPluginLog, sandbox: given, fetchUrl } = options
  const logger = createLogger(config.logLevel)
  const trust = await findTrustList({ file: config.trustFile, folder: config.folder })
  // What a wrong setting refuses is asked before there is anything to close again.
  const storage = await openFileStorage((config.files ?? defaultFilesConfig(config.folder)).place)
  const database = await openDatabase(config.database)
  const onError = (error: unknown) => logger.error({ err: error }, 'background work failed')
  const activity = makePluginActivity()
  const readers: Array<(entry: PluginLog) => void> = onPluginLog === undefined ? [] : [onPluginLog]
  const onEvent = listenToSandbox({ database, logger, activity, readers, onError })
  const outside = { sandbox: given ?? createSandbox({ onEvent }), storage, fetchUrl, onError }
  const ground = await createGround(database, config, outside)
  const { access, plugins, publishRuns, records, sandbox } = ground
  const pluginWork = createPluginWork({ ...ground, ...records, logger, config, onEvent })
  const { installPlugins, receiveWebhook, removePlugin } = pluginWork
  const pluginAdmin = await createPluginAdmin({
    ...{ ...ground, activity, installPlugins, removePlugin, trust, recordMigration: records.recordMigration },
    planModel: makePlanModel(ground),
    requireAdmin: access.requireAdmin,
    ...catalogueSources(config, logger),
  })
  const { verbs, close: _close, ...administering } = pluginAdmin
  const drafts = createDraftTools(ground)
  const files = { exportPlugin: administering.exportPlugin, ...exportsOf(ground, drafts) }
  const metrics = makeMetrics({ ...ground, ...records })
  const runs = createRuns(ground, onError)
  const own = createServices(ground, { plugins: verbs })
  const services = { ...own, ...pluginWork.services, ...runs.services, metrics }
  const background: Array<() => Promise<void>> = []

  /** Starts delivering events and running after-hooks; commands that serve nobody leave that to the server. */
  async function startBackground(): Promise<void> {
    for (const warning of await databaseWarnings(database)) logger.warn(warning)
    const working = { ...ground, ...runs.background, pluginWork, drafts, logger, readers, onError }
    background.push(...(await startBackgroundWork(working)))
  }

  async function close(): Promise<void> {
    for (const part of [...runs.parts, publishRuns, ground.erasures]) await part.close()
    for (const stop of background) await stop()
    for (const part of [pluginAdmin, ...closingParts(ground), database]) await part.close()
  }

  return {
    database,
    logger,
    readiness: ground.readiness,
    services,
    runAction: runs.runAction,
    runMetric: metrics.runFresh,
    api: countedApi(ground, { ...edgeOf(ground, services.records), ...files, ...runs.edge, services, receiveWebhook }),
    childPids: sandbox.childPids,
    /** Figures for operators, in the text format of Prometheus. */
    metricsText: () => figuresText(ground),
    ...tenantTools(database),
    ...peopleTools(ground),
    loadPluginFolder: makeLoadPluginFolder(sandbox),
    installPlugins,
    installedPackages: plugins.packages,
    removePlugin,
    pluginWork,
    /** Works on the tenant's publish that takes long, where there is one and no other process does. */
    goOnPublishing: publishRuns.goOn,
    /** Edits as files: read, planned and published without a draft. */
    modelEdits: makeModelEdits(drafts),
    ...administering,
    /** Folders and addresses of catalogues, as they are set up. */
    catalogues: config.catalogues ?? [],
    ...recordTools(ground),
    ...deliveryTools(ground),
    startBackground,
    close,
  }
}

/** For operators, in the text format of Prometheus. */
async function figuresText({ sandbox, database, rollupWork }: Ground): Promise<string> {
  return (await prometheusText(sandbox.metrics())) + tenantRolesText(database.roles.state) + rollupWorkText(rollupWork)
}

/** In the order in which they close. */
function closingParts({ apiUse, liveHub, presence, plugins, models, calendars, access, zones, sandbox }: Ground) {
  return [apiUse, liveHub, presence, plugins, models, calendars, access, zones, sandbox]
}

function tenantTools(database: Database) {
  return {
    auditChain: makeAuditChain(database),
    rollups: {
      verify: (schema: string) => verifyRollups(database, schema),
      rebuild: (schema: string) => rebuildRollups(database, schema),
    },
    createTenant: (input: CreateTenantInput) => createTenant(database, input),
    listTenants: () => listTenants(database),
  }
}

/** What is reached over HTTP is counted; what commands and plugins do is not. */
function countedApi({ apiUse }: { apiUse: CountApiUse }, api: ApiDependencies): ApiDependencies {
  const services = { ...api.services, records: apiUse.records(api.services.records) }
  return {
    ...api,
    services,
    recordTexts: apiUse.texts(api.recordTexts),
    exportRecords: apiUse.export(api.exportRecords),
  }
}

/** What commands do for people and host sites. */
function peopleTools({ identity, access }: Awaited<ReturnType<typeof createGround>>) {
  const { createUser, setupLinks, ensureSite } = identity
  return { createUser, setupLinks, ensureSite, forgetRoles: access.forget }
}

/** What delivers the events of one tenant without the server's background, as tests of plugins do. */
function deliveryTools({ hooks, stageEntries }: Awaited<ReturnType<typeof createGround>>) {
  return { hooks, stageEntries }
}

/** What commands do with many records. */
function recordTools({ database, models, access, records, storage }: Awaited<ReturnType<typeof createGround>>) {
  const { createRecords, recalculateRecords } = records
  return {
    createRecords,
    recalculateRecords,
    verifyFiles: (schema: string, onFault: (fault: FoundFault) => void) =>
      verifyFiles({ database, storage }, schema, onFault),
    loadDemoData: makeLoadDemoData({ database, createRecords }),
    runImportFiles: makeRunImportFiles({ runImport: makeRunImport({ database, models, access, ...records }) }),
  }
}

interface SandboxListeners {
  database: Database
  logger: Logger
  activity: PluginActivity
  /** Who else hears what hooks log. */
  readers: ReadonlyArray<(entry: PluginLog) => void>
  onError: (error: unknown) => void
}

function listenToSandbox({ database, logger, activity, readers, onError }: SandboxListeners) {
  const raiseAlert = makeRaiseAlert({ database })
  return (event: SandboxEvent): void => {
    logSandboxEvent(logger, event)
    activity.note(event)
    if (event.type === 'hookDisabled') raiseAlert(event).catch(onError)
    if (event.type === 'pluginLog') for (const read of readers) read(event)
  }
}

function catalogueSources({ catalogues = [] }: TenonConfig, logger: Logger) {
  return {
    sources: catalogues.map((address) => ({ address, shownAs: catalogueName(address) })),
    onCatalogueFailure: ({ name, error }: { name: string; error: unknown }) =>
      logger.warn({ catalogue: name, err: error }, 'catalogue cannot be read'),
  }
}

type Ground = Awaited<ReturnType<typeof createGround>>

/** What admins take away as files. */
function exportsOf(ground: Ground, drafts: ReturnType<typeof createDraftTools>) {
  const recordChange = makeRecordChange(ground)
  return {
    readAffectedValues: makeReadAffectedValues(drafts),
    exportAudit: makeExportAudit({ ...ground, recordChange }),
    exportPerson: makeExportPerson({ ...ground, recordChange }),
  }
}

function edgeOf(ground: Ground, verbs: ApiDependencies['services']['records']) {
  const { models, identity, records, liveHub, presence, files, timeLimits } = ground
  const recordTexts = limitVerbs(records.recordTexts, timeLimits, { find: 'read', get: 'read' })
  const { exportRecords } = limitVerbs({ exportRecords: records.exportRecords }, timeLimits, {
    exportRecords: 'export',
  })
  const subscribeLive: ApiDependencies['subscribeLive'] = (schema, listener) => {
    const undo = [liveHub.subscribe(schema, listener), presence.subscribe(schema, listener)]
    return () => {
      for (const stop of undo) stop()
    }
  }
  return {
    models,
    identity,
    recordTexts,
    exportRecords,
    subscribeLive,
    onRightsChange: ground.access.onChange,
    files: files.served,
    ...createLiveReads(ground, verbs),
  }
}

interface Outside {
  sandbox: ObservableSandbox
  storage: FileStorage
  fetchUrl?: FetchUrl | undefined
  onError: (error: unknown) => void
}

async function createGround(database: Database, config: TenonConfig, { sandbox, storage, fetchUrl, onError }: Outside) {
  const models = makeModelStore({ database })
  const zones = makeTenantZones({ database })
  const access = makeAccess({ database, models, zones })
  const calendars = makeWorkingCalendars({ database, zones })
  const plugins = makePluginStore({ database, models })
  const identity = await createIdentity({
    database,
    models,
    requireAdmin: access.requireAdmin,
    forgetRoles: access.forget,
    recordChange: makeRecordChange({ database }),
    changeNoted: makeChangeNoted({ database, access }),
    config: {
      baseUrl: config.baseUrl,
      authSecret: deriveKey(config.secret, 'sessions'),
      secretKey: deriveKey(config.secret, 'site-secrets'),
      viewKey: deriveKey(config.secret, 'view-as'),
    },
  })
  const secrets = makePluginSecrets({ database, secretKey: deriveKey(config.secret, 'plugin-secrets') })
  const scope = { database, models, access, zones, calendars }
  const records = createRecordVerbs(scope, { plugins, secrets, sandbox, pluginHttp: config.pluginHttp, fetchUrl })
  return {
    ...scope,
    plugins,
    secrets,
    storage,
    timeLimits: config.limits?.times ?? DEFAULT_TIME_LIMITS,
    files: createFiles({ ...scope, storage, identity }, config),
    sandbox,
    identity,
    records,
    hooks: records.hooks,
    stageEntries: makeStageEntries({ ...scope, ...records, recallActor: identity.recallActor, onError }),
    ...createPublishing({ ...scope, plugins, onError }, records),
    erasures: makeErasureWorker({ database, models, storage, onError }),
    liveHub: await makeLiveHub({ database }),
    presence: await makePresenceHub({ database }),
    readiness: makeReadiness({ database }),
    apiUse: makeCountApiUse({ database, models, onError }),
    rollupWork: noRollupWork(),
  }
}
