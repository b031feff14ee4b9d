import type { BulkApi, BulkRun, BulkTarget } from '@tenon/sdk/contract/bulk-api'
import type { ImportOperation } from '@tenon/sdk/contract/import-api'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import type { Access } from '../access/make-access.ts'
import { waitAMoment } from '../actions/wait-a-moment.ts'
import { actorReference, type RequestContext, type TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { ScopeDependencies } from '../records/record-scope.ts'
import { type BulkFacts, beginBulkRun, underWay } from './begin-bulk-run.ts'
import { makeCheckOperation } from './check-operation.ts'
import { countChosen } from './choose-records.ts'
import { MAX_WHOLE, tooManyAtOnce } from './execute-bulk-run.ts'
import type { ImportedRow } from './import-rows.ts'
import { makeRunWorker, type RunWorker, type RunWorkerGround } from './make-run-worker.ts'
import { readBulkReport } from './read-bulk-report.ts'
import { readBulkRuns } from './read-bulk-runs.ts'
import { runOrigin } from './run-origin.ts'
import { settleLeft } from './settle-rows.ts'

const MAX_RECORDS = 100_000
const RECENT = 20

export interface Bulk extends WithContext<BulkApi> {
  /** Begins a run that makes records of rows of a file that were checked. */
  beginImport(ctx: RequestContext, input: BegunImport): Promise<BulkRun>
  /** Goes on with the tenant's runs of processes that are gone; resolves when they are done. */
  goOn(tenant: TenantRef): Promise<void>
  /** Looks after such runs of all tenants; resolves to the function that ends that. */
  watch(): Promise<() => Promise<void>>
  /** Ends the work of this process after the batches at hand: its runs are left to another. */
  close(): Promise<void>
}

interface BegunImport {
  entity: string
  operation: ImportOperation
  rows: readonly ImportedRow[]
}

export interface BulkDependencies extends ScopeDependencies, RunWorkerGround {
  access: Pick<Access, 'of' | 'requireAdmin'>
}

/** Changes of many records: checks that the actor may make one, and makes it in this process, for as long as it takes. */
export function makeBulk(dependencies: BulkDependencies): Bulk {
  const { database, access, findRecords } = dependencies
  const checkOperation = makeCheckOperation(dependencies)
  const runs = makeRunWorker(dependencies)
  const begin = makeBegin(database, runs)

  async function read(ctx: RequestContext, id: string): Promise<BulkRun> {
    const [run] = await readBulkRuns(database, ctx.tenant.schema, { id, limit: 1 })
    if (run === undefined) throw notFound(ctx)
    if (run.actor === actorReference(ctx.actor)) return run
    await access.requireAdmin(ctx).catch(() => {
      throw notFound(ctx)
    })
    return run
  }

  return {
    async start(ctx, input) {
      await checkOperation(ctx, input)
      const { entity, target, operation, mode = 'bestEffort', reason = null } = input
      const total = await countChosen(ctx, findRecords, { entity, target, kind: operation.kind })
      if (total > MAX_RECORDS) throw tooMany(ctx, total)
      if (mode === 'allOrNothing' && total > MAX_WHOLE) throw tooManyAtOnce(ctx, total)
      return read(ctx, await begin(ctx, { entity, operation, mode, reason, undoes: null, total }, { target }))
    },
    async beginImport(ctx, { entity, operation, rows }) {
      const facts = { entity, operation, mode: 'bestEffort', reason: null, undoes: null, total: rows.length } as const
      return read(ctx, await begin(ctx, facts, { rows }))
    },
    get: (ctx, { id }) => read(ctx, id),
    recent: (ctx, { entity, limit = RECENT } = {}) =>
      readBulkRuns(database, ctx.tenant.schema, {
        actor: actorReference(ctx.actor),
        ...(entity !== undefined && { entity }),
        limit,
      }),
    async cancel(ctx, { id }) {
      const { actor, total, done, refused, skipped } = await read(ctx, id)
      const reached = { total, done, refused, skipped }
      const told = { type: 'bulk.progress', run: id, actor, status: 'cancelled', ...reached } as const
      await runs.cancel(ctx, { id, told })
      await settleLeft(database, ctx, id)
      return read(ctx, id)
    },
    report: async (ctx, { id, ...asked }) => readBulkReport(dependencies, ctx, { run: await read(ctx, id), ...asked }),
    async undo(ctx, { id: undoes }) {
      const { entity, status, done, operation } = await read(ctx, undoes)
      if (status === 'running') throw underWay(ctx)
      if (operation.kind === 'undo' && operation.of === 'merge') throw notAgain(ctx)
      const undo = { kind: 'undo', of: operation.kind } as const
      const facts = { entity, operation: undo, mode: 'bestEffort', reason: null, undoes, total: done } as const
      return read(ctx, await begin(ctx, facts, {}))
    },
    goOn: runs.goOn,
    watch: runs.watch,
    close: runs.close,
  }
}

/** Makes the function that begins a run, which goes on when the request is over, under an id of its own by which its writes are found. */
function makeBegin(database: Database, runs: RunWorker) {
  return async (
    asked: RequestContext,
    facts: Omit<BulkFacts, 'id'>,
    { target = null, rows }: { target?: BulkTarget | null; rows?: readonly ImportedRow[] },
  ): Promise<string> => {
    const id = uuidv7()
    const run = { ...facts, id }
    const [stop, worker] = [new AbortController(), uuidv7()]
    const { idempotencyKey: _, claim: __, doneBefore: ___, ...plain } = asked
    const origin = runOrigin(asked.origin ?? {}, run)
    const running: RequestContext = Object.freeze({ ...plain, requestId: id, signal: stop.signal, origin })
    await beginBulkRun(database, { asked, running, target, worker, ...(rows && { rows }) }, run)
    await waitAMoment(runs.work(running, { run, target, worker, stop }))
    return id
  }
}

function notAgain({ locale }: RequestContext): TenonError {
  const message = {
    en: 'Merges that were taken back are not made again by undoing that: merge the groups once more.',
    'zh-CN': '已撤销的合并不能通过再次撤销恢复：请重新合并。',
  }
  return new TenonError({ code: 'CONFLICT', message: textIn(message, locale) })
}

function notFound({ locale }: RequestContext): TenonError {
  const message = { en: 'There is no such change of many records.', 'zh-CN': '没有此批量操作的记录。' }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}

function tooMany({ locale }: RequestContext, total: number): TenonError {
  const message = {
    en: `These are ${total} records; ${MAX_RECORDS} at most can be changed in one go. Narrow the filter down.`,
    'zh-CN': `共 ${total} 条记录；一次最多修改 ${MAX_RECORDS} 条，请缩小筛选范围。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(message, locale) })
}
