import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BulkTarget } from '@tenon/sdk/contract/bulk-api'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Leaver } from '../actions/make-leaver.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { passingTrouble } from '../db/passing-trouble.ts'
import type { FindRecords } from '../records/find-records.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import type { BulkFacts } from './begin-bulk-run.ts'
import { addRowsOf, countRows, noteEnd, noteOutcomes, waitingRows } from './bulk-rows.ts'
import { chooseRecords } from './choose-records.ts'
import type { LeftRun } from './claim-run.ts'
import { makeFence, TakenUp } from './run-fence.ts'
import { settleRows } from './settle-rows.ts'
import type { RunWriter } from './writer-of.ts'

/** As many as one call of a plugin's hook takes. */
const BATCH = 100
/** All or none, in one transaction. */
export const MAX_WHOLE = 1_000

interface Execution {
  run: BulkFacts
  /** Which records; null where they are put down already, and for a run that takes another one back. */
  target: BulkTarget | null
  /** Id by which this process holds the run. */
  worker: string
  writer: RunWriter
}

export interface ExecuteDependencies {
  database: Database
  findRecords: FindRecords
  /** Hears what went wrong in Tenon itself. */
  onError: (error: unknown) => void
}

interface Leaving {
  leave: Leaver<LeftRun>['leave']
}

export type ExecuteBulkRun = (ctx: RequestContext, execution: Execution) => Promise<void>

/**
 * Makes the function that changes a run's records to the end, batch by batch, and writes down what became of each. It never
 * rejects. A run that another process has taken up, or that is left to one, as where the database is lost, full or busy, is
 * not ended.
 */
export function makeExecuteBulkRun(dependencies: ExecuteDependencies & Leaving): ExecuteBulkRun {
  const { database, onError, leave } = dependencies

  return async function executeBulkRun(ctx, execution) {
    const { worker, run } = execution
    const held = { run: run.id, worker }
    const db = database.tenant(ctx.tenant.schema)
    try {
      await choose(ctx, execution)
      if (run.mode === 'allOrNothing') await changeAll(ctx, execution)
      else await changeEach(ctx, execution)
      await noteEnd(db, ctx, { ...held, status: 'done', error: null })
    } catch (error) {
      if (error instanceof TakenUp || ctx.signal.aborted) return
      if (!(error instanceof TenonError)) onError(error)
      const trouble = passingTrouble(error)
      if (trouble !== null) return leave(ctx.tenant.schema, { ...held, trouble }).catch(onError)
      const text = error instanceof TenonError ? error.message : textIn(UNFORESEEN, ctx.locale)
      await settleRows(database, { schema: ctx.tenant.schema, run: run.id }).catch(onError)
      await noteEnd(db, ctx, { ...held, status: 'failed', error: text }).catch(onError)
    }
  }

  /** What was put down already stays so. */
  async function choose(ctx: RequestContext, { run, target }: Execution): Promise<void> {
    const db = database.tenant(ctx.tenant.schema)
    const { id, entity, operation, undoes } = run
    if (undoes !== null) await addRowsOf(db, ctx, { run: id, undone: undoes })
    else if (target !== null && operation.kind !== 'undo' && operation.kind !== 'import')
      await chooseRecords(dependencies, ctx, { run: id, entity, target, kind: operation.kind })
    await countRows(db, ctx, id)
  }

  async function changeEach(ctx: RequestContext, { run: facts, worker, writer }: Execution): Promise<void> {
    const db = database.tenant(ctx.tenant.schema)
    const { id: run, operation } = facts
    const backwards = operation.kind === 'undo' && operation.of === 'merge'
    const fence = makeFence(ctx, { run, worker })
    for (;;) {
      // The embedded database works in this very thread: requests, timers and a cancellation would wait for the end.
      await nextTurn()
      ctx.signal.throwIfAborted()
      const ids = await waitingRows(db, { run, limit: BATCH, backwards })
      if (ids.length === 0) return
      const outcomes = await writer.each(ctx, ids, fence)
      if ((await noteOutcomes(db, ctx, { run, worker, outcomes })) !== 'running') return
    }
  }

  async function changeAll(ctx: RequestContext, { run: { id: run }, worker, writer }: Execution): Promise<void> {
    const db = database.tenant(ctx.tenant.schema)
    const ids = await waitingRows(db, { run, limit: MAX_WHOLE + 1, backwards: false })
    // A filter may select more by now than were counted.
    if (ids.length > MAX_WHOLE) throw tooManyAtOnce(ctx, ids.length)
    if (ids.length === 0 || writer.all === undefined) return
    const outcomes = await writer.all(ctx, ids, async (trx, all) => {
      const status = await noteOutcomes(trx, ctx, { run, worker, outcomes: all })
      if (status !== 'running') throw new TenonError({ code: 'CONFLICT', message: textIn(STOPPED, ctx.locale) })
      await noteEnd(trx, ctx, { run, worker, status: 'done', error: null })
    })
    const refused = outcomes.filter(({ state }) => state === 'refused')
    if (refused.length === 0) return
    await noteOutcomes(db, ctx, { run, worker, outcomes: refused })
    throw refusedAsAWhole(ctx, refused)
  }
}

function refusedAsAWhole({ locale }: RequestContext, refused: readonly RecordOutcome[]): TenonError {
  const [first] = refused
  const why = first?.state === 'refused' ? first.error.message : ''
  const message = {
    en: `Nothing was changed, for ${refused.length} of the records cannot be: ${why}`,
    'zh-CN': `未作任何修改，因为有 ${refused.length} 条记录无法修改：${why}`,
  }
  return new TenonError({ code: 'CONFLICT', message: textIn(message, locale) })
}

export function tooManyAtOnce({ locale }: RequestContext, total: number): TenonError {
  const message = {
    en: `All or nothing is possible for ${MAX_WHOLE} records at most, and these are ${total}. Choose fewer, or let each stand for itself.`,
    'zh-CN': `“全部或全不”最多支持 ${MAX_WHOLE} 条记录，当前为 ${total} 条。请减少数量，或逐条独立执行。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(message, locale) })
}

const UNFORESEEN = {
  en: 'Something went wrong on the server. What was done until then stays.',
  'zh-CN': '服务器出错。此前已完成的部分保持不变。',
}

const STOPPED = { en: 'Cancelled: nothing was changed.', 'zh-CN': '已取消：未作任何修改。' }
