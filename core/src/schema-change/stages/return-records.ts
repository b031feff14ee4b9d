import type { StagePlace } from '@tenon/sdk/contract/stage-mapping'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'
import type { TablePlace } from '../ddl.ts'
import { type MovedRow, relocateBoth } from './move-batch.ts'
import type { RelocateRecords } from './relocate-records.ts'
import { unmovedSince } from './returning-records.ts'
import { hasStage } from './stage-name.ts'
import { stageReason } from './stage-reason.ts'

const BATCH = 500

interface Returning {
  relocate: RelocateRecords
  model: CompiledModel
  entity: CompiledEntity
  place: TablePlace
  /** Condition over `m`, a move that was kept, and `t`, the record. */
  where: RawBuilder<unknown>
  version: number
}

type KeptMove = MovedRow & { move: string; pipeline: string; stage: string }

/** Takes the next records back to the stages that a publish took them out of; resolves to how many it looked at. */
export async function returnBatch(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { relocate, model, entity, place, where, version }: Returning,
): Promise<number> {
  const { rows } = await sql<KeptMove>`
    select m.id as move, m.from_pipeline as pipeline, m.from_stage as stage, t.id, t.deleted_at is not null as deleted
    from ${unmovedSince(place, entity.name)} where ${where} order by m.id limit ${sql.lit(BATCH)} for update of t`.execute(
    trx,
  )
  for (const [to, group] of byStage(rows)) {
    if (!hasStage(entity, to)) continue
    const reason = stageReason(ctx, { what: 'back', entities: [entity], place: to })
    const move = { model, entity, place, from: to, to, reason, version }
    await relocateBoth(trx, ctx, { relocate, move, rows: group })
  }
  const done = rows.map(({ move }) => move)
  if (done.length > 0) await trx.deleteFrom('_stage_move').where('id', 'in', done).execute()
  return rows.length
}

function byStage(rows: readonly KeptMove[]): Map<StagePlace, KeptMove[]> {
  const groups = new Map<string, [StagePlace, KeptMove[]]>()
  for (const row of rows) {
    const { pipeline, stage } = row
    const key = `${pipeline}/${stage}`
    const group = groups.get(key) ?? [{ pipeline, stage }, []]
    group[1].push(row)
    groups.set(key, group)
  }
  return new Map(groups.values())
}
