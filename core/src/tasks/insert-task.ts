import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { MAX_WAITING, type NewTask, TASK_CHANNEL } from './plugin-task.ts'
import { storedMessage } from './task-error.ts'

/** Where statements run: a connection or a transaction, whatever schema it addresses by itself. */
export type Executor = Parameters<RawBuilder<unknown>['execute']>[0]

/**
 * Writes a task of a tenant and tells the dispatchers, in one statement. With a key it takes the place of the one that
 * waits under it. `known`: there is one of this id already. `full`: the plugin has as many waiting as it may. `gone`: the tenant
 * has it no more; a removal waits for a task that is being written, and deletes it with the rest.
 */
export async function insertTask(
  executor: Executor,
  schema: string,
  task: NewTask,
): Promise<'written' | 'known' | 'full' | 'gone'> {
  const { rows } = await sql<{ written: boolean; full: boolean | null }>`
    with room as (
      select (${waitingOf(schema, task.plugin)}) < ${MAX_WAITING}::int or ${replacesOne(schema, task)} as free
      from ${sql.id(schema, '_plugin')} where id = ${task.plugin} for key share
    ), written as (
      insert into ${sql.id(schema, '_plugin_task')}
        (id, plugin, kind, name, data, key, run_at, status, depth, created_by, created_at)
      select ${valuesOf(task)} from room where free
      on conflict ${conflictOf(task)}
      returning id
    )
    select exists (select 1 from written) as written, (select not free from room) as full,
      (select pg_notify(${TASK_CHANNEL}, ${schema}))`.execute(executor)
  const [row] = rows
  if (row?.full == null) return 'gone'
  if (row.full) return 'full'
  return row.written ? 'written' : 'known'
}

/** Writes tasks of plugins that hear an event and are still there. Those for which there is no room are kept too, as failed ones. */
export async function insertEventTasks(database: Database, schema: string, tasks: readonly NewTask[]): Promise<void> {
  for (let at = 0; at < tasks.length; at += TOGETHER) {
    await insertRows(database, schema, JSON.stringify(tasks.slice(at, at + TOGETHER).map(rowOf)))
  }
}

/** The data are text within the text: PostgreSQL takes no NUL out of JSON, not even into JSON. */
function rowOf({ id, plugin, kind, name, data, depth, createdBy }: NewTask) {
  return { id, plugin, kind, name, data: JSON.stringify(data), depth, created_by: createdBy }
}

async function insertRows(database: Database, schema: string, rows: string): Promise<void> {
  await sql`
    with given as (
      select * from json_to_recordset(${rows}::json)
        as x (id uuid, plugin text, kind text, name text, data text, depth int, created_by text)
    ), room as (
      select p.plugin, (${waitingOf(schema, sql`p.plugin`)}) < ${MAX_WAITING}::int as free
      from (select distinct plugin from given) p join ${sql.id(schema, '_plugin')} i on i.id = p.plugin
      for key share of i
    ), written as (
      insert into ${sql.id(schema, '_plugin_task')} (id, plugin, kind, name, data, depth, created_by, created_at,
        run_at, status, error_code, error, finished_at)
      select id, plugin, kind, name, data::json, depth, created_by, now(), now(),
        case when free then 'waiting' else 'failed' end, case when not free then 'RATE_LIMITED' end,
        case when not free then ${FULL}::text end, case when not free then now() end
      from given join room using (plugin)
      on conflict (id) do nothing
    )
    select pg_notify(${TASK_CHANNEL}, ${schema})`.execute(database.tenant(schema))
}

const TOGETHER = 100

const FULL = storedMessage({
  en: `${MAX_WAITING} tasks of the plugin were waiting already.`,
  'zh-CN': `该插件已有 ${MAX_WAITING} 个任务在等待。`,
})

const ANEW = sql`id = excluded.id, data = excluded.data, run_at = excluded.run_at, attempts = 0, error_code = null,
  error = null, depth = excluded.depth, created_by = excluded.created_by, created_at = excluded.created_at,
  queued_at = null`

function conflictOf({ kind, key }: NewTask): RawBuilder<unknown> {
  if (key !== undefined)
    return sql`(plugin, name, key) where status = 'waiting' and key is not null do update set ${ANEW}`
  if (kind !== 'webhook') return sql`(id) do nothing`
  // The id is made of the sender's: within a day it is the same message, after that a new one.
  return sql`(id) do update set ${ANEW}, status = 'waiting', finished_at = null
    where _plugin_task.finished_at is not null and _plugin_task.created_at < now() - interval '24 hours'`
}

/** Counts no further than it must. */
function waitingOf(schema: string, plugin: string | RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`select count(*) from (
    select 1 from ${sql.id(schema, '_plugin_task')} t where t.plugin = ${plugin} and t.status = 'waiting'
    limit ${MAX_WAITING}::int) as w`
}

function replacesOne(schema: string, { plugin, name, key }: NewTask): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from ${sql.id(schema, '_plugin_task')}
    where plugin = ${plugin} and name = ${name} and key = ${key ?? null}::text and status = 'waiting')`
}

function valuesOf({ id, plugin, kind, name, data, key, runAt, depth, createdBy }: NewTask): RawBuilder<unknown> {
  return sql`${id}::uuid, ${plugin}::text, ${kind}::text, ${name}::text, ${JSON.stringify(data)}::json,
    ${key ?? null}::text, coalesce(${runAt?.toISOString() ?? null}::timestamptz, now()), 'waiting'::text,
    ${depth}::int, ${createdBy}::text, now()`
}
