import type { StagePlace } from '@tenon/sdk/contract/stage-mapping'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { PreparedPublish } from '../prepare-publish.ts'
import { checkStageAnswer } from './check-stage-answer.ts'
import { findPlannedStages, stagesOf } from './find-planned-stages.ts'
import { moveBatch } from './move-batch.ts'
import type { RelocateRecords } from './relocate-records.ts'
import { returnBatch } from './return-records.ts'
import { completeDecision, mappingFor, type StageDecision } from './stage-decision.ts'
import { hasStage } from './stage-name.ts'
import { stageReason } from './stage-reason.ts'
import type { StageTable } from './stage-tables.ts'

/** As every statement of a publish: writers queue up behind it. */
const LOCK_TIMEOUT = '25ms'

interface MapStages {
  relocate: RelocateRecords
  tables: readonly StageTable[]
  models: { before: CompiledModel | null; after: CompiledModel }
  decision: StageDecision
  version: number
}

/** What the last transaction is told of the stages. */
export function stageMapping(
  { relocate }: { relocate: RelocateRecords },
  {
    before,
    after,
    stageTables: tables,
    version,
  }: Pick<PreparedPublish, 'before' | 'after' | 'stageTables' | 'version'>,
  decision: StageDecision,
): MapStages {
  return { relocate, tables, models: { before, after }, decision, version }
}

/**
 * In the transaction that brings a version into force, before its tables change: records leave pipelines of which the
 * entity keeps none, while it still has the columns' meaning.
 */
export async function leavePipelines(trx: Kysely<TenantTables>, ctx: RequestContext, input: MapStages): Promise<void> {
  const { before } = input.models
  const tables = input.tables.filter((table) => isLeft(table) && table.loses)
  if (before === null || tables.length === 0) return
  await mapAll(trx, ctx, { ...input, tables, model: before, when: 'working' })
}

/** The same once they have changed: all others go where they are told to. Nobody is left in a stage that is gone. */
export async function mapStages(trx: Kysely<TenantTables>, ctx: RequestContext, input: MapStages): Promise<void> {
  const tables = input.tables.filter((table) => !isLeft(table))
  if (tables.length > 0) await mapAll(trx, ctx, { ...input, tables, model: input.models.after, when: 'final' })
}

function isLeft({ before, after }: StageTable): boolean {
  return before !== null && after.pipelines.length === 0
}

type MapAll = MapStages & { model: CompiledModel; when: 'working' | 'final' }

async function mapAll(trx: Kysely<TenantTables>, ctx: RequestContext, input: MapAll): Promise<void> {
  const { tables, when } = input
  await lockTables(trx, input)
  const stages = await findPlannedStages(trx, tables, when)
  const decision = completeDecision(stages, input.decision)
  checkStageAnswer(ctx, stages, decision)
  if (decision.bringBack === true) {
    for (const table of tables) await bringBack(trx, ctx, { ...input, table })
  }
  for (const stranded of stages.stranded) {
    const table = tables.find(({ after }) => after.name === stranded.entity)
    const mapping = mappingFor(decision, stranded)
    if (table === undefined || mapping === undefined) continue
    await moveStage(trx, ctx, { ...input, table, from: stranded, to: mapping.to })
  }
}

/** Waits for writes under way, so that what is counted from now on is all there is. */
async function lockTables(trx: Kysely<TenantTables>, { tables, when }: MapAll): Promise<void> {
  await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(trx)
  for (const table of tables.filter(({ loses }) => loses)) {
    const { schema, table: name } = table[when]
    await sql`lock table ${sql.id(schema, name)} in share row exclusive mode`.execute(trx)
  }
}

/**
 * Those whose stage goes return at once; for the others it is noted that they are to, which takes no time however many
 * they are: see `settleStageMoves`.
 */
async function bringBack(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { relocate, model, table, version, when }: MapAll & { table: StageTable },
): Promise<void> {
  const { before, after } = table
  const back = stagesOf(after).filter((place) => !hasStage(before, place))
  if (back.length === 0) return
  const pairs = (places: readonly StagePlace[]) =>
    sql.join(places.map(({ pipeline, stage }) => sql`(${pipeline}::text, ${stage}::text)`))
  const known = stagesOf(after)
  const where = sql`(m.from_pipeline, m.from_stage) in (${pairs(back)})
    and t.stage is not null and (t.pipeline, t.stage) not in (${pairs(known)})`
  const input = { relocate, model, entity: after, place: table[when], where, version }
  while ((await returnBatch(trx, ctx, input)) > 0);
  await sql`update ${sql.id(ctx.tenant.schema, '_stage_move')} set returns = true
    where entity = ${after.name}::text and (from_pipeline, from_stage) in (${pairs(back)})`.execute(trx)
}

interface MovedStage {
  table: StageTable
  from: StagePlace
  to: StagePlace | null
}

async function moveStage(trx: Kysely<TenantTables>, ctx: RequestContext, input: MapAll & MovedStage): Promise<void> {
  const { relocate, model, table, when, version } = input
  const { before, after } = table
  const from = { pipeline: input.from.pipeline, stage: input.from.stage }
  const entity = after.pipelines.length === 0 && before !== null ? before : after
  const reason = stageReason(ctx, { what: 'gone', entities: [before, after], place: from })
  const move = { model, entity, place: table[when], from, to: input.to, reason, version }
  while ((await moveBatch(trx, ctx, { relocate, move, lock: sql`` })) > 0);
}
