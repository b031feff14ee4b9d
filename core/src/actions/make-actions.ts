import type { ActionRun, ActionsApi, RunActionInput } from '@tenon/sdk/contract/action-run'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import type { Access } from '../access/make-access.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantZones } from '../db/tenant-zones.ts'
import type { CallPlugin } from '../hooks/call-plugin.ts'
import type { InstalledPlugins } from '../hooks/installed-plugin.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import { validateForm } from '../model/validate-form.ts'
import type { FindRecords } from '../records/find-records.ts'
import type { GetRecord } from '../records/get-record.ts'
import { makeRowsAllowed } from '../records/rows-allowed.ts'
import { beginRun } from './begin-run.ts'
import { makeCallAction } from './call-action.ts'
import { makeCheckFormTargets } from './check-form-targets.ts'
import { makeExecuteRun } from './execute-run.ts'
import { makeFindAction } from './find-action.ts'
import { makeBatchReader } from './read-batches.ts'
import { readTarget } from './read-target.ts'
import { makeRunKeeper } from './run-keeper.ts'
import { readRuns } from './run-rows.ts'
import { waitAMoment } from './wait-a-moment.ts'

const MAX_RECORDS = 100_000
const RECENT = 20

export interface Actions extends WithContext<ActionsApi> {
  /** As `run`, and resolves when the run has ended, however long that takes. */
  runToEnd(ctx: RequestContext, input: RunActionInput): Promise<ActionRun>
  /** Ends runs that are under way in this process; they are interrupted. */
  close(): Promise<void>
}

export interface ActionsDependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'of' | 'requireAdmin'>
  zones: Pick<TenantZones, 'get'>
  plugins: InstalledPlugins
  callPlugin: CallPlugin
  findRecords: FindRecords
  getRecord: GetRecord
  /** Hears what went wrong in Tenon itself. */
  onError: (error: unknown) => void
}

/** Plugins' buttons: checks that the actor may press one, and runs it in this process, for as long as it takes. */
export function makeActions(dependencies: ActionsDependencies): Actions {
  const { database, access, findRecords } = dependencies
  const findAction = makeFindAction(dependencies)
  const checkFormTargets = makeCheckFormTargets(dependencies)
  const batches = makeBatchReader({ findRecords, rowsAllowed: makeRowsAllowed(dependencies) })
  const executeRun = makeExecuteRun({ ...dependencies, batches, callAction: makeCallAction(dependencies) })
  const keeper = makeRunKeeper({ database, table: '_action_run' })

  /** Begins a run; everything that can be refused is refused here. */
  async function start(ctx: RequestContext, input: RunActionInput): Promise<{ id: string; ended: Promise<void> }> {
    const action = await findAction(ctx, input)
    const target = readTarget(ctx, input, action.declaration)
    const schema = action.declaration.form ?? { properties: {} }
    const form = validateForm(schema, input.form ?? {}, { locale: ctx.locale, pointer: '/form' })
    await checkFormTargets(ctx, schema, form)
    const total = await batches.count(ctx, action, target)
    if (total > MAX_RECORDS) throw tooMany(ctx, total)
    const id = uuidv7()
    const [recordId = null] = target.kind === 'records' && target.ids.length === 1 ? target.ids : []
    const { entity } = action.declaration
    const run = { id, plugin: input.plugin, action: input.action, entity, total, recordId }
    const stop = new AbortController()
    // The run goes on when the request is over, under an id of its own by which its writes are found.
    const begun: RequestContext = Object.freeze({ ...ctx, requestId: id, signal: stop.signal })
    await beginRun(database, begun, run)
    // The caller's key stands for the run's beginning.
    const { idempotencyKey: _key, claim: _claim, ...running } = begun
    return {
      id,
      ended: keeper.keep(running, { id, stop, work: executeRun(running, { run, action, target, form, stop }) }),
    }
  }

  async function read(ctx: RequestContext, id: string): Promise<ActionRun> {
    const [run] = await readRuns(database, ctx.tenant.schema, { id, limit: 1 })
    if (run === undefined) throw notFound(ctx)
    if (run.actor === actorReference(ctx.actor)) return run
    await access.requireAdmin(ctx).catch(() => {
      throw notFound(ctx)
    })
    return run
  }

  return {
    async run(ctx, input) {
      const { id, ended } = await start(ctx, input)
      await waitAMoment(ended)
      return read(ctx, id)
    },
    async runToEnd(ctx, input) {
      const { id, ended } = await start(ctx, input)
      await ended
      return read(ctx, id)
    },
    get: (ctx, { id }) => read(ctx, id),
    async cancel(ctx, { id }) {
      const run = await read(ctx, id)
      const { actor, total, done, refused } = run
      const told = { type: 'action.progress', run: id, actor, status: 'cancelled', total, done, refused } as const
      await keeper.cancel(ctx, { id, told: { ...told, message: null } })
      return read(ctx, id)
    },
    recent: (ctx, { entity, limit = RECENT } = {}) =>
      readRuns(database, ctx.tenant.schema, {
        actor: actorReference(ctx.actor),
        ...(entity !== undefined && { entity }),
        limit,
      }),
    close: keeper.close,
  }
}

function notFound({ locale }: RequestContext): TenonError {
  const message = { en: 'There is no such run of an action.', 'zh-CN': '没有此操作的执行记录。' }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}

function tooMany({ locale }: RequestContext, total: number): TenonError {
  const message = {
    en: `The filter selects ${total} records; an action runs on ${MAX_RECORDS} at most. Narrow it down.`,
    'zh-CN': `筛选出 ${total} 条记录；一次操作最多 ${MAX_RECORDS} 条，请缩小范围。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(message, locale) })
}
