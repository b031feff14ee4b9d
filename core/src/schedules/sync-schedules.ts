import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import { CONTROL_SCHEMA } from '../db/database.ts'
import type { Executor } from '../tasks/insert-task.ts'
import { nextRun } from './next-run.ts'

/** NOTIFY when schedules have come or changed: a sleeping timer may have to wake earlier. */
export const SCHEDULE_CHANNEL = 'tenon_schedule'

export const SCHEDULES = sql.id(CONTROL_SCHEMA, 'plugin_schedule')

/**
 * Brings the control plane's rows of a plugin's schedules in step with its manifest. Those whose time table is the
 * same keep their next time, and all stay paused if they are. The rows of schedules that are gone stay too, for
 * `pruneSchedules`. May run in the transaction that installs, there on the control plane: no statement is about two schemas.
 */
export async function syncSchedules(
  executor: Executor,
  tenant: Pick<TenantRef, 'id'>,
  { id, schedules = [] }: PluginManifest,
): Promise<void> {
  const now = new Date()
  const rows = schedules.flatMap(({ name, cron, timeZone = 'UTC' }) => {
    const next = nextRun({ cron, timeZone }, now)
    return next === null ? [] : [{ name, cron, time_zone: timeZone, next_run_at: next.toISOString() }]
  })
  if (rows.length === 0) return
  await sql`
    with synced as (
      insert into ${SCHEDULES} as s (tenant_id, plugin, name, cron, time_zone, next_run_at)
      select ${tenant.id}::uuid, ${id}::text, x.name, x.cron, x.time_zone, x.next_run_at
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as x (name text, cron text, time_zone text, next_run_at timestamptz)
      on conflict (tenant_id, plugin, name) do update set cron = excluded.cron, time_zone = excluded.time_zone,
        next_run_at = case when s.cron = excluded.cron and s.time_zone = excluded.time_zone
          then s.next_run_at else excluded.next_run_at end
    )
    select pg_notify(${SCHEDULE_CHANNEL}, '')`.execute(executor)
}

/** Takes away the rows of schedules that a plugin does not declare, or of all where it is gone. */
export async function pruneSchedules(
  executor: Executor,
  tenant: Pick<TenantRef, 'id'>,
  { id, schedules = [] }: Pick<PluginManifest, 'id' | 'schedules'>,
): Promise<void> {
  const names = JSON.stringify(schedules.map(({ name }) => name))
  await sql`delete from ${SCHEDULES} where tenant_id = ${tenant.id}::uuid and plugin = ${id}
    and name not in (select json_array_elements_text(${names}::json))`.execute(executor)
}
