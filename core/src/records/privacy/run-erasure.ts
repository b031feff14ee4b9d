import { CORE_EVENT_SOURCE, type ErasureEventPayload } from '@tenon/sdk/contract/core-events'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { insertAdminAudit } from '../../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext, type TenantRef } from '../../context/request-context.ts'
import { systemContext } from '../../context/system-context.ts'
import { keepHoldsOut } from '../../db/held-records.ts'
import type { ErasedTally } from '../../db/personal-data-tables.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { insertEmittedEvent } from '../../events/insert-emitted-event.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { type RemovingFiles, removeFiles } from '../../storage/remove-files.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import type { ChosenValues } from './chosen-values.ts'
import { eraseRecords } from './erase-records.ts'
import { eraseStoredAnswers } from './erase-stored-answers.ts'
import { personalFields } from './personal-fields.ts'
import { withoutHeld } from './without-held.ts'

const BATCH = 100

export interface ErasureGround extends RemovingFiles {
  models: Pick<ModelStore, 'get'>
}

type StoredRun = Pick<TenantTables['_erasure_run'], 'id' | 'entity' | 'record_id' | 'locale' | 'total'> & {
  erased: Record<string, ErasedTally>
  actor: { reference: string; name: string }
  chosen: ChosenValues
}

/**
 * Does one batch of the tenant's open erasures, in one transaction: of two processes one works on a run, and one that dies
 * leaves what it had done. Resolves to false when nothing is left to do, or somebody else is at it.
 */
export async function eraseBatch(ground: ErasureGround, tenant: TenantRef): Promise<boolean> {
  const { database } = ground
  const model = await ground.models.get(tenant)
  const full = await database.transaction(tenant.schema, async (trx) => {
    const run = await claimRun(trx)
    if (run === null) return null
    const ctx = contextOf(tenant, run)
    const targets = await takeTargets(trx, ctx, run.id)
    if (targets === null) return { ctx, run }
    const entity = model.entities.get(targets.entity)
    // One that a publish took away meanwhile: what was put aside goes with the entity.
    if (entity === undefined) return { ctx, run: null }
    const own = targets.entity === run.entity
    const chosen = run.chosen[entity.name] ?? {}
    // Put on hold meanwhile.
    const ids = await withoutHeld(trx, ctx, { entity, ids: targets.ids })
    const batch = { entity, ids, fields: personalFields(entity), own, chosen, locale: run.locale }
    await addTally(trx, run, { entity: targets.entity, tally: await eraseRecords(trx, ctx, batch) })
    return { ctx, run: null }
  })
  if (full === null) return false
  if (full.run !== null) await finish(ground, full.ctx, full.run)
  return true
}

async function claimRun(trx: Queryable): Promise<StoredRun | null> {
  const columns = ['id', 'entity', 'record_id', 'locale', 'total', 'erased', 'actor', 'chosen'] as const
  const open = trx.selectFrom('_erasure_run').select(columns).where('status', '=', 'running')
  return (await open.orderBy('id').limit(1).forUpdate().skipLocked().executeTakeFirst()) ?? null
}

/** It acts with every right, in the name of who asked. */
function contextOf(tenant: TenantRef, { id, actor, locale }: StoredRun): RequestContext {
  const [kind = '', ...rest] = actor.reference.split(':')
  const ctx = systemContext(tenant, 'job')
  if (kind !== 'user' && kind !== 'apiKey') return { ...ctx, locale, requestId: id }
  return { ...ctx, locale, requestId: id, actor: { kind, id: rest.join(':'), name: actor.name, roles: [] } }
}

/** Records of one entity, marked as done; null when all are. From here on nobody puts one on hold. */
async function takeTargets(trx: Queryable, ctx: RequestContext, run: string) {
  const targets = systemTable(ctx, '_erasure_target')
  await keepHoldsOut(trx, ctx.tenant.schema)
  const { rows } = await sql<{ entity: string; id: string }>`
    with next as (select run, entity, record_id from ${targets} where run = ${run}::uuid and not done
      and entity = (select min(entity) from ${targets} where run = ${run}::uuid and not done)
      order by record_id limit ${BATCH}::int)
    update ${targets} t set done = true from next n
    where t.run = n.run and t.entity = n.entity and t.record_id = n.record_id
    returning t.entity, t.record_id as id`.execute(trx)
  const [first] = rows
  return first === undefined ? null : { entity: first.entity, ids: rows.map(({ id }) => id) }
}

async function addTally(trx: Queryable, run: StoredRun, { entity, tally }: { entity: string; tally: ErasedTally }) {
  const known = run.erased[entity] ?? { records: 0, history: 0, files: 0 }
  const sum = {
    records: known.records + tally.records,
    history: known.history + tally.history,
    files: known.files + tally.files,
    named: [...new Set([...(known.named ?? []), ...(tally.named ?? [])])],
  }
  const erased = JSON.stringify({ ...run.erased, [entity]: sum })
  await trx.updateTable('_erasure_run').set({ erased, error: null }).where('id', '=', run.id).execute()
}

/** Files first: they are found by the run's records. Whoever dies in between leaves a run that comes here again. */
async function finish(ground: ErasureGround, ctx: RequestContext, run: StoredRun): Promise<void> {
  const { schema } = ctx.tenant
  const targets = systemTable(ctx, '_erasure_target')
  const left = sql<boolean>`f.detached_at < now() - interval '300 days' and exists (select 1 from ${targets} t
    where t.run = ${run.id}::uuid and t.entity = f.entity and t.record_id = f.record_id)`
  // What a backup holds is left to the daily collection.
  await removeFiles(ground, schema, left)
  await ground.database.transaction(schema, async (trx) => {
    const closed = await trx
      .updateTable('_erasure_run')
      .set({ status: 'done', ended_at: sql<Date>`now()`, error: null })
      .where('id', '=', run.id)
      .where('status', '=', 'running')
      .executeTakeFirst()
    if (closed.numUpdatedRows === 0n) return
    await eraseStoredAnswers(trx, ctx, { run: run.id, entity: run.entity })
    await trx.deleteFrom('_erasure_target').where('run', '=', run.id).execute()
    const erased = Object.entries(run.erased).map(([entity, { named: _, ...tally }]) => [entity, tally])
    const details = { record: run.record_id, of: run.entity, records: run.total, erased: Object.fromEntries(erased) }
    await insertAdminAudit(trx, ctx, { action: 'privacy.erased', id: run.id, details: details as never })
    await tellOthers(trx, ctx, run)
  })
}

async function tellOthers(trx: Queryable, ctx: RequestContext, run: StoredRun): Promise<void> {
  const payload: ErasureEventPayload = {
    ...{ erasure: run.id, entity: run.entity, recordId: run.record_id, records: run.total },
  }
  await insertEmittedEvent(trx, ctx.tenant.schema, {
    ...{ id: uuidv7(), type: 'plugin.event', name: `${CORE_EVENT_SOURCE}.personalDataErased` },
    ...{ actor: actorReference(ctx.actor), depth: ctx.depth, payload: { ...payload } },
  })
}
