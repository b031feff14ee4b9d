import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Access } from './access/make-access.ts'
import { makeSettings } from './access/make-settings.ts'
import type { ApiServices } from './api/api-services.ts'
import { makeRecordChange } from './audit/make-record-change.ts'
import { makeCalendars } from './calendars/make-calendars.ts'
import type { WorkingCalendars } from './calendars/working-calendars.ts'
import type { RequestContext } from './context/request-context.ts'
import type { TimeLimits } from './context/time-limits.ts'
import type { createFiles } from './create-files.ts'
import type { createRecordVerbs } from './create-record-verbs.ts'
import type { Database } from './db/database.ts'
import type { TenantZones } from './db/tenant-zones.ts'
import type { PresenceHub } from './events/make-presence-hub.ts'
import { nameFiles } from './files/name-files.ts'
import { namedRights } from './hooks/named-rights.ts'
import type { createIdentity } from './identity/create-identity.ts'
import type { ModelStore } from './model/model-store.ts'
import { makeMoveApprovals } from './pipelines/approvals/make-move-approvals.ts'
import { nameApprovals } from './pipelines/approvals/name-approvals.ts'
import { namePipelineReport } from './pipelines/name-pipeline-report.ts'
import { makeStageCreations } from './pipelines/stage-creations.ts'
import { carryFromParts } from './plugins/carry-tenant-edits.ts'
import { mergeTenantModel } from './plugins/merge-tenant-model.ts'
import type { PluginStore } from './plugins/plugin-store.ts'
import { makeAnnouncePresence } from './records/announce-presence.ts'
import { toldCreated } from './records/create-many.ts'
import { makeExplainAccess } from './records/explain-access.ts'
import { makeOnce } from './records/idempotency/make-once.ts'
import { makeOnceTelling } from './records/idempotency/make-once-telling.ts'
import { makeTellKept } from './records/idempotency/make-tell-kept.ts'
import { limitVerbs } from './records/limit-verbs.ts'
import { makeShares } from './records/make-shares.ts'
import { nameAccess } from './records/names/name-access.ts'
import { nameCustomer360 } from './records/names/name-customer-360.ts'
import { nameModelView } from './records/names/name-model-view.ts'
import { nameRecordVerbs } from './records/names/name-record-verbs.ts'
import { nameRestoring } from './records/names/name-restoring.ts'
import { nameRoles } from './records/names/name-roles.ts'
import { nameTags } from './records/names/name-tags.ts'
import { nameTrash } from './records/names/name-trash.ts'
import { makeWithNames } from './records/names/with-names.ts'
import { makePersonal } from './records/personal/make-personal.ts'
import type { ErasureWorker } from './records/privacy/make-erasure-worker.ts'
import { makePrivacy } from './records/privacy/make-privacy.ts'
import { makeReadCustomer360 } from './records/read-customer-360.ts'
import { makeViews } from './records/saved-views/make-views.ts'
import { nameViews } from './records/saved-views/name-views.ts'
import { makeTags } from './records/tags/make-tags.ts'
import { makeAuditTrail } from './records/timeline/make-audit-trail.ts'
import { makeTrash } from './records/trash/make-trash.ts'
import { makeViewModel } from './records/view-model.ts'
import { makeDraftCheckpoints } from './schema-change/draft-checkpoints.ts'
import { makeFindDrift, makeRepairDrift } from './schema-change/find-drift.ts'
import { makeFormerNames } from './schema-change/former-names.ts'
import { makeListParked } from './schema-change/list-parked.ts'
import { makeListVersions } from './schema-change/list-versions.ts'
import { makeNamedDrafts } from './schema-change/named-drafts.ts'
import { makePlanApprovals } from './schema-change/plan-approvals.ts'
import { makePlanDraft } from './schema-change/plan-draft.ts'
import { makePublishDraft } from './schema-change/publish-draft.ts'
import type { PublishRuns } from './schema-change/publish-runs.ts'
import { makePlanVersion, makeRestoreVersion } from './schema-change/restore-version.ts'
import { makeReadRollupStates } from './schema-change/rollups/read-rollup-states.ts'
import { makeScheduledPublishes } from './schema-change/scheduled-publishes.ts'
import type { StartPublish } from './schema-change/start-publish.ts'
import { makeUndoPublish } from './schema-change/undo-publish.ts'
import type { FileStorage } from './storage/file-storage.ts'

interface Grounds {
  database: Database
  storage: FileStorage
  timeLimits: TimeLimits
  models: ModelStore
  access: Access
  zones: TenantZones
  calendars: WorkingCalendars
  plugins: PluginStore
  identity: Awaited<ReturnType<typeof createIdentity>>
  records: ReturnType<typeof createRecordVerbs>
  publishRuns: PublishRuns
  startPublish: StartPublish
  files: ReturnType<typeof createFiles>
  presence: PresenceHub
  erasures: ErasureWorker
}

const READ = 'read' as const
const KINDS = {
  ...{ get: READ, find: READ, search: READ, duplicates: READ, moves: READ, history: READ, stageHistory: READ },
  summarize: 'report',
  group: 'report',
} as const

/** Drafts, plans and publishing, over the tenants' plugins. */
export function createDraftTools({
  database,
  access,
  plugins,
  startPublish,
}: Pick<Grounds, 'database' | 'access' | 'plugins' | 'startPublish'>) {
  const { requireAdmin } = access
  return {
    database,
    packages: plugins.packages,
    mergeModel: mergeTenantModel,
    requireAdmin,
    startPublish,
    carryEdits: carryFromParts,
  }
}

/** The API's verbs that belong to no plugin. */
export function createServices(
  grounds: Grounds,
  { plugins }: Pick<ApiServices, 'plugins'>,
): Omit<
  ApiServices,
  'pluginTasks' | 'pluginSchedules' | 'pluginWebhooks' | 'actions' | 'bulk' | 'duplicates' | 'metrics'
> {
  const { database, models, access, zones, calendars, identity, records, files } = grounds
  const link = nameFiles(models, files.links.make)
  const approvals = makeMoveApprovals({
    database,
    models,
    access,
    zones,
    ...records,
    recallActor: identity.recallActor,
  })
  const recordServices = createRecordServices(grounds)
  return {
    records: recordServices,
    views: nameViews(models, makeViews({ database, models, access, zones })),
    personal: makePersonal({ database, models, access, records: recordServices }),
    approvals: nameApprovals(models, approvals),
    model: createModelServices(grounds),
    session: { me: identity.users.me },
    plugins,
    teams: identity.teams,
    users: { list: identity.users.list, create: identity.users.create, update: identity.users.update },
    roles: {
      ...nameRoles(models, identity.roles),
      async rights(ctx) {
        await access.requireAdmin(ctx)
        return namedRights(await grounds.plugins.get(ctx.tenant))
      },
    },
    access: createAccessServices(grounds),
    apiKeys: identity.apiKeys,
    sites: identity.sites,
    embed: {
      customer360: nameCustomer360(models, makeReadCustomer360({ database, models, access, zones })),
      fileLink: link,
    },
    settings: makeSettings({ database, zones, requireAdmin: access.requireAdmin }),
    calendars: makeCalendars({
      ...{ database, models, zones, calendars },
      requireAdmin: access.requireAdmin,
    }),
    pipelines: createPipelineServices({ database, models, access, records }),
    trash: nameTrash(models, makeTrash({ ...grounds, requireAdmin: access.requireAdmin })),
    presence: { announce: namePresence(grounds) },
    tags: nameTags(models, makeTags({ database, models, access, zones })),
    audit: {
      ...makeAuditTrail({ database, models, access, zones }),
      ...nameRestoring(models, records.restoreState),
      planUndo: records.undoChanges.plan,
      undoChanges: records.undoChanges.batch,
    },
    privacy: makePrivacy({ ...grounds, recordChange: makeRecordChange({ database }) }),
    files: { link },
  }
}

type Again = <Answer extends { record: TenonRecord }>(
  ctx: RequestContext,
  input: { entity: string },
  answer: Answer,
) => Promise<Answer>

/** The verbs on records: sent again with a key, they are done once; what takes too long is ended. */
function createRecordServices({
  database,
  models,
  access,
  zones,
  records,
  timeLimits,
}: Pick<Grounds, 'database' | 'models' | 'access' | 'zones' | 'records' | 'timeLimits'>): ApiServices['records'] {
  const once = makeOnce({ database })
  const again = makeTellKept({ database, models, access, zones })
  const withRecord: Again = async (ctx, input, answer) => ({
    ...answer,
    record: await again(ctx, input, answer.record),
  })
  return limitVerbs(
    nameRecordVerbs(models, {
      create: once('create', records.createRecord, again),
      createMany: makeOnceTelling({ database })('createMany', records.createMany, (_, kept) => toldCreated(kept)),
      get: records.getRecord,
      update: once('update', records.updateRecord, again),
      delete: once('delete', records.deleteRecord, again),
      restore: once('restore', records.restoreRecord, again),
      duplicates: records.checkDuplicates,
      merge: once('merge', records.mergeRecords, withRecord),
      unmerge: once('unmerge', records.unmergeRecords, withRecord),
      find: records.findRecords,
      summarize: records.summarizeRecords,
      group: records.groupRecords,
      search: records.searchRecords,
      moveStage: once('moveStage', records.moveStage, again),
      moves: records.readMoves,
      history: records.readHistory,
      asOf: records.readAsOf,
      stageHistory: records.readStageHistory,
      reveal: records.revealField,
    }),
    timeLimits,
    KINDS,
  )
}

/** Entities by names; the people are the same. */
function namePresence({ database, models, access, zones, presence }: Grounds): ApiServices['presence']['announce'] {
  const announce = makeAnnouncePresence({ database, models, access, zones, presence })
  return makeWithNames(models)(announce, (people) => people)
}

/** The verbs on who may do what, besides roles. */
function createAccessServices({ database, models, access, zones, identity }: Grounds): ApiServices['access'] {
  const scope = { database, models, access, zones }
  return nameAccess(models, {
    ...makeShares(scope),
    ...identity.delegations,
    ...identity.territories,
    viewAs: identity.viewAs,
    explain: makeExplainAccess(scope),
    hasRight: async (ctx, { right }) => ({ right, granted: await access.hasRight(ctx, right) }),
  })
}

/** The verbs over pipelines as wholes. */
function createPipelineServices({
  database,
  models,
  access,
  records,
}: Pick<Grounds, 'database' | 'models' | 'access' | 'records'>): ApiServices['pipelines'] {
  const creations = makeStageCreations({ database, models, requireAdmin: access.requireAdmin })
  return {
    report: namePipelineReport(models, records.readPipelineReport),
    creations: (ctx) => creations.list(ctx),
    retryCreation: creations.retry,
    dismissCreation: creations.dismiss,
  }
}

/** The verbs on the model: drafts, plans, publishing, versions. */
function createModelServices({
  database,
  models,
  access,
  zones,
  plugins: store,
  publishRuns,
  startPublish,
}: Grounds): ApiServices['model'] {
  const drafts = createDraftTools({ database, access, plugins: store, startPublish })
  const former = makeFormerNames({ database, models, requireAdmin: access.requireAdmin })
  const approvals = makePlanApprovals(drafts)
  const checkpoints = makeDraftCheckpoints(drafts)
  const scheduled = makeScheduledPublishes(drafts)
  return {
    view: nameModelView(models, makeViewModel({ database, models, access, zones, plugins: store })),
    ...makeNamedDrafts(drafts, checkpoints),
    draftHistory: checkpoints.history,
    saveCheckpoint: checkpoints.save,
    removeCheckpoint: checkpoints.remove,
    formerNames: former.list,
    endFormerName: former.end,
    plan: makePlanDraft(drafts),
    publish: makePublishDraft(drafts),
    undo: (ctx) => makeUndoPublish(drafts)(ctx),
    restore: makeRestoreVersion(drafts),
    planRestore: makePlanVersion(drafts),
    rollups: makeReadRollupStates(drafts),
    drift: makeFindDrift(drafts),
    repairDrift: makeRepairDrift(drafts),
    parked: makeListParked(drafts),
    versions: makeListVersions(drafts),
    schedulePublish: scheduled.schedule,
    scheduledPublishes: scheduled.list,
    cancelScheduled: scheduled.cancel,
    settings: approvals.settings,
    saveSettings: approvals.saveSettings,
    approvals: approvals.list,
    decideApproval: approvals.decide,
    publishRun: publishRuns.read,
    pausePublish: publishRuns.pause,
    resumePublish: publishRuns.resume,
    cancelPublish: publishRuns.cancel,
  }
}
