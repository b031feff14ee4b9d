import { textIn } from '@tenon/sdk/contract/locale'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { insertTask } from '../../../core/src/tasks/insert-task.ts'
import type { NewTask } from '../../../core/src/tasks/plugin-task.ts'
import { readStoredMessage } from '../../../core/src/tasks/task-error.ts'

let count = 0

/** A tenant of its own for one test, whose plugins may have work. */
export async function workingTenant(database: Database): Promise<TenantRef> {
  count += 1
  const { id, slug, schema } = await createTenant(database, { slug: `work-${count}`, name: 'Work' })
  for (const plugin of ['sample', 'stranger', 'shop', 'loyalty', 'gifts']) await placePlugin(database, schema, plugin)
  await database.control.updateTable('tenant').set({ has_plugin_work: true }).where('id', '=', id).execute()
  return { id, slug, schema }
}

/** As if a plugin had been installed; there is nothing in it. */
export async function placePlugin(database: Database, schema: string, id: string): Promise<void> {
  await sql`insert into ${sql.id(schema, '_plugin')} (id, version, package, grants, installed_at)
    values (${id}, '1.0.0', '{}', '{}', now())`.execute(database.tenant(schema))
}

/** Writes a job of the plugin `sample` and gives its id. */
export async function writeTask(
  database: Database,
  { schema }: TenantRef,
  task: Partial<NewTask> = {},
): Promise<string> {
  const id = task.id ?? uuidv7()
  const defaults = {
    plugin: 'sample',
    kind: 'job',
    name: 'tidy',
    data: { n: 1 },
    depth: 0,
    createdBy: 'system',
  } as const
  await insertTask(database.tenant(schema), schema, { ...defaults, ...task, id })
  return id
}

/** With its error in English. */
export async function readTask(database: Database, { schema }: TenantRef, id: string) {
  const task = await database
    .tenant(schema)
    .selectFrom('_plugin_task')
    .select(['status', 'attempts', 'error', 'error_code', 'claim', 'key', 'finished_at', 'queued_at'])
    .select(sql<number>`extract(epoch from run_at - now())::float8`.as('dueIn'))
    .where('id', '=', id)
    .executeTakeFirst()
  return task && { ...task, error: task.error === null ? null : textIn(readStoredMessage(task.error), 'en') }
}

/** As if that much time had passed for a task. */
export async function age(database: Database, { schema }: TenantRef, interval: string): Promise<void> {
  const back = sql.lit(interval)
  await sql`update ${sql.id(schema, '_plugin_task')} set run_at = run_at - ${back}::interval,
    created_at = created_at - ${back}::interval, queued_at = queued_at - ${back}::interval,
    locked_until = locked_until - ${back}::interval, finished_at = finished_at - ${back}::interval`.execute(
    database.tenant(schema),
  )
}
