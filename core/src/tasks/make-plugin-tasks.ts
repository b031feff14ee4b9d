import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginTaskInfo, PluginTaskStatus, PluginTasksApi } from '@tenon/sdk/contract/plugin-work'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type RawBuilder, sql } from 'kysely'
import type { AdminTools } from '../access/admin-tools.ts'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { WithContext } from '../identity/with-context.ts'
import { TASK_CHANNEL } from './plugin-task.ts'
import { readTaskPage } from './read-task-page.ts'
import { type TaskRow, taskColumns, toTaskInfo } from './task-info.ts'

interface Dependencies extends AdminTools {
  database: Database
  plugins: { get(tenant: TenantRef): Promise<ReadonlyArray<{ package: { manifest: PluginManifest } }>> }
}

/** Work of plugins that waits, runs, is done or has failed. For admins only. */
export function makePluginTasks(dependencies: Dependencies): WithContext<PluginTasksApi> {
  const { database, requireAdmin } = dependencies
  return {
    async list(ctx, input = {}) {
      await requireAdmin(ctx)
      const { rows, nextCursor } = await readTaskPage(database, ctx, input)
      const manifests = await manifestsOf(dependencies, ctx)
      return { tasks: rows.map((row) => toTaskInfo(row, manifests, ctx.locale)), nextCursor }
    },
    async retry(ctx, { id }) {
      await requireAdmin(ctx)
      return change(dependencies, ctx, { id, action: 'pluginTask.retry', needed: 'failed', statement: retryFailed })
    },
    async cancel(ctx, { id }) {
      await requireAdmin(ctx)
      return change(dependencies, ctx, { id, action: 'pluginTask.cancel', needed: 'waiting', statement: removeWaiting })
    },
  }
}

async function manifestsOf({ plugins }: Dependencies, { tenant }: RequestContext): Promise<PluginManifest[]> {
  return (await plugins.get(tenant)).map((plugin) => plugin.package.manifest)
}

interface TaskChange {
  id: string
  action: 'pluginTask.retry' | 'pluginTask.cancel'
  /** Only tasks of this status can be changed so. */
  needed: PluginTaskStatus
  statement: (schema: string, id: string) => RawBuilder<TaskRow>
}

async function change(
  dependencies: Dependencies,
  ctx: RequestContext,
  { id, action, needed, statement }: TaskChange,
): Promise<PluginTaskInfo> {
  const { database } = dependencies
  const { schema } = ctx.tenant
  const row = await database.transaction(schema, async (trx) => {
    const { rows } = await statement(schema, id)
      .execute(trx)
      .catch((error: unknown) => {
        throw isTaken(error) ? keyTaken(ctx) : error
      })
    const [changed] = rows
    if (changed === undefined) return null
    const { plugin, kind, name } = changed
    await insertAdminAudit(trx, ctx, { action, id, details: { plugin, kind, name } })
    return changed
  })
  if (row === null) throw await notChanged(database, ctx, { id, needed })
  return toTaskInfo(row, await manifestsOf(dependencies, ctx), ctx.locale)
}

/** A lifecycle hook is part of an install: only the install runs it again. */
function retryFailed(schema: string, id: string): RawBuilder<TaskRow> {
  return sql<TaskRow>`
    with t as (
      update ${sql.id(schema, '_plugin_task')} set status = 'waiting', attempts = 0, error_code = null, error = null,
        finished_at = null, queued_at = null, run_at = now()
      where id = ${id}::uuid and status = 'failed' and kind <> 'lifecycle'
      returning *
    )
    select ${taskColumns()} from t, (select pg_notify(${TASK_CHANNEL}, ${schema})) as told`
}

function removeWaiting(schema: string, id: string): RawBuilder<TaskRow> {
  return sql<TaskRow>`
    delete from ${sql.id(schema, '_plugin_task')} t
    where t.id = ${id}::uuid and t.status = 'waiting' and t.kind <> 'lifecycle'
    returning ${taskColumns()}`
}

async function notChanged(
  database: Database,
  ctx: RequestContext,
  { id, needed }: { id: string; needed: PluginTaskStatus },
): Promise<TenonError> {
  const found = await database
    .tenant(ctx.tenant.schema)
    .selectFrom('_plugin_task')
    .select(['status', 'kind'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (found === undefined) {
    return refused(ctx, 'NOT_FOUND', { en: `There is no task '${id}'.`, 'zh-CN': `没有任务“${id}”。` })
  }
  if (found.kind === 'lifecycle') return refused(ctx, 'CONFLICT', LIFECYCLE)
  const [is, must] = [STATUS_WORDS[found.status], STATUS_WORDS[needed]]
  return refused(ctx, 'CONFLICT', {
    en: `The task is ${is.en}; this can be done with a task that is ${must.en} only.`,
    'zh-CN': `该任务${is['zh-CN']}；此操作仅适用于${must['zh-CN']}的任务。`,
  })
}

const LIFECYCLE: LocalizedText = {
  en: 'This hook is part of an install, upgrade or removal of its plugin: do that again instead.',
  'zh-CN': '该钩子属于插件的安装、升级或移除过程：请重新执行该过程。',
}

const STATUS_WORDS = {
  waiting: { en: 'waiting', 'zh-CN': '等待中' },
  running: { en: 'running', 'zh-CN': '运行中' },
  done: { en: 'done', 'zh-CN': '已完成' },
  failed: { en: 'failed', 'zh-CN': '已失败' },
} as const

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

function keyTaken(ctx: RequestContext): TenonError {
  return refused(ctx, 'CONFLICT', {
    en: 'A newer job waits under the same key, and takes its place.',
    'zh-CN': '同一键下已有更新的任务在等待，并将取代它。',
  })
}

function refused({ locale }: RequestContext, code: 'NOT_FOUND' | 'CONFLICT', text: LocalizedText): TenonError {
  return new TenonError({ code, message: textIn(text, locale) })
}
