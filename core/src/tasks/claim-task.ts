import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { ClaimedTask } from './plugin-task.ts'

/** A run that is older than this belongs to a process that died: the longest that one may take, and some more. */
const LEASE_SECONDS = 150

/**
 * Takes a task that is due in order to run it; null where there is none of that id, where another process has it, or
 * where it is not its time. A task whose process died is taken over.
 */
export async function claimTask(database: Database, schema: string, id: string): Promise<ClaimedTask | null> {
  const claim = randomUUID()
  const { rows } = await sql<ClaimedTask>`
    update ${sql.id(schema, '_plugin_task')}
    set status = 'running', attempts = attempts + 1, claim = ${claim}::uuid, queued_at = null,
      locked_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
    where id = ${id}::uuid and kind <> 'lifecycle'
      and (status = 'waiting' and run_at <= now() or status = 'running' and locked_until < now())
    returning id, plugin, kind, name, data, depth, attempts, claim`.execute(database.tenant(schema))
  return rows[0] ?? null
}
