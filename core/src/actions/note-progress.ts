import type { ActionProgressMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { LIVE_CHANNEL } from '../events/channels.ts'
import type { RunEnd, RunProgress } from './run-facts.ts'

/** A NOTIFY takes 8,000 bytes; a message in Chinese has three per character. */
const MAX_TOLD = 500

/** Writes down how far a run is and tells its actor. False where it is no longer under way: it was cancelled. */
export async function noteProgress(
  database: Database,
  ctx: RequestContext,
  { id, ...progress }: RunProgress & { id: string },
): Promise<boolean> {
  const { total, done, refused, message } = progress
  const table = sql.id(ctx.tenant.schema, '_action_run')
  const { rows } = await sql`
    with changed as (
      update ${table} set total = ${total}::int, done = ${done}::int, refused = ${refused}::int,
        message = ${message}::text, touched_at = now()
      where id = ${id}::uuid and status = 'running' returning id
    )
    select pg_notify(${LIVE_CHANNEL}, ${toldOf(ctx, { ...progress, id, status: 'running' })}) from changed`.execute(
    database.tenant(ctx.tenant.schema),
  )
  return rows.length > 0
}

/** Writes down how a run ended and tells its actor. One that was cancelled keeps saying so, with what was done by then. */
export async function noteEnd(
  database: Database,
  ctx: RequestContext,
  { id, ...end }: RunEnd & { id: string },
): Promise<void> {
  const { total, done, refused, message, status, open, refusals, error } = end
  const table = sql.id(ctx.tenant.schema, '_action_run')
  const told = toldOf(ctx, { ...end, id })
  await sql`
    with ended as (
      update ${table} set total = ${total}::int, done = ${done}::int, refused = ${refused}::int,
        refusals = ${JSON.stringify(refusals)}::jsonb, touched_at = now(), ended_at = coalesce(ended_at, now()),
        message = case when status = 'running' then ${message}::text end,
        open = case when status = 'running' then ${open === null ? null : JSON.stringify(open)}::jsonb end,
        error = case when status = 'running' then ${error}::text end,
        status = case when status = 'running' then ${status}::text else status end
      where id = ${id}::uuid returning status
    )
    select pg_notify(${LIVE_CHANNEL}, jsonb_set(${told}::jsonb, '{message,status}', to_jsonb(status))::text)
    from ended`.execute(database.tenant(ctx.tenant.schema))
}

interface Told extends RunProgress, Pick<ActionProgressMessage, 'status'> {
  id: string
}

/** What live subscribers hear, as JSON. */
function toldOf({ tenant, actor }: RequestContext, { id, status, total, done, refused, message }: Told): string {
  const told: ActionProgressMessage = {
    ...{ type: 'action.progress', run: id, actor: actorReference(actor), status, total, done, refused },
    message: message === null ? null : message.slice(0, MAX_TOLD).toWellFormed(),
  }
  return JSON.stringify({ schema: tenant.schema, message: told })
}
