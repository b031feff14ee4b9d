import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../../audit/origin-of.ts'
import { actorReference } from '../../context/request-context.ts'
import { keepHoldsOut } from '../../db/held-records.ts'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { idArray, namesOneOf } from '../find-followers.ts'
import { mergedTogether } from '../privacy/merged-records.ts'
import type { Queryable } from '../queryable.ts'
import { versionConflict } from '../read-for-write.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { eraseTraces } from './erase-traces.ts'

export interface Doomed {
  entity: CompiledEntity
  ids: string[]
}

/**
 * Removes a deleted record and the deleted ones that belonged to it, in the transaction; gives what went, for their files.
 * @throws TenonError VERSION_CONFLICT where it is not deleted in this version, REFERENCE_CONFLICT where another record names it
 */
export async function purgeRecord(
  trx: Queryable,
  scope: RecordScope,
  target: { id: string; version: number | null },
): Promise<Doomed[]> {
  const { ctx, entity } = scope
  const { rows } = await sql<{ version: number }>`select version from ${tableOf(ctx, entity)}
    where id = ${target.id}::uuid and deleted_at is not null for update`.execute(trx)
  const current = rows[0]?.version
  const version = target.version ?? current ?? 0
  if (current !== version) throw versionConflict(scope, { id: target.id, version, current })
  const doomed = await collectDoomed(trx, scope, { entity, ids: [target.id] })
  await refuseHeld(trx, scope, doomed)
  for (const group of doomed) await removeGroup(trx, scope, group)
  return doomed
}

/** The record and what belongs to it by a cascading reference, the outermost first. */
async function collectDoomed(trx: Queryable, scope: RecordScope, first: Doomed): Promise<Doomed[]> {
  const seen = new Map<string, Set<string>>([[first.entity.name, new Set(first.ids)]])
  const all: Doomed[] = [first]
  for (let level = [first]; level.length > 0; ) {
    const next: Doomed[] = []
    for (const target of level) {
      for (const link of target.entity.referencedBy) {
        const entity = scope.model.entities.get(link.entity)
        const field = entity?.fields.get(link.field)
        if (entity === undefined || field === undefined) continue
        const { rows } = await sql<{ id: string; live: boolean }>`
          select r.id, r.deleted_at is null as live from ${tableOf(scope.ctx, entity)} r
          where ${namesOneOf(field, target)} for update`.execute(trx)
        const known = seen.get(entity.name) ?? new Set<string>()
        const fresh = rows.filter(({ id }) => !known.has(id))
        if (fresh.some(({ live }) => live)) throw stillNamed(scope, entity)
        if (link.onDelete !== 'cascade' || fresh.length === 0) continue
        seen.set(entity.name, new Set([...known, ...fresh.map(({ id }) => id)]))
        next.push({ entity, ids: fresh.map(({ id }) => id) })
      }
    }
    all.unshift(...next)
    level = next
  }
  return all
}

/** A legal hold keeps what a retention or a person would remove; of what was merged together, one on any of it keeps all. */
async function refuseHeld(trx: Queryable, { ctx }: RecordScope, doomed: readonly Doomed[]): Promise<void> {
  await keepHoldsOut(trx, ctx.tenant.schema)
  for (const { entity, ids } of doomed) {
    const holds = trx.selectFrom('_legal_hold').select('reason').where('entity', '=', entity.name)
    const whole = await mergedTogether(trx, ctx, { entity, ids })
    const held = await holds.where('record_id', 'in', whole).executeTakeFirst()
    if (held === undefined) continue
    const message = { en: `It must be kept: ${held.reason}`, 'zh-CN': `必须保留：${held.reason}` }
    throw new TenonError({ code: 'CONFLICT', message: textIn(message, ctx.locale) })
  }
}

async function removeGroup(trx: Queryable, scope: RecordScope, { entity, ids }: Doomed): Promise<void> {
  const { ctx } = scope
  const { schema } = ctx.tenant
  await eraseTraces(trx, schema, { entity: entity.name, ids })
  await sql`delete from ${tableOf(ctx, entity)} where id = any(${idArray(ids)})`
    .execute(trx)
    .catch((error: unknown) => {
      // A deleted record names it by a reference that may not be emptied.
      if (error instanceof Error && 'code' in error && error.code === '23503') throw stillNamed(scope, entity)
      throw error
    })
  await forgetMerges(trx, ids)
  await trx.deleteFrom('_trash').where('record_id', 'in', ids).execute()
  const actor = actorReference(ctx.actor)
  const rows = ids.map((id) => ({
    ...{ id: uuidv7(), actor, action: 'purge', entity: entity.name, record_id: id, version: null },
    ...{ request_id: ctx.requestId, changes: '{}', reason: null, origin: originOf(ctx) },
  }))
  await trx.insertInto('_audit').values(rows).execute()
}

/** Where nothing of what a merge took away is left to come back, what led there need not be known any more. */
async function forgetMerges(trx: Queryable, ids: readonly string[]): Promise<void> {
  const merges = trx
    .selectFrom('_trash')
    .select('merge_id')
    .where('record_id', 'in', [...ids])
  const others = trx
    .selectFrom('_trash')
    .select('merge_id')
    .where('record_id', 'not in', [...ids])
  await trx
    .deleteFrom('_merge_move')
    .where('merge_id', 'in', merges)
    .where('merge_id', 'not in', others.where('merge_id', 'is not', null))
    .execute()
}

function stillNamed({ ctx, rights }: RecordScope, by: CompiledEntity): TenonError {
  const label = rights.readable(by.name) === null ? null : textIn(by.schema.label, ctx.locale)
  const message = {
    en: `It cannot be removed for good: ${label === null ? 'another record' : `a ${label}`} still names it.`,
    'zh-CN': `无法彻底删除：仍有${label ?? '其他记录'}引用它。`,
  }
  return new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(message, ctx.locale) })
}
