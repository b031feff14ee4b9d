import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import { asOne } from '../write-answers.ts'

/** Makes a change; where the request has an idempotency key, in one transaction with the answer under the key. */
export async function withAnswerKept(
  db: Queryable,
  ctx: RequestContext,
  change: (db: Queryable) => Promise<TenonRecord[]>,
): Promise<TenonRecord[]> {
  if (ctx.claim === undefined) return change(db)
  return asOne(db, async (trx) => {
    const records = await change(trx)
    if (records.length > 0) await settleClaim(trx, ctx, records)
    return records
  })
}

/**
 * Makes a part of a change whose records stand for themselves; where the request has an idempotency key, it is known
 * together with them that they are made, whatever becomes of the others.
 */
export async function withPartKept(
  db: Queryable,
  ctx: RequestContext,
  { positions, change }: { positions: readonly number[]; change: (db: Queryable) => Promise<TenonRecord[]> },
): Promise<TenonRecord[]> {
  const { claim, idempotencyKey: key } = ctx
  if (claim === undefined || key === undefined) return change(db)
  return asOne(db, async (trx) => {
    const records = await change(trx)
    const done = records.map(({ id, version }, index) => ({ position: positions[index] ?? index, id, version }))
    const { numAffectedRows } = await sql`
      update ${systemTable(ctx, '_request_key')} set done = coalesce(done, '[]') || ${JSON.stringify(done)}::jsonb
      where actor = ${actorReference(ctx.actor)}::text and key = ${key}::text and claim = ${claim}::uuid
        and answer is null`.execute(trx)
    if (numAffectedRows !== 1n) throw takenOver(ctx, key)
    return records
  })
}

/**
 * Keeps the answer under the request's key, if it has one.
 * @throws TenonError UNAVAILABLE where the key was taken over meanwhile: then the change must not be made
 */
export async function settleClaim(db: Queryable, ctx: RequestContext, answer: readonly object[]): Promise<void> {
  const { claim, idempotencyKey: key } = ctx
  if (claim === undefined || key === undefined) return
  const { numAffectedRows } = await sql`
    update ${systemTable(ctx, '_request_key')} set answer = ${JSON.stringify(answer)}::json
    where actor = ${actorReference(ctx.actor)}::text and key = ${key}::text and claim = ${claim}::uuid
      and answer is null`.execute(db)
  if (numAffectedRows !== 1n) throw takenOver(ctx, key)
}

function takenOver({ locale }: RequestContext, key: string): TenonError {
  const message = {
    en: `The request with the idempotency key '${key}' took so long that another one took its place. Send it again to get that one's answer.`,
    'zh-CN': `幂等键“${key}”的请求耗时过长，已被另一请求接替。请重新发送以取得结果。`,
  }
  return new TenonError({ code: 'UNAVAILABLE', message: textIn(message, locale) })
}
