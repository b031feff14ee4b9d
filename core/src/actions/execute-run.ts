import type { HookAnswer } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { splitBatch } from '../hooks/split-batch.ts'
import type { GetRecord } from '../records/get-record.ts'
import type { CallAction } from './call-action.ts'
import type { FoundAction } from './find-action.ts'
import { noteEnd, noteProgress } from './note-progress.ts'
import type { ActionBatch, BatchReader } from './read-batches.ts'
import type { ActionTarget } from './read-target.ts'
import type { RunEnd, RunFacts } from './run-facts.ts'
import { makeRunTally, type RunTally } from './run-tally.ts'

export interface Execution {
  run: RunFacts
  action: FoundAction
  target: ActionTarget
  form: JsonObject
  /** Ends the run's calls; its signal is the context's. */
  stop: AbortController
}

export interface ExecuteDependencies {
  database: Database
  batches: BatchReader
  callAction: CallAction
  getRecord: GetRecord
  /** Hears what went wrong in Tenon itself. */
  onError: (error: unknown) => void
}

/** Runs an action to its end, batch by batch, and writes down how far it is and what came of it. Never rejects. */
export function makeExecuteRun({ database, batches, callAction, getRecord, onError }: ExecuteDependencies) {
  return async function executeRun(ctx: RequestContext, execution: Execution): Promise<void> {
    const { run, action, target } = execution
    const tally = makeRunTally(run.total)
    try {
      for await (const batch of batches.read(ctx, action, target)) {
        if (!(await workOn(ctx, execution, { batch, tally }))) break
      }
      await noteEnd(database, ctx, { id: run.id, ...(await endOf(ctx, tally)) })
    } catch (error) {
      if (!(error instanceof TenonError) && !ctx.signal.aborted) onError(error)
      await noteEnd(database, ctx, { id: run.id, ...failure(ctx, tally, error) }).catch(onError)
    }
  }

  /** False where the run is to end: somebody has cancelled it. */
  async function workOn(
    ctx: RequestContext,
    execution: Execution,
    { batch, tally }: { batch: ActionBatch; tally: RunTally },
  ): Promise<boolean> {
    const { run, action, target } = execution
    tally.refuse(batch.refusals)
    const parts = target.kind === 'list' ? [[]] : splitBatch(batch.records).map((part) => part.records)
    for (const records of parts) {
      const answers = await callAction(ctx, { ...execution, tally, records })
      const [only] = answers
      if (target.kind === 'list' && only?.kind === 'reject') throw refusedAsAWhole(only, action)
      tally.take(answers, { records, titles: batch.titles })
      if (!(await note(ctx, run, tally))) return false
    }
    return parts.length > 0 || note(ctx, run, tally)
  }

  /** Nothing after the last record: the end is written down at once. More than were counted may have come since. */
  async function note(ctx: RequestContext, { id, total }: RunFacts, tally: RunTally): Promise<boolean> {
    const progress = tally.progress()
    if (total > 0 && progress.done === total) return true
    return noteProgress(database, ctx, { id, ...progress })
  }

  async function endOf(ctx: RequestContext, tally: RunTally): Promise<RunEnd> {
    const open = tally.open()
    // A place that the actor cannot see is none to be led to.
    const seen =
      open !== null &&
      (await getRecord(ctx, { ...open, fields: [] }).then(
        () => true,
        () => false,
      ))
    return {
      ...tally.progress(),
      ...{ status: 'done', message: tally.message(), open: seen ? open : null },
      ...{ refusals: tally.refusals(), error: null },
    }
  }
}

function failure(ctx: RequestContext, tally: RunTally, error: unknown): RunEnd {
  const text = error instanceof TenonError ? error.message : textIn(UNFORESEEN, ctx.locale)
  return { ...tally.progress(), status: 'failed', open: null, refusals: tally.refusals(), error: text }
}

const UNFORESEEN = {
  en: 'Something went wrong on the server. What was done until then stays.',
  'zh-CN': '服务器出错。此前已完成的部分保持不变。',
}

function refusedAsAWhole(answer: Extract<HookAnswer, { kind: 'reject' }>, { plugin }: FoundAction): TenonError {
  const { message, problems = [] } = answer
  return new TenonError({ code: 'HOOK_REJECTED', message, problems, plugin: plugin.package.manifest.id })
}
