import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { claimTask } from './claim-task.ts'
import { failTask, finishTask, postponeTask } from './finish-task.ts'
import { MAX_HOOK_DEPTH } from './hook-depth.ts'
import { type ClaimedTask, MAX_ATTEMPTS } from './plugin-task.ts'
import { type TaskError, toTaskError } from './task-error.ts'

/** Pauses after the first, second … attempt. */
const PAUSE_SECONDS = [5, 30, 300, 1_800]

/**
 * The part of the hooks that running tasks needs; `hooks` is above in the order of layers. Rejects with the TenonError
 * of what went wrong, PLUGIN_LOAD_FAILED where there is no such hook any more.
 */
export type RunTaskHook = (tenant: TenantRef, run: { task: ClaimedTask; signal: AbortSignal }) => Promise<void>

export interface RunTaskDependencies {
  database: Database
  runHook: RunTaskHook
  pauseSeconds?: readonly number[]
}

/** What became of it; null where it was not this process's to run. */
type TaskEnd = { status: 'done' } | { status: 'waiting' | 'failed'; error: unknown }

export type RunTask = (tenant: TenantRef, id: string, signal: AbortSignal) => Promise<TaskEnd | null>

/** Runs one task that is due, once at a time over all processes, and writes down how it ended. */
export function makeRunTask({ database, runHook, pauseSeconds = PAUSE_SECONDS }: RunTaskDependencies): RunTask {
  async function judge(schema: string, task: ClaimedTask, thrown: unknown): Promise<TaskEnd> {
    const error = toTaskError(thrown)
    const pause = pauseSeconds[task.attempts - 1]
    const final = task.attempts >= MAX_ATTEMPTS || pause === undefined || isHopeless(task, error)
    if (final) await failTask(database, schema, { ...task, error })
    else await postponeTask(database, schema, { ...task, error, pauseSeconds: jittered(pause) })
    return { status: final ? 'failed' : 'waiting', error: thrown }
  }

  return async function runTask(tenant, id, signal) {
    const { schema } = tenant
    const task = await claimTask(database, schema, id)
    if (task === null) return null
    if (task.attempts > MAX_ATTEMPTS) return judge(schema, task, workerDied())
    try {
      await runHook(tenant, { task, signal })
    } catch (error) {
      return judge(schema, task, error)
    }
    await finishTask(database, schema, task)
    return { status: 'done' }
  }
}

/** The hook is not there any more; or stands where nothing more may be set off, and asked for that. */
function isHopeless({ depth }: ClaimedTask, { code }: TaskError): boolean {
  return code === 'PLUGIN_LOAD_FAILED' || (code === 'PLUGIN_HOST_CALL_LIMIT' && depth >= MAX_HOOK_DEPTH)
}

function workerDied(): TenonError {
  const texts = {
    en: `The process that ran it died ${MAX_ATTEMPTS} times.`,
    'zh-CN': `运行它的进程已 ${MAX_ATTEMPTS} 次意外终止。`,
  }
  return new TenonError({ code: 'PLUGIN_WORKER_RESTARTED', message: texts.en, texts })
}

/** So that what failed together is not tried again together. */
function jittered(seconds: number): number {
  return seconds * (0.8 + Math.random() * 0.4)
}
