import type { BulkTarget } from '@tenon/sdk/contract/bulk-api'
import { textIn } from '@tenon/sdk/contract/locale'
import { uuidv7 } from 'uuidv7'
import { makeLeaver } from '../actions/make-leaver.ts'
import { makeRunKeeper } from '../actions/run-keeper.ts'
import { watchRuns } from '../actions/watch-runs.ts'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { RecallActor } from '../identity/make-recall-actor.ts'
import { BULK_CHANNEL } from './announce-bulk-run.ts'
import type { BulkFacts } from './begin-bulk-run.ts'
import { noteEnd } from './bulk-rows.ts'
import { type ClaimedRun, claimRun, giveUpRuns, type LeftRun, leaveRun } from './claim-run.ts'
import { type ExecuteDependencies, makeExecuteBulkRun } from './execute-bulk-run.ts'
import { recallRun } from './recall-run.ts'
import type { HeldRun } from './run-fence.ts'
import { settleRows } from './settle-rows.ts'
import { type WriterGround, writerOf } from './writer-of.ts'

/** Runs of others that one process goes on with at once. */
const MAX_TAKEN_UP = 4

export interface RunWorkerGround extends ExecuteDependencies, WriterGround {
  recallActor: RecallActor
}

interface BegunRun {
  run: BulkFacts
  target: BulkTarget | null
  worker: string
  stop: AbortController
}

export type RunWorker = ReturnType<typeof makeRunWorker>

/** Works on runs in this process: on those that begin here, and on those of processes that are gone. */
export function makeRunWorker(ground: RunWorkerGround) {
  const { database, recallActor, onError } = ground
  const { leave, leaveAgain } = makeLeaver<LeftRun>((schema, left) => leaveRun(database, schema, left))
  const executeRun = makeExecuteBulkRun({ ...ground, leave })
  const keeper = makeRunKeeper({ database, table: '_bulk_run', leave: leaveBulkRun })
  const held = new Map<string, string>()
  let takenUp = 0
  let closed = false

  function leaveBulkRun(schema: string, run: string): Promise<void> {
    return leave(schema, { run, worker: held.get(run) ?? '' })
  }

  /** Resolves at the run's end. */
  function work(ctx: RequestContext, { run, target, worker, stop }: BegunRun): Promise<void> {
    held.set(run.id, worker)
    const execution = { run, target, worker, writer: writerOf(ground, run) }
    return keeper.keep(ctx, { id: run.id, stop, work: executeRun(ctx, execution) })
  }

  async function takeUp(tenant: TenantRef, worker: string, claimed: ClaimedRun): Promise<void> {
    const stop = new AbortController()
    const { ctx, isKnown } = await recallRun(recallActor, { tenant, run: claimed, signal: stop.signal })
    if (!isKnown) return refuse(ctx, { run: claimed.id, worker })
    // An undo looks at each record anew: one that is half put back is finished.
    if (!undoesValues(claimed)) await settleRows(database, { schema: tenant.schema, run: claimed.id })
    await work(ctx, { run: claimed, target: claimed.target, worker, stop })
  }

  /** Nobody writes in the name of somebody who may not sign in any more. */
  async function refuse(ctx: RequestContext, held: HeldRun): Promise<void> {
    await settleRows(database, { schema: ctx.tenant.schema, run: held.run })
    const error = textIn(GONE, ctx.locale)
    await noteEnd(database.tenant(ctx.tenant.schema), ctx, { ...held, status: 'failed', error })
  }

  /** Goes on with what is left of processes that are gone; resolves when that is done. */
  async function goOn(tenant: TenantRef): Promise<void> {
    const begun: Promise<void>[] = []
    await leaveAgain(tenant.schema)
    await giveUpRuns(database, tenant.schema)
    while (!closed && takenUp < MAX_TAKEN_UP) {
      const worker = uuidv7()
      const claimed = await claimRun(database, tenant.schema, worker)
      if (claimed === null) break
      takenUp += 1
      const done = takeUp(tenant, worker, claimed).catch(onError)
      begun.push(done.finally(() => (takenUp -= 1)))
    }
    await Promise.all(begun)
  }

  return {
    work,
    goOn,
    /** Looks after runs of other processes; resolves to the function that ends that. */
    watch: () => watchRuns({ database, table: '_bulk_run', channel: BULK_CHANNEL, goOn, onError }),
    cancel: keeper.cancel,
    async close() {
      closed = true
      await keeper.close()
    },
  }
}

const GONE = {
  en: 'Its process ended, and whoever began it may not sign in any more. What was done until then stays.',
  'zh-CN': '执行进程已结束，且发起人已无法登录。此前已完成的部分保持不变。',
}

function undoesValues({ operation }: Pick<ClaimedRun, 'operation'>): boolean {
  return operation.kind === 'undo' && operation.of !== 'merge'
}
