import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../audit/origin-of.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { RunFacts } from './run-facts.ts'
import { isAlive } from './run-rows.ts'

const MAX_AT_ONCE = 5
const MAX_PER_MINUTE = 60
const KEPT_DAYS = 90

/**
 * Writes down that a run has begun, and in the audit trail who began it. `ctx.requestId` is the run's id, by which what
 * it writes is found again.
 * @throws TenonError RATE_LIMITED where the actor has too many under way, or began too many of late
 */
export async function beginRun(database: Database, ctx: RequestContext, facts: RunFacts): Promise<void> {
  const actor = actorReference(ctx.actor)
  await database.transaction(ctx.tenant.schema, async (trx) => {
    // One after the other per actor: two that count at once would both find room for the last one.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.tenant.schema} ${actor}`}::text, 4711))`.execute(
      trx,
    )
    await checkRoom(trx, ctx, actor)
    const { id, plugin, action, entity, total } = facts
    await trx
      .insertInto('_action_run')
      .values({
        ...{ id, plugin, action, entity, actor, actor_name: ctx.actor.name, status: 'running' },
        ...{ total, done: 0, refused: 0, message: null, refusals: '[]', error: null },
      })
      .execute()
    await writeAudit(trx, ctx, facts)
    await trx
      .deleteFrom('_action_run')
      .where('started_at', '<', sql<Date>`now() - make_interval(days => ${KEPT_DAYS}::int)`)
      .execute()
  })
}

async function checkRoom(trx: Kysely<TenantTables>, ctx: RequestContext, actor: string): Promise<void> {
  const { running, recent } = await trx
    .selectFrom('_action_run')
    .select([
      sql<number>`count(*) filter (where ${isAlive()})::int`.as('running'),
      sql<number>`count(*) filter (where started_at > now() - interval '1 minute')::int`.as('recent'),
    ])
    .where('actor', '=', actor)
    .where('started_at', '>', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirstOrThrow()
  if (running >= MAX_AT_ONCE) throw limited(ctx, TOO_MANY_AT_ONCE)
  if (recent >= MAX_PER_MINUTE) throw limited(ctx, TOO_MANY_OF_LATE)
}

async function writeAudit(trx: Kysely<TenantTables>, ctx: RequestContext, facts: RunFacts): Promise<void> {
  const { id, plugin, action, entity, total, recordId } = facts
  await trx
    .insertInto('_audit')
    .values({
      ...{ id: uuidv7(), actor: actorReference(ctx.actor), action: 'action.run', entity, record_id: recordId },
      ...{ version: null, request_id: ctx.requestId, reason: `${plugin}.${action}`, origin: originOf(ctx) },
      changes: JSON.stringify({ run: id, plugin, action, records: total }),
    })
    .execute()
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
