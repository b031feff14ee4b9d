import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../audit/origin-of.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { settleClaim } from '../records/idempotency/settle-claim.ts'
import type { RunFacts } from './run-facts.ts'
import { isAlive } from './run-rows.ts'

const MAX_AT_ONCE = 5
const MAX_PER_MINUTE = 60
const KEPT_DAYS = 90

/**
 * Writes down that a run has begun, and in the audit trail who began it; with the answer under the request's key, if it
 * has one. `ctx.requestId` is the run's id, by which what it writes is found again.
 * @throws TenonError RATE_LIMITED where the actor has too many under way, or began too many of late
 */
export async function beginRun(database: Database, ctx: RequestContext, facts: RunFacts): Promise<void> {
  const who = `${ctx.tenant.schema} ${actorReference(ctx.actor)}`
  const { running, recent } = await database.transaction(ctx.tenant.schema, async (trx) => {
    // One after the other per actor: two that count at once would both find room for the last one.
    await sql`select pg_advisory_xact_lock(hashtextextended(${who}::text, 4711))`.execute(trx)
    const room = await writeInRoom(trx, ctx, facts)
    if (isRoom(room)) await settleClaim(trx, ctx, [{ id: facts.id }])
    return room
  })
  if (running >= MAX_AT_ONCE) throw limited(ctx, TOO_MANY_AT_ONCE)
  if (recent >= MAX_PER_MINUTE) throw limited(ctx, TOO_MANY_OF_LATE)
}

interface Room {
  running: number
  recent: number
}

function isRoom({ running, recent }: Room): boolean {
  return running < MAX_AT_ONCE && recent < MAX_PER_MINUTE
}

/** Where the actor has room for one more, writes the run and its audit entry; resolves to how many there were before. */
async function writeInRoom(trx: Kysely<TenantTables>, ctx: RequestContext, facts: RunFacts): Promise<Room> {
  const [runs, audit] = [sql.id(ctx.tenant.schema, '_action_run'), sql.id(ctx.tenant.schema, '_audit')]
  const actor = actorReference(ctx.actor)
  const { id, plugin, action, entity, total, recordId } = facts
  const changes = JSON.stringify({ run: id, plugin, action, records: total })
  const { rows } = await sql<Room>`
    with room as materialized (
      select count(*) filter (where ${isAlive()})::int as running,
        count(*) filter (where started_at > now() - interval '1 minute')::int as recent
      from ${runs} where actor = ${actor}::text and started_at > now() - interval '1 day'
    ), begun as (
      insert into ${runs} (id, plugin, action, entity, actor, actor_name, status, total, done, refused, refusals)
      select ${id}::uuid, ${plugin}::text, ${action}::text, ${entity}::text, ${actor}::text, ${ctx.actor.name}::text,
        'running', ${total}::int, 0, 0, '[]'::jsonb
      from room where running < ${MAX_AT_ONCE}::int and recent < ${MAX_PER_MINUTE}::int
      returning id
    ), told as (
      insert into ${audit} (id, actor, action, entity, record_id, request_id, reason, origin, changes)
      select ${uuidv7()}::uuid, ${actor}::text, 'action.run', ${entity}::text, ${recordId}::uuid, ${ctx.requestId}::text,
        ${`${plugin}.${action}`}::text, ${originOf(ctx)}::jsonb, ${changes}::jsonb
      from begun
    ), cleared as (
      delete from ${runs} where started_at < now() - make_interval(days => ${KEPT_DAYS}::int)
    )
    select running, recent from room`.execute(trx)
  const [room] = rows
  if (room === undefined) throw new Error('A count without a row')
  return room
}

const TOO_MANY_AT_ONCE: LocalizedText = {
  en: `You have ${MAX_AT_ONCE} actions under way already: wait until one of them has ended, or cancel it.`,
  'zh-CN': `您已有 ${MAX_AT_ONCE} 个操作正在执行：请等待其中一个结束，或取消它。`,
}

const TOO_MANY_OF_LATE: LocalizedText = {
  en: `You have begun ${MAX_PER_MINUTE} actions within a minute: wait a little before the next one.`,
  'zh-CN': `您在一分钟内已执行 ${MAX_PER_MINUTE} 个操作：请稍后再试。`,
}

function limited({ locale }: RequestContext, text: LocalizedText): TenonError {
  return new TenonError({ code: 'RATE_LIMITED', message: textIn(text, locale) })
}
