import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { expect } from 'vitest'
import { makeAccess } from '../../../core/src/access/make-access.ts'
import { makeWorkingCalendars } from '../../../core/src/calendars/working-calendars.ts'
import type { Actor, RequestContext } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import { makeTenantZones } from '../../../core/src/db/tenant-zones.ts'
import type { ComputedAnswer, HookRunner, Refusal } from '../../../core/src/hooks/hook-runner.ts'
import { makeModelStore } from '../../../core/src/model/model-store.ts'
import { makeCheckStageChanges } from '../../../core/src/pipelines/check-stage-changes.ts'
import { makeJudgeMoves } from '../../../core/src/pipelines/judge-moves.ts'
import { makeMoveStage } from '../../../core/src/pipelines/move-stage.ts'
import { makeCreateMany } from '../../../core/src/records/create-many.ts'
import { makeCreateRecord } from '../../../core/src/records/create-record.ts'
import { makeCreateEachRecord, makeCreateRecords } from '../../../core/src/records/create-records.ts'
import { makeDeleteRecord } from '../../../core/src/records/delete-record.ts'
import { makeFindByKey } from '../../../core/src/records/find-by-key.ts'
import { makeFindRecords } from '../../../core/src/records/find-records.ts'
import { makeFindPageText, makeFindRecordsText } from '../../../core/src/records/find-records-text.ts'
import { makeGetRecord, makeGetRecordText } from '../../../core/src/records/get-record.ts'
import { makeGroupRecords } from '../../../core/src/records/group-records.ts'
import { makeLinkRecord } from '../../../core/src/records/link-record.ts'
import { makeDeleteMany } from '../../../core/src/records/many/delete-many.ts'
import { makeRestoreMany } from '../../../core/src/records/many/restore-many.ts'
import { makeUpdateMany } from '../../../core/src/records/many/update-many.ts'
import { makeMergeMany } from '../../../core/src/records/merging/merge-many.ts'
import { makeMergeRecords } from '../../../core/src/records/merging/merge-records.ts'
import { makeUnmergeRecords } from '../../../core/src/records/merging/unmerge-records.ts'
import { makeReadHistory } from '../../../core/src/records/read-history.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makeRestoreRecord } from '../../../core/src/records/restore-record.ts'
import { makeSummarizeRecords } from '../../../core/src/records/summarize-records.ts'
import { makeUpdateRecord } from '../../../core/src/records/update-record.ts'
import { makeViewModel } from '../../../core/src/records/view-model.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { type DatabaseKind, openTestDatabase, type TextOrder } from '../../support/open-test-database.ts'
import { sampleRecordsModel } from './sample-records-model.ts'

/** Stands for plugins' code, whose own tests run it in real isolates; a test sets what it answers. */
export interface ScriptedHooks extends HookRunner {
  before: (hook: string, record: HookRecord, entity: string) => HookAnswer & { plugin?: string }
  guard: (name: string, record: HookRecord) => HookAnswer
  validate: (record: HookRecord, entity: string) => Refusal[]
  compute: (name: string, values: JsonObject) => ComputedAnswer
}

function scriptedHooks(): ScriptedHooks {
  const hooks: ScriptedHooks = {
    before: () => ({ kind: 'ok' }),
    guard: () => ({ kind: 'ok' }),
    validate: () => [],
    compute: () => ({ kind: 'value', value: null }),
    runBefore: async (_, { hook, records, entity }) => records.map((record) => hooks.before(hook, record, entity)),
    runGuard: async (_, { guard, records }) => records.map((record) => hooks.guard(guard.name, record)),
    runValidations: async (_, { records, entity }) => records.map((record) => hooks.validate(record, entity)),
    runComputed: async (_, { name, values }) => values.map((one) => hooks.compute(name, one)),
    afterHooksFor: async () => [],
    afterHookEvents: async () => [],
    runAfter: async () => undefined,
    hearersOf: async () => [],
  }
  return hooks
}

export type TestRecords = Awaited<ReturnType<typeof openTestRecords>>

/** A tenant with a published model and all record verbs over a real database. */
export async function openTestRecords(
  kind: DatabaseKind,
  document: ModelDocument = sampleRecordsModel(),
  order: TextOrder = {},
) {
  const database = await openTestDatabase(kind, order)
  const tenant = await createTenant(database, { slug: 'acme', name: 'Acme' })
  const models = makeModelStore({ database })
  const hooks = scriptedHooks()
  const zones = makeTenantZones({ database })
  const access = makeAccess({ database, models, zones })
  const calendars = makeWorkingCalendars({ database, zones })
  const judgeMoves = makeJudgeMoves({ database })
  const checkStageChanges = makeCheckStageChanges({ hooks, judgeMoves })
  const parts = { database, models, access, zones, calendars, hooks, checkStageChanges }
  const createRecords = makeCreateRecords(parts)
  const updateRecord = makeUpdateRecord(parts)
  const system: Actor = { kind: 'system', id: 'system', name: 'Tenon' }

  function as(actor: Actor, locale: RequestContext['locale'] = 'en'): RequestContext {
    return { tenant, actor, requestId: uuidv7(), signal: new AbortController().signal, locale, depth: 0 }
  }

  async function addUser(name: string, roles: string[] = ['staff']): Promise<RequestContext> {
    const id = uuidv7()
    const email = `${id}@example.com`
    await database.tenant(tenant.schema).insertInto('_user').values({ id, email, name, roles, team_id: null }).execute()
    return as({ kind: 'user', id, name, roles })
  }

  async function count(table: string): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.id(tenant.schema, table)}`.execute(database.control)
    return rows[0]?.count ?? 0
  }

  async function counts(...tables: string[]): Promise<JsonObject> {
    return Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await count(table)] as const)))
  }

  await makePublishModel({ database, models, relocate: relocateRecords })(as(system), {
    document,
    edits: {},
    baseVersion: 0,
  })

  return {
    database,
    tenant,
    models,
    access,
    zones,
    calendars,
    hooks,
    system: as(system),
    as,
    addUser,
    count,
    counts,
    createRecords,
    createEachRecord: makeCreateEachRecord(parts),
    createMany: makeCreateMany(parts),
    createRecord: makeCreateRecord({ createRecords }),
    getRecord: makeGetRecord(parts),
    findRecordsText: makeFindRecordsText(parts),
    findPageText: makeFindPageText(parts),
    getRecordText: makeGetRecordText(parts),
    findRecords: makeFindRecords(parts),
    findByKey: makeFindByKey(parts),
    summarizeRecords: makeSummarizeRecords(parts),
    groupRecords: makeGroupRecords(parts),
    updateRecord,
    linkRecord: makeLinkRecord({ ...parts, updateRecord }),
    deleteRecord: makeDeleteRecord(parts),
    restoreRecord: makeRestoreRecord(parts),
    updateMany: makeUpdateMany(parts),
    deleteMany: makeDeleteMany(parts),
    restoreMany: makeRestoreMany(parts),
    mergeMany: makeMergeMany(parts),
    mergeRecords: makeMergeRecords(parts),
    unmergeRecords: makeUnmergeRecords(parts),
    moveStage: makeMoveStage({ updateRecord }),
    readHistory: makeReadHistory(parts),
    rowHooks: { names: async () => [], run: async () => expect.unreachable('no plugin here puts rows in order') },
    viewModel: makeViewModel({ ...parts, plugins: { get: async () => [] } }),
    close: async () => {
      await calendars.close()
      await access.close()
      await zones.close()
      await models.close()
      await database.close()
    },
  }
}
