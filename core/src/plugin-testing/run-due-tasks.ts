import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import type { TestTurn } from './test-turns.ts'

/** Runs the tenant's tasks that are due, in their order, without the queue; resolves to how many there were. */
export async function runDueTasks(
  { database, pluginWork }: Pick<Tenon, 'database' | 'pluginWork'>,
  { tenant, turn }: { tenant: TenantRef; turn: TestTurn },
  errors: unknown[],
): Promise<number> {
  const due = await database
    .tenant(tenant.schema)
    .selectFrom('_plugin_task')
    .select('id')
    .where('status', '=', 'waiting')
    .where('kind', '!=', 'lifecycle')
    .where('run_at', '<=', sql<Date>`now()`)
    .orderBy('run_at')
    .orderBy('id')
    .execute()
  for (const { id } of due) {
    turn.check()
    const end = await pluginWork.runTask(tenant, id, turn.signal)
    if (end !== null && end.status !== 'done') errors.push(end.error)
  }
  return due.length
}
