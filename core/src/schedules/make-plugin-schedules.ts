import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginPartInput, PluginScheduleInfo, PluginSchedulesApi } from '@tenon/sdk/contract/plugin-work'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Selectable } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { AdminTools } from '../access/admin-tools.ts'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext, type TenantRef } from '../context/request-context.ts'
import type { ControlTables } from '../db/control-tables.ts'
import { controlWithin } from '../db/control-within.ts'
import type { Database } from '../db/database.ts'
import { onControlPlane } from '../db/on-control-plane.ts'
import type { WithContext } from '../identity/with-context.ts'
import { insertTask } from '../tasks/insert-task.ts'
import { MAX_ATTEMPTS } from '../tasks/plugin-task.ts'
import { nextRun } from './next-run.ts'

interface Dependencies extends AdminTools {
  database: Database
  plugins: { get(tenant: TenantRef): Promise<ReadonlyArray<{ package: { manifest: PluginManifest } }>> }
}

type Row = Selectable<ControlTables['plugin_schedule']>

/** What plugins do at certain times. For admins only. */
export function makePluginSchedules(dependencies: Dependencies): WithContext<PluginSchedulesApi> {
  return {
    async list(ctx, { plugin } = {}) {
      await dependencies.requireAdmin(ctx)
      const rows = await schedulesOf(dependencies.database, ctx)
        .$if(plugin !== undefined, (query) => query.where('plugin', '=', plugin ?? ''))
        .orderBy('plugin')
        .orderBy('name')
        .execute()
      const labels = await labelsOf(dependencies, ctx)
      return rows.map((row) => toInfo(row, labels))
    },
    pause: (ctx, part) => setPaused(dependencies, ctx, { part, paused: true }),
    resume: (ctx, part) => setPaused(dependencies, ctx, { part, paused: false }),
    async runNow(ctx, part) {
      await dependencies.requireAdmin(ctx)
      return runNow(dependencies, ctx, await demandSchedule(dependencies.database, ctx, part))
    },
  }
}

function schedulesOf(database: Database, { tenant }: RequestContext) {
  return database.control.selectFrom('plugin_schedule').selectAll().where('tenant_id', '=', tenant.id)
}

async function demandSchedule(
  database: Database,
  ctx: RequestContext,
  { plugin, name }: PluginPartInput,
): Promise<Row> {
  const query = schedulesOf(database, ctx).where('plugin', '=', plugin).where('name', '=', name)
  const row = await query.executeTakeFirst()
  if (row === undefined) throw noSchedule(ctx, { plugin, name })
  return row
}

async function setPaused(
  dependencies: Dependencies,
  ctx: RequestContext,
  { part, paused }: { part: PluginPartInput; paused: boolean },
): Promise<PluginScheduleInfo> {
  const { database, requireAdmin } = dependencies
  await requireAdmin(ctx)
  const before = await demandSchedule(database, ctx, part)
  const next = paused ? null : nextRun({ cron: before.cron, timeZone: before.time_zone }, new Date())
  const values = { paused, ...(next !== null && before.paused && { next_run_at: next }) }
  const action = paused ? 'pluginSchedule.pause' : 'pluginSchedule.resume'
  const row = await database.transaction(ctx.tenant.schema, async (trx) => {
    const set = controlWithin(trx)
      .updateTable('plugin_schedule')
      .set(values)
      .where('tenant_id', '=', ctx.tenant.id)
      .where('plugin', '=', part.plugin)
      .where('name', '=', part.name)
      .returningAll()
    const changed = await onControlPlane(() => set.executeTakeFirst())
    if (changed === undefined) throw noSchedule(ctx, part)
    await insertAdminAudit(trx, ctx, { action, id: idOf(part), details: {} })
    return changed
  })
  return toInfo(row, await labelsOf(dependencies, ctx))
}

async function runNow(dependencies: Dependencies, ctx: RequestContext, { plugin, name }: Row) {
  const { database } = dependencies
  const { schema } = ctx.tenant
  const now = new Date().toISOString()
  const createdBy = actorReference(ctx.actor)
  const task = { id: uuidv7(), plugin, kind: 'schedule' as const, name, depth: 0, createdBy }
  await database.transaction(schema, async (trx) => {
    const written = await insertTask(trx, schema, { ...task, data: { scheduledFor: now } })
    if (written === 'full') throw tooMany(ctx, plugin)
    if (written === 'gone') throw noSchedule(ctx, { plugin, name })
    const details = { task: task.id }
    await insertAdminAudit(trx, ctx, { action: 'pluginSchedule.runNow', id: idOf({ plugin, name }), details })
  })
  const labels = await labelsOf(dependencies, ctx)
  const { depth: _depth, ...shown } = task
  return {
    ...shown,
    label: labels.get(idOf({ plugin, name })) ?? null,
    key: null,
    status: 'waiting' as const,
    runAt: now,
    attempts: 0,
    maxAttempts: MAX_ATTEMPTS,
    error: null,
    createdAt: now,
    finishedAt: null,
  }
}

async function labelsOf({ plugins }: Dependencies, { tenant }: RequestContext): Promise<Map<string, LocalizedText>> {
  const manifests = (await plugins.get(tenant)).map((plugin) => plugin.package.manifest)
  const labels = manifests.flatMap(({ id: plugin, schedules = [] }) =>
    schedules.map(({ name, label }) => [idOf({ plugin, name }), label] as const),
  )
  return new Map(labels)
}

function toInfo(row: Row, labels: ReadonlyMap<string, LocalizedText>): PluginScheduleInfo {
  const { plugin, name, cron, paused } = row
  return {
    plugin,
    name,
    label: labels.get(idOf(row)) ?? { en: name },
    cron,
    timeZone: row.time_zone,
    paused,
    nextRunAt: paused ? null : row.next_run_at.toISOString(),
    lastRunAt: row.last_run_at?.toISOString() ?? null,
  }
}

function idOf({ plugin, name }: PluginPartInput): string {
  return `${plugin}.${name}`
}

function noSchedule({ locale }: RequestContext, { plugin, name }: PluginPartInput): TenonError {
  const text = {
    en: `There is no schedule '${name}' of a plugin '${plugin}'.`,
    'zh-CN': `插件“${plugin}”没有定时任务“${name}”。`,
  }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(text, locale) })
}

function tooMany({ locale }: RequestContext, plugin: string): TenonError {
  const text = {
    en: `Plugin '${plugin}' has as many tasks waiting as it may: let it work them off first.`,
    'zh-CN': `插件“${plugin}”等待的任务已达上限：请待其处理后再试。`,
  }
  return new TenonError({ code: 'RATE_LIMITED', message: textIn(text, locale) })
}
