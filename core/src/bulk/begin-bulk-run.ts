import type { BulkRun, BulkTarget } from '@tenon/sdk/contract/bulk-api'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { isAlive } from '../actions/run-rows.ts'
import { originOf } from '../audit/origin-of.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { settleClaim } from '../records/idempotency/settle-claim.ts'
import { announceBulkRun } from './announce-bulk-run.ts'
import { addImportRows, type ImportedRow } from './import-rows.ts'

const MAX_AT_ONCE = 3
const KEPT_DAYS = 30

/** What a run is about; it does not change. */
export type BulkFacts = Pick<BulkRun, 'id' | 'entity' | 'operation' | 'mode' | 'reason' | 'undoes' | 'total'>

interface BeginningRun {
  asked: RequestContext
  running: RequestContext
  target: BulkTarget | null
  /** Of an import: its rows, which are known as it begins. */
  rows?: readonly ImportedRow[]
  /** Id by which this process holds it. */
  worker: string
}

/**
 * Writes down that a run has begun, and in the audit trail who began it; with the answer under the request's key, if it
 * has one. `running.requestId` is the run's id, by which what it writes is found again.
 * @throws TenonError RATE_LIMITED where the actor has too many under way, CONFLICT where the run to take back is not at rest
 */
export async function beginBulkRun(
  database: Database,
  { asked, running, target, worker, rows }: BeginningRun,
  facts: BulkFacts,
): Promise<void> {
  const actor = actorReference(asked.actor)
  await database.transaction(asked.tenant.schema, async (trx) => {
    // One after the other per tenant: two that look at once would both find room for the last one.
    const key = `${asked.tenant.schema} bulk`
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}::text, 4711))`.execute(trx)
    await checkRoom(trx, asked, facts)
    const { operation, ...plain } = facts
    await trx
      .insertInto('_bulk_run')
      .values({
        ...{ ...plain, operation: JSON.stringify(operation) },
        ...{ actor, actor_name: asked.actor.name, status: 'running', error: null },
        // For whoever goes on with it.
        ...{ target: target && JSON.stringify(target), locale: asked.locale, worker },
        origin: asked.origin === undefined ? null : JSON.stringify(asked.origin),
      })
      .execute()
    if (rows !== undefined) await addImportRows(trx, asked, { run: facts.id, rows })
    await writeAudit(trx, running, facts)
    await settleClaim(trx, asked, [{ id: facts.id }])
    await announceBulkRun(trx, asked.tenant)
    await trx
      .deleteFrom('_bulk_run')
      .where('started_at', '<', sql<Date>`now() - make_interval(days => ${KEPT_DAYS}::int)`)
      .execute()
  })
}

async function checkRoom(trx: Kysely<TenantTables>, ctx: RequestContext, { undoes }: BulkFacts): Promise<void> {
  const open = await trx
    .selectFrom('_bulk_run')
    .select(['id', 'actor', 'undoes', isAlive().as('alive')])
    .where('status', '=', 'running')
    .execute()
  if (undoes !== null && open.some((run) => run.id === undoes || run.undoes === undoes)) throw underWay(ctx)
  const actor = actorReference(ctx.actor)
  if (open.filter((run) => run.alive && run.actor === actor).length >= MAX_AT_ONCE) throw limited(ctx)
}

async function writeAudit(trx: Kysely<TenantTables>, ctx: RequestContext, facts: BulkFacts): Promise<void> {
  const { id, entity, operation, mode, reason, undoes, total } = facts
  await trx
    .insertInto('_audit')
    .values({
      ...{ id: uuidv7(), actor: actorReference(ctx.actor), action: 'bulk.run', entity, record_id: null },
      ...{ version: null, request_id: ctx.requestId, reason, origin: originOf(ctx) },
      changes: JSON.stringify({ run: id, operation: operation.kind, mode, undoes, records: total }),
    })
    .execute()
}

const TOO_MANY: LocalizedText = {
  en: `You have ${MAX_AT_ONCE} changes of many records under way already: wait until one of them has ended, or cancel it.`,
  'zh-CN': `您已有 ${MAX_AT_ONCE} 个批量操作正在执行：请等待其中一个结束，或取消它。`,
}

const UNDER_WAY: LocalizedText = {
  en: 'This change of many records is under way, or being undone already: wait for its end.',
  'zh-CN': '该批量操作正在执行或正在撤销：请等待其结束。',
}

function limited({ locale }: RequestContext): TenonError {
  return new TenonError({ code: 'RATE_LIMITED', message: textIn(TOO_MANY, locale) })
}

/** Of a run that cannot be taken back at the moment. */
export function underWay({ locale }: RequestContext): TenonError {
  return new TenonError({ code: 'CONFLICT', message: textIn(UNDER_WAY, locale) })
}
