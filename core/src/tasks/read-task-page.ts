import { textIn } from '@tenon/sdk/contract/locale'
import type { ListPluginTasksInput } from '@tenon/sdk/contract/plugin-work'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { type TaskRow, taskColumns } from './task-info.ts'

const PAGE = 50

/** A page of the tenant's tasks, newest first. Throws BAD_REQUEST for an `after` that is no cursor. */
export async function readTaskPage(
  database: Database,
  ctx: RequestContext,
  { plugin, status, limit = PAGE, after }: ListPluginTasksInput,
): Promise<{ rows: TaskRow[]; nextCursor: string | null }> {
  const { schema } = ctx.tenant
  const conditions = [
    ...(plugin === undefined ? [] : [sql`t.plugin = ${plugin}`]),
    ...(status === undefined ? [] : [sql`t.status = ${status}`]),
    ...(after === undefined ? [] : [afterCursor(ctx, after)]),
  ]
  const { rows } = await sql<TaskRow>`
    select ${taskColumns()} from ${sql.id(schema, '_plugin_task')} t
    where ${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)}
    order by t.created_at desc, t.id desc limit ${limit + 1}::int`.execute(database.tenant(schema))
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, nextCursor: rows.length > limit && last !== undefined ? writeCursor(last) : null }
}

function writeCursor({ createdAt, id }: TaskRow): string {
  return `${createdAt} ${id}`
}

const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/

function afterCursor(ctx: RequestContext, cursor: string) {
  const [, createdAt, id] = CURSOR.exec(cursor) ?? []
  if (createdAt === undefined || id === undefined || Number.isNaN(Date.parse(createdAt))) throw noCursor(ctx)
  return sql`(t.created_at, t.id) < (${createdAt}::timestamptz, ${id}::uuid)`
}

function noCursor({ locale }: RequestContext): TenonError {
  const text = {
    en: "'after' is no cursor of this list: take 'nextCursor' of the page before.",
    'zh-CN': '“after”不是此列表的游标：请使用上一页的 nextCursor。',
  }
  const message = textIn(text, locale)
  return new TenonError({ code: 'BAD_REQUEST', message, problems: [{ pointer: '/after', message, rule: 'cursor' }] })
}
