import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable, tableOf } from '../record-scope.ts'
import type { ErasedBatch } from './erased-batch.ts'

/**
 * Erases what repeats values of the records elsewhere: events, what was typed, requests for approval, reasons of moves, changes
 * of many records, values that a publish or migration put aside. Files are let go; their bytes follow after the transaction. Gives how many files.
 */
export async function eraseCopies(trx: Queryable, ctx: RequestContext, batch: ErasedBatch): Promise<number> {
  const { entity, ids, fields } = batch
  const names = fields.map(({ name }) => name)
  const fieldIds = fields.map(({ id }) => id)
  const own = sql`record_id = any(${idArray(ids)})`
  const ofEntity = sql`entity = ${entity.name}::text and ${own}`
  const without = (column: string) => sql`${sql.id(column)} = ${sql.id(column)} - ${names}::text[]`
  const table = (name: string) => systemTable(ctx, name)
  await sql`delete from ${table('_typed_text')} where ${own} and field_id = any(${fieldIds}::text[])`.execute(trx)
  await sql`update ${table('_outbox')} set ${without('before')}, ${without('after')} where ${ofEntity}`.execute(trx)
  await sql`update ${table('_move_approval')} set ${without('record_values')}, comment = null, decision_comment = null,
    refusal = null where ${ofEntity}`.execute(trx)
  await sql`update ${table('_stage_history')} set override = override - 'reason' where ${ofEntity} and override is not null`.execute(
    trx,
  )
  await sql`update ${table('_stage_creation')} set error = null where ${ofEntity} and error is not null`.execute(trx)
  await sql`update ${table('_trash')} set reason = '' where ${ofEntity} and reason is not null`.execute(trx)
  await sql`update ${table('_migrated_record')} set ${without('before')}, ${without('after')} where ${own}`.execute(trx)
  await eraseBulkRuns(trx, ctx, batch)
  await eraseParked(trx, ctx, batch)
  // As old as any that the daily collection removes, should its bytes not be removed at once.
  const { numAffectedRows } = await sql`update ${table('_file')} set detached_at = now() - interval '1 year'
    where ${own} and field_id = any(${fieldIds}::text[])
      and (detached_at is null or detached_at > now() - interval '300 days')`.execute(trx)
  return Number(numAffectedRows ?? 0n)
}

/** What changes of many records have set in personal fields of these, and what they said of them. */
async function eraseBulkRuns(trx: Queryable, ctx: RequestContext, { entity, ids, fields }: ErasedBatch): Promise<void> {
  const names = fields.map(({ name }) => name)
  const rows = systemTable(ctx, '_bulk_row')
  await sql`update ${systemTable(ctx, '_bulk_run')} r set error = null,
      operation = case when jsonb_typeof(r.operation::jsonb -> 'values') = 'object'
        then (r.operation::jsonb || jsonb_build_object('values', (r.operation::jsonb -> 'values') - ${names}::text[]))::json
        else r.operation end
    where r.entity = ${entity.name}::text
      and exists (select 1 from ${rows} b where b.run = r.id and b.record_id = any(${idArray(ids)}))`.execute(trx)
  await sql`update ${rows} set message = null, input = input - 'cells'
    where record_id = any(${idArray(ids)}) and (message is not null or jsonb_exists(input, 'cells'))`.execute(trx)
}

/** Values of removed fields and former types: of the person's own record all of them, of others those of personal fields. */
async function eraseParked(
  trx: Queryable,
  ctx: RequestContext,
  { entity, ids, fields, own }: ErasedBatch,
): Promise<void> {
  const fieldIds = fields.map(({ id }) => id)
  const parked = await trx
    .selectFrom('_parked_column')
    .select(['parked_name', 'field_id'])
    .where('entity', '=', entity.name)
    .where('column_name', '<>', '')
    .execute()
  const there = await sql<{ name: string }>`select column_name as name from information_schema.columns
    where table_schema = ${ctx.tenant.schema} and table_name = ${entity.table}
      and column_name = any(${parked.map(({ parked_name }) => parked_name)}::text[])`.execute(trx)
  const known = new Set(there.rows.map(({ name }) => name))
  const columns = parked.filter(({ parked_name, field_id }) => {
    return known.has(parked_name) && (own || fieldIds.includes(field_id))
  })
  if (columns.length === 0) return
  const sets = columns.map(({ parked_name }) => sql`${sql.id(parked_name)} = null`)
  await sql`update ${tableOf(ctx, entity)} set ${sql.join(sets)} where id = any(${idArray(ids)})`.execute(trx)
}
