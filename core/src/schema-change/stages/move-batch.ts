import type { StagePlace } from '@tenon/sdk/contract/stage-mapping'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../../context/request-context.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'
import type { TablePlace } from '../ddl.ts'
import type { RelocateRecords } from './relocate-records.ts'

/** Records of one stage on their way to another. */
export interface StageMove {
  model: CompiledModel
  entity: CompiledEntity
  place: TablePlace
  from: StagePlace
  /** Null: out of any pipeline. */
  to: StagePlace | null
  reason: string
  /** Version that the publish leads to. */
  version: number
}

const BATCH = 500

/** Moves the next records that are in the stage, and keeps that it did; resolves to how many. */
export async function moveBatch(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { relocate, move, lock }: { relocate: RelocateRecords; move: StageMove; lock: RawBuilder<unknown> },
): Promise<number> {
  const { place, from } = move
  const { rows } = await sql<{ id: string; deleted: boolean }>`
    select id, deleted_at is not null as deleted from ${sql.id(place.schema, place.table)}
    where pipeline = ${from.pipeline}::text and stage = ${from.stage}::text limit ${sql.lit(BATCH)} ${lock}`.execute(
    trx,
  )
  await relocateBoth(trx, ctx, { relocate, move, rows })
  await keepMoves(trx, move, rows)
  return rows.length
}

export interface MovedRow {
  id: string
  deleted: boolean
}

/** Live and deleted records in a statement each. */
export async function relocateBoth(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { relocate, move, rows }: { relocate: RelocateRecords; move: StageMove; rows: readonly MovedRow[] },
): Promise<void> {
  const { model, entity, to, reason, version } = move
  for (const deleted of [false, true]) {
    const ids = rows.filter((row) => row.deleted === deleted).map(({ id }) => id)
    if (ids.length > 0) await relocate(trx, ctx, { model, entity, ids, to, deleted, reason, version })
  }
}

async function keepMoves(trx: Kysely<TenantTables>, move: StageMove, rows: readonly MovedRow[]): Promise<void> {
  if (rows.length === 0) return
  const { entity, from, to, version } = move
  const kept = rows.map(({ id }) => ({ id: uuidv7(), record_id: id }))
  await sql`insert into ${sql.id(move.place.schema, '_stage_move')}
    (id, entity, record_id, from_pipeline, from_stage, to_pipeline, to_stage, model_version)
    select r.id, ${entity.name}::text, r.record_id, ${from.pipeline}::text, ${from.stage}::text,
      ${to?.pipeline ?? null}::text, ${to?.stage ?? null}::text, ${version}::int
    from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as r(id uuid, record_id uuid)`.execute(trx)
}
