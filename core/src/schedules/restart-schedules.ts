import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { nextRun } from './next-run.ts'

/** Has all schedules of a tenant wait for their next time from now, as if they had never run. */
export async function restartSchedules(database: Database, { id }: Pick<TenantRef, 'id'>): Promise<void> {
  const own = () => database.control.selectFrom('plugin_schedule').where('tenant_id', '=', id)
  for (const { plugin, name, cron, time_zone } of await own().selectAll().execute()) {
    const next = nextRun({ cron, timeZone: time_zone }, new Date())
    if (next === null) continue
    await database.control
      .updateTable('plugin_schedule')
      .set({ next_run_at: next, last_run_at: null, paused: false })
      .where('tenant_id', '=', id)
      .where('plugin', '=', plugin)
      .where('name', '=', name)
      .execute()
  }
}
