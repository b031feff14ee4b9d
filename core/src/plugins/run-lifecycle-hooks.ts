import { setTimeout as sleep } from 'node:timers/promises'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { RunPluginHook } from '../hooks/run-plugin-hook.ts'
import { fromTaskError, toTaskError } from '../tasks/task-error.ts'
import { beginLifecycleTask, endLifecycleTask, type LifecycleTask, readLifecycleTasks } from './lifecycle-tasks.ts'
import { mayPassSoon } from './may-pass-soon.ts'

/** The process that ran it died each time, or the sandbox had no place: then it is given up. */
const MAX_ATTEMPTS = 5
/**
 * After the first, second … attempt, in seconds. In all they are a little longer than the window after which a tenant whose
 * plugins have used more processor time than they may is let in again: it may be just then that a plugin is to go.
 */
const PAUSES = [1, 2, 3, 4.5]

export interface LifecycleDependencies {
  database: Database
  runPluginHook: RunPluginHook
  /** What this process keeps in memory may be older than the install. */
  plugins: { invalidate(tenant: Pick<TenantRef, 'schema'>): void; get(tenant: TenantRef): Promise<unknown> }
  models: { invalidate(tenant: TenantRef): void | Promise<void> }
  /** How long a second of the pauses is. */
  secondMilliseconds?: number
}

/**
 * Runs those hooks of an install that have not been done, in the order in which they were written. Gives the error of
 * the first that fails, null where all have succeeded by now. To be called under the change lock.
 */
export async function runLifecycleHooks(
  dependencies: LifecycleDependencies,
  ctx: RequestContext,
  change: string,
): Promise<TenonError | null> {
  const { database, plugins, models } = dependencies
  const tasks = await readLifecycleTasks(database.tenant(ctx.tenant.schema), change)
  await models.invalidate(ctx.tenant)
  plugins.invalidate(ctx.tenant)
  for (const task of tasks) {
    const error = await runLifecycleTask(dependencies, ctx, task)
    if (error !== null) return error
  }
  return null
}

/** Runs one hook, unless it has come to an end. */
export async function runLifecycleTask(
  { database, runPluginHook, secondMilliseconds = 1_000 }: LifecycleDependencies,
  ctx: RequestContext,
  task: LifecycleTask,
): Promise<TenonError | null> {
  const db = database.tenant(ctx.tenant.schema)
  if (task.status === 'done') return null
  if (task.status === 'failed') return failureOf(ctx, task)
  let last: TenonError | null = null
  for (let { attempts } = task; ; ) {
    if (attempts >= MAX_ATTEMPTS) return end(givenUp(ctx, task, last))
    if (last !== null) await sleep(secondMilliseconds * (PAUSES[attempts - 1] ?? 0))
    await beginLifecycleTask(db, task.id)
    attempts += 1
    last = await attempt(runPluginHook, ctx, task)
    if (last === null) return end(null)
    if (!mayPassSoon(last)) return end(last)
  }

  async function end(error: TenonError | null): Promise<TenonError | null> {
    await endLifecycleTask(db, task.id, error === null ? null : toTaskError(error))
    return error
  }
}

async function attempt(
  runPluginHook: RunPluginHook,
  { tenant, locale }: RequestContext,
  { id, plugin, name, data }: LifecycleTask,
): Promise<TenonError | null> {
  try {
    // Not the caller's signal: whoever goes away leaves no plugin half installed.
    const { signal } = new AbortController()
    const about = {
      plugin,
      topic: 'lifecycle',
      name,
      args: { ...data },
      eventId: id,
      depth: 0,
      locale,
      signal,
    } as const
    await runPluginHook(tenant, { ...about, kind: 'afterHook', returns: 'nothing' })
    return null
  } catch (error) {
    if (error instanceof TenonError) return error
    throw error
  }
}

function failureOf({ locale }: RequestContext, { plugin, error }: LifecycleTask): TenonError {
  return fromTaskError(error ?? toTaskError(null), { locale, plugin })
}

/** `last`: how its last attempt failed; null where the process died in it. */
function givenUp({ locale }: RequestContext, { plugin, name }: LifecycleTask, last: TenonError | null): TenonError {
  const said = last?.texts ?? { en: last?.message ?? '' }
  const why =
    last === null
      ? { en: '', 'zh-CN': '' }
      : { en: ` The last: ${said.en}`, 'zh-CN': `最后一次：${textIn(said, 'zh-CN')}` }
  const texts = {
    en: `lifecycle.${name} of plugin ${plugin} did not come to an end in ${MAX_ATTEMPTS} attempts.${why.en}`,
    'zh-CN': `插件 ${plugin} 的 lifecycle.${name} 尝试 ${MAX_ATTEMPTS} 次仍未结束。${why['zh-CN']}`,
  }
  const code = last?.code ?? 'PLUGIN_WORKER_RESTARTED'
  return new TenonError({ code, message: textIn(texts, locale), texts, plugin })
}
