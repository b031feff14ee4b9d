import type { Access } from './access/make-access.ts'
import { makeRecordChange } from './audit/make-record-change.ts'
import { makeTakeBackRequest } from './bulk/take-back-request.ts'
import type { WorkingCalendars } from './calendars/working-calendars.ts'
import type { Database } from './db/database.ts'
import type { TenantZones } from './db/tenant-zones.ts'
import { makeAskPlugin, makeCallPlugin } from './hooks/call-plugin.ts'
import { makeEventMethods } from './hooks/host/event-methods.ts'
import type { HostRecords } from './hooks/host/host-records.ts'
import { makeHttpMethods } from './hooks/host/http-methods.ts'
import { makeHttpTurns } from './hooks/host/http-turns.ts'
import { makeJobMethods } from './hooks/host/job-methods.ts'
import { makeKvMethods } from './hooks/host/kv-methods.ts'
import { makeProgressMethods } from './hooks/host/progress-methods.ts'
import { makeRecordMethods } from './hooks/host/record-methods.ts'
import { makeRecordTurns } from './hooks/host/record-turns.ts'
import { makeRightMethods } from './hooks/host/right-methods.ts'
import { makeHookRunner } from './hooks/make-hook-runner.ts'
import { makeMaskRecords } from './hooks/mask-records.ts'
import { makePluginKv } from './hooks/plugin-kv.ts'
import { makeRowHooks } from './hooks/row-hooks.ts'
import { makeRunPluginHook } from './hooks/run-plugin-hook.ts'
import type { ModelStore } from './model/model-store.ts'
import { makeConnectTls } from './outbound/connect-tls.ts'
import { type FetchUrl, makeFetchUrl } from './outbound/fetch-url.ts'
import { makeResolveHost } from './outbound/resolve-host.ts'
import { makeCheckStageChanges } from './pipelines/check-stage-changes.ts'
import { makeJudgeMoves } from './pipelines/judge-moves.ts'
import { makeMoveStage } from './pipelines/move-stage.ts'
import { makeReadMoves } from './pipelines/read-moves.ts'
import { makeReadPipelineReport } from './pipelines/read-pipeline-report.ts'
import { makeReadStageHistory } from './pipelines/read-stage-history.ts'
import type { PluginSecrets } from './plugins/plugin-secrets.ts'
import type { PluginStore } from './plugins/plugin-store.ts'
import { makeCompleteEvent } from './records/complete-event.ts'
import { makeCreateMany } from './records/create-many.ts'
import { makeCreateRecord } from './records/create-record.ts'
import { makeCreateEachRecord, makeCreateRecords } from './records/create-records.ts'
import { makeDeleteRecord } from './records/delete-record.ts'
import { makeCheckDuplicates } from './records/duplicates/check-duplicates.ts'
import { makeFindDuplicates } from './records/duplicates/find-duplicates.ts'
import { makeSetApart } from './records/duplicates/set-apart.ts'
import { makeExportRecords } from './records/export-records.ts'
import { makeFindByKey } from './records/find-by-key.ts'
import { makeFindRecords } from './records/find-records.ts'
import { makeFindPageText, makeFindRecordsText } from './records/find-records-text.ts'
import { makeGetRecord, makeGetRecordText } from './records/get-record.ts'
import { makeGroupRecords } from './records/group-records.ts'
import { forgetStatements } from './records/kept-statement.ts'
import { makeLinkRecord } from './records/link-record.ts'
import { makeRecordMigration } from './records/make-record-migration.ts'
import { makeDeleteMany } from './records/many/delete-many.ts'
import { makeRestoreMany } from './records/many/restore-many.ts'
import { makeUpdateMany } from './records/many/update-many.ts'
import { makeMergeMany } from './records/merging/merge-many.ts'
import { makeMergeRecords } from './records/merging/merge-records.ts'
import type { MergeDependencies } from './records/merging/prepare-merge.ts'
import { makeUnmergeRecords } from './records/merging/unmerge-records.ts'
import { makePlainlyNamed, makeWithNames } from './records/names/with-names.ts'
import { makeReadHistory } from './records/read-history.ts'
import { makeRecalculateRecords } from './records/recalculate-records.ts'
import { makeRestoreRecord } from './records/restore-record.ts'
import { makeReadAsOf } from './records/restoring/read-as-of.ts'
import { makeRestoreState } from './records/restoring/restore-state.ts'
import { makeUndoChanges } from './records/restoring/undo-changes.ts'
import { makeUndoRecord } from './records/restoring/undo-record.ts'
import { makeRevealField } from './records/reveal-field.ts'
import { makeSearchRecords } from './records/search-records.ts'
import { makeSummarizeRecords } from './records/summarize-records.ts'
import { makeUpdateRecord } from './records/update-record.ts'
import { withFreshModel } from './records/with-fresh-model.ts'
import type { WriteDependencies } from './records/write-dependencies.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

export interface RecordScope {
  database: Database
  models: ModelStore
  access: Access
  zones: TenantZones
  calendars: WorkingCalendars
}

interface PluginRunning {
  plugins: PluginStore
  secrets: PluginSecrets
  sandbox: Sandbox
  pluginHttp: boolean
  fetchUrl?: FetchUrl | undefined
}

/** Hooks write records and records run hooks: the circle is closed here, by functions that look up late. */
export function createRecordVerbs(scope: RecordScope, running: PluginRunning) {
  const { plugins, sandbox } = running
  scope.database.inUse.onRest((_, unusedSince) => forgetStatements(unusedSince))
  const fresh = withFreshModel(scope.models)
  const [findRecords, getRecord] = [fresh(makeFindRecords(scope)), fresh(makeGetRecord(scope))]
  const verbs: HostRecords = {
    ...{ find: findRecords, get: getRecord },
    findText: makeFindBareText(scope),
    create: (ctx, input) => createRecord(ctx, input),
    update: (ctx, input) => updateRecord(ctx, input),
    link: (ctx, input) => linkRecord(ctx, input),
    delete: (ctx, input) => deleteRecord(ctx, input),
  }
  const [methods, recordTurns] = [createHostMethods(scope, running), makeRecordTurns()]
  const [maskRecords, completeEvent] = [makeMaskRecords(scope), makeCompleteEvent(scope)]
  const hooks = makeHookRunner({ sandbox, plugins, records: verbs, recordTurns, maskRecords, completeEvent, methods })
  const calling = { sandbox, plugins, maskRecords, methods: { ...methods, ...makeRecordMethods(verbs, recordTurns) } }
  const [askPlugin, callPlugin] = [makeAskPlugin(calling), makeCallPlugin(calling)]
  const judgeMoves = makeJudgeMoves(scope)
  const writing = { ...scope, hooks, checkStageChanges: makeCheckStageChanges({ hooks, judgeMoves }) }
  const createRecords = fresh(makeCreateRecords(writing))
  const createRecord = makeCreateRecord({ createRecords })
  const updateRecord = fresh(makeUpdateRecord(writing))
  const linkRecord = makeLinkRecord({ ...scope, updateRecord })
  const [deleteRecord, restoreRecord] = [fresh(makeDeleteRecord(writing)), fresh(makeRestoreRecord(writing))]
  const many = createManyVerbs(scope.models, writing)
  const undoing = { ...scope, ...many, updateRecord, deleteRecord, restoreRecord }
  return {
    hooks,
    callPlugin,
    askPlugin,
    rowHooks: makeRowHooks({ plugins, callPlugin }),
    runPluginHook: makeRunPluginHook({ plugins, askPlugin }),
    findRecords,
    findByKey: fresh(makeFindByKey(scope)),
    getRecord,
    recordTexts: createRecordTexts(scope),
    createRecords,
    createRecord,
    updateRecord,
    deleteRecord,
    restoreRecord,
    ...createDuplicateVerbs(writing),
    ...createQuestionVerbs(scope),
    exportRecords: makeWithNames(scope.models)(
      makeExportRecords({ ...scope, findRecords, recordChange: makeRecordChange(scope) }),
      (file) => file,
    ),
    moveStage: makeMoveStage({ updateRecord }),
    judgeMoves,
    readMoves: fresh(makeReadMoves({ ...scope, judgeMoves })),
    readHistory: makeReadHistory(scope),
    readAsOf: fresh(makeReadAsOf(scope)),
    ...many,
    ...createTakingBack(undoing),
    restoreState: makeRestoreState({ ...scope, updateRecord }),
    readStageHistory: makeReadStageHistory(scope),
    readPipelineReport: fresh(makeReadPipelineReport(scope)),
    revealField: fresh(makeRevealField(scope)),
    recordMigration: makeRecordMigration({ ...scope, callPlugin }),
    recalculateRecords: makeRecalculateRecords({ ...scope, hooks }),
  }
}

/** What takes back changes of one record, of a time and of a request. */
function createTakingBack(ground: Parameters<typeof makeUndoChanges>[0]) {
  const undoRecord = makeUndoRecord(ground)
  const takeBackRequest = makeTakeBackRequest({ ...ground, undoRecord })
  return { undoRecord, takeBackRequest, undoChanges: makeUndoChanges(ground) }
}

/** Titles of what a record refers to may be of entities that a plugin was not granted. */
function makeFindBareText(scope: RecordScope): HostRecords['findText'] {
  const findPageText = withFreshModel(scope.models)(makeFindPageText(scope))
  return (ctx, input) => findPageText(ctx, { ...input, labels: false })
}

/** Questions about many records at once. */
function createQuestionVerbs(scope: RecordScope) {
  const fresh = withFreshModel(scope.models)
  return {
    searchRecords: fresh(makeSearchRecords(scope)),
    summarizeRecords: fresh(makeSummarizeRecords(scope)),
    groupRecords: fresh(makeGroupRecords(scope)),
  }
}

/** Answers that are only handed on. */
function createRecordTexts(scope: RecordScope) {
  const fresh = withFreshModel(scope.models)
  const plainlyNamed = makePlainlyNamed(scope.models)
  return {
    find: plainlyNamed(fresh(makeFindRecordsText(scope))),
    get: plainlyNamed(fresh(makeGetRecordText(scope))),
  }
}

/** The verbs over many records at once. */
function createManyVerbs(models: ModelStore, writing: WriteDependencies) {
  return {
    createEachRecord: withFreshModel(models)(makeCreateEachRecord(writing)),
    createMany: withFreshModel(models)(makeCreateMany(writing)),
    updateMany: makeUpdateMany(writing),
    deleteMany: makeDeleteMany(writing),
    restoreMany: makeRestoreMany(writing),
  }
}

/** Finding records that are the same thing, and making one of them. */
function createDuplicateVerbs({ models, ...rest }: MergeDependencies & Pick<RecordScope, 'models'>) {
  const fresh = withFreshModel(models)
  const writing = { ...rest, models }
  return {
    mergeMany: makeMergeMany(writing),
    mergeRecords: fresh(makeMergeRecords(writing)),
    unmergeRecords: fresh(makeUnmergeRecords(writing)),
    checkDuplicates: fresh(makeCheckDuplicates(writing)),
    findDuplicates: fresh(makeFindDuplicates(writing)),
    setApart: makeSetApart(writing),
  }
}

/** What plugins may ask of their host besides records. */
function createHostMethods(scope: RecordScope, { plugins, pluginHttp, secrets, fetchUrl }: PluginRunning) {
  return {
    ...makeKvMethods(makePluginKv(scope)),
    ...makeJobMethods(scope),
    ...makeEventMethods(scope),
    ...makeProgressMethods(),
    ...makeRightMethods({ access: scope.access, plugins }),
    ...makeHttpMethods({
      fetchUrl: fetchUrl ?? makeFetchUrl({ resolve: makeResolveHost(), connect: makeConnectTls() }),
      readSecret: secrets.read,
      turns: makeHttpTurns(),
      enabled: pluginHttp,
    }),
  }
}
