import { setTimeout as sleep } from 'node:timers/promises'
import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CallPlugin, PluginCall } from '../hooks/call-plugin.ts'
import type { ActionProgress } from '../hooks/host/host-scope.ts'
import type { FoundAction } from './find-action.ts'
import { noteProgress } from './note-progress.ts'
import type { RunFacts } from './run-facts.ts'
import type { RunTally } from './run-tally.ts'

/** How often at most words of progress are written down and told. */
const PROGRESS_MS = 250
/** How long a call that was not let in, because plugins are busy, is tried again. */
const PATIENCE_MS = 60_000
const PAUSE_MS = 1_000

interface ActionCall {
  run: RunFacts
  action: FoundAction
  form: JsonObject
  tally: RunTally
  /** Ends the call where the run was cancelled; its signal is the context's. */
  stop: AbortController
  records: readonly HookRecord[]
}

export type CallAction = (ctx: RequestContext, call: ActionCall) => Promise<HookAnswer[]>

/** Makes the function that calls an action's code with as many records as one call takes. */
export function makeCallAction({ database, callPlugin }: { database: Database; callPlugin: CallPlugin }): CallAction {
  return async (ctx, { run, action, form, tally, stop, records }) => {
    const { name, entity } = action.declaration
    const { plugin, script } = action
    const target = `actions.${name}`
    const hear = makeHearing({ run, tally, records })
    let last = 0
    /** Words of progress end the call where the run was cancelled meanwhile: at a place that it chose itself. */
    async function onProgress(progress: ActionProgress): Promise<void> {
      if (performance.now() - last < PROGRESS_MS) return
      last = performance.now()
      if (!(await noteProgress(database, ctx, hear(progress)))) stop.abort()
    }
    const call: PluginCall = { plugin, script, kind: 'action', target, entity, hook: target, returns: 'outcomes' }
    return patiently(ctx, () => callPlugin(ctx, { ...call, form, onProgress, records }))
  }
}

/** What an action says of itself, as the progress of its whole run. */
function makeHearing({ run, tally, records }: Pick<ActionCall, 'run' | 'tally' | 'records'>) {
  return ({ done, total, message = '' }: ActionProgress) => {
    if (records.length === 0) tally.reach(Math.floor(done), Math.ceil(total))
    const before = tally.progress()
    const within = total === 0 ? 0 : Math.floor((done / total) * records.length)
    const reached = { ...before, done: Math.min(before.done + within, before.total) }
    return { id: run.id, ...reached, message: message === '' ? null : message }
  }
}

/** A long run uses up what a tenant's plugins may use in a while; what was not let in has done nothing, and waits. */
async function patiently<T>({ signal }: RequestContext, call: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await call()
    } catch (error) {
      const busy = error instanceof TenonError && (error.code === 'RATE_LIMITED' || error.code === 'UNAVAILABLE')
      if (!busy || signal.aborted || performance.now() > until) throw error
      await sleep(PAUSE_MS, undefined, { signal })
    }
  }
}
