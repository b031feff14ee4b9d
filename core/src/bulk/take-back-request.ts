import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import { firstIdAt } from '../db/first-id-at.ts'
import { madeAt } from '../db/made-at.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { mayPassSoon } from '../plugins/may-pass-soon.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import { systemTable } from '../records/record-scope.ts'
import { makeUndoWriter, type UndoWriterGround } from './undo-writer.ts'

/** As many as one call of a plugin's hook takes. */
const BATCH = 100
const MOST_TRIES = 15
const PAUSE_MS = 1_000
/** Between the clocks of two processes. */
const SLACK_MS = 10 * 60_000

/** Gives of how many records something stays. */
export type TakeBackRequest = (ctx: RequestContext, request: string) => Promise<number>

/**
 * Makes the function that takes back what was written to records under one request's id, the last first, like any other
 * change. What others have changed since stays. `request`: a UUIDv7.
 */
export function makeTakeBackRequest(ground: UndoWriterGround): TakeBackRequest {
  const { database, models } = ground
  return async (ctx, request) => {
    const { entities } = await models.get(ctx.tenant)
    const written = await readWritten(database.tenant(ctx.tenant.schema), ctx, request)
    let left = 0
    for (const [entity, ids] of written) {
      if (entities.has(entity)) left += await takeBackOf(ctx, { request, entity, ids })
      else left += ids.length
    }
    return left
  }

  async function takeBackOf(ctx: RequestContext, taken: { request: string; entity: string; ids: readonly string[] }) {
    const { request: run, entity, ids } = taken
    const takeBack = makeUndoWriter(ground, { run, entity })
    let left = 0
    for (let at = 0; at < ids.length; at += BATCH) {
      const batch = ids.slice(at, at + BATCH)
      let outcomes = await takeBack(ctx, batch)
      // What was written may have used up what the tenant's plugins may use in a while.
      for (let tries = 1; tries < MOST_TRIES && outcomes.some(isBusy); tries++) {
        await sleep(PAUSE_MS)
        outcomes = await takeBack(ctx, batch)
      }
      left += outcomes.filter((one) => one.state === 'refused' || one.note !== undefined).length
    }
    return left
  }
}

function isBusy(outcome: RecordOutcome): boolean {
  return outcome.state === 'refused' && mayPassSoon(outcome.error)
}

/** Ids of records by entity, both those first that were written last: what refers to others was made after them. */
async function readWritten(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  request: string,
): Promise<Array<[entity: string, ids: string[]]>> {
  const { rows } = await sql<{ entity: string; id: string }>`
    select a.entity, a.record_id as id from ${systemTable(ctx, '_audit')} a
    where a.request_id = ${request}::text and a.id >= ${firstIdAt((madeAt(request) ?? 0) - SLACK_MS)}::uuid
      and a.record_id is not null and a.version is not null and a.action not in ('record.reveal', 'erase')
    group by a.entity, a.record_id order by max(a.at) desc, a.record_id desc`.execute(db)
  return [...Map.groupBy(rows, ({ entity }) => entity)].map(([entity, own]) => [entity, own.map(({ id }) => id)])
}
