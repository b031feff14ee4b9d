import { randomUUID } from 'node:crypto'
import type { LifecycleChange } from '@tenon/sdk/contract/plugin-calls'
import type { LifecycleHookName, PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginTaskStatus } from '@tenon/sdk/contract/plugin-work'
import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { readStoredMessage, storedMessage, type TaskError } from '../tasks/task-error.ts'
import type { LifecycleRun } from './lifecycle-runs.ts'

/*
 * Lifecycle hooks stand among the tenant's tasks, so that admins see them and that each keeps its id over all attempts.
 * They are not run by the queue: the install or removal that they are part of runs them.
 */

export interface LifecycleTask {
  id: string
  plugin: string
  name: LifecycleHookName
  data: LifecycleChange
  status: PluginTaskStatus
  attempts: number
  error: TaskError | null
}

/** An install writes them in its own transaction. `change`: id of the install, or of the removal. */
export async function insertLifecycleTasks(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  { change, runs }: { change: string; runs: readonly LifecycleRun[] },
): Promise<void> {
  if (runs.length === 0) return
  const createdBy = actorReference(ctx.actor)
  const rows = runs.map(({ plugin, hook, change: data }) => ({
    ...{ id: uuidv7(), plugin, kind: 'lifecycle' as const, name: hook, key: change, status: 'waiting' as const },
    ...{ data: JSON.stringify(data), run_at: sql<Date>`now()`, depth: 0, created_by: createdBy },
    ...{ error: null, error_code: null, claim: null },
  }))
  await db.insertInto('_plugin_task').values(rows).execute()
}

/** Hooks of an install, in the order in which they were written. */
export async function readLifecycleTasks(db: Kysely<TenantTables>, change: string): Promise<LifecycleTask[]> {
  const rows = await lifecycleTasks(db).where('key', '=', change).orderBy('id').execute()
  return rows.map(({ error, ...row }) => {
    return { ...row, error: error && { code: error.code, message: readStoredMessage(error.message) } }
  })
}

/** The hook of a removal, written down before it runs. `change`: id of the removal. */
export async function insertUninstallTask(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  { id: plugin, version }: Pick<PluginManifest, 'id' | 'version'>,
): Promise<{ change: string; task: LifecycleTask }> {
  const change = randomUUID()
  const run = { plugin, hook: 'onUninstall', change: { fromVersion: version, toVersion: null } } as const
  await insertLifecycleTasks(db, ctx, { change, runs: [run] })
  const [task] = await readLifecycleTasks(db, change)
  if (task === undefined) throw new Error('A task that was written is not there')
  return { change, task }
}

/** Whether a removal was interrupted while its hook ran; for a statement over many schemas. */
export function hasInterruptedUninstall(schema: string): RawBuilder<unknown> {
  return sql`exists (select 1 from ${sql.id(schema, '_plugin_task')} where ${isInterrupted()})`
}

/** When the first of the removals under way is an interrupted one, unless its process lives. */
export function lifecycleLeaseEnd(schema: string): RawBuilder<unknown> {
  return sql`(select min(locked_until) from ${sql.id(schema, '_plugin_task')}
    where status = 'running' and kind = 'lifecycle')`
}

/** A removal whose process died has not taken place: whoever wants it asks for it again. */
export async function failInterruptedUninstalls(db: Kysely<TenantTables>): Promise<void> {
  const died = { en: 'The process that removed it died.', 'zh-CN': '移除它的进程意外终止。' }
  const error = { error_code: 'PLUGIN_WORKER_RESTARTED' as const, error: storedMessage(died) }
  await db
    .updateTable('_plugin_task')
    .set({ status: 'failed', finished_at: sql<Date>`now()`, ...error })
    .where(isInterrupted())
    .execute()
}

function isInterrupted(): RawBuilder<boolean> {
  return sql<boolean>`status = 'running' and kind = 'lifecycle' and name = 'onUninstall' and locked_until < now()`
}

function lifecycleTasks(db: Kysely<TenantTables>) {
  const error = sql<{ code: TenonErrorCode; message: string } | null>`case when error_code is not null
    then json_build_object('code', error_code, 'message', error) end`
  return db
    .selectFrom('_plugin_task')
    .select(['id', 'plugin', 'status', 'attempts', error.as('error')])
    .select(sql<LifecycleHookName>`name`.as('name'))
    .select(sql<LifecycleChange>`data`.as('data'))
    .where('kind', '=', 'lifecycle')
}

const LEASE = sql<Date>`now() + interval '150 seconds'`

/** Counts one more attempt. */
export async function beginLifecycleTask(db: Kysely<TenantTables>, id: string): Promise<void> {
  await db
    .updateTable('_plugin_task')
    .set({ status: 'running', attempts: sql<number>`attempts + 1`, locked_until: LEASE })
    .where('id', '=', id)
    .execute()
}

/** `error` null: it has succeeded. */
export async function endLifecycleTask(db: Kysely<TenantTables>, id: string, error: TaskError | null): Promise<void> {
  const status = error === null ? 'done' : 'failed'
  await db
    .updateTable('_plugin_task')
    .set({ status, error_code: error?.code ?? null, error: error && storedMessage(error.message) })
    .set({ finished_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}
