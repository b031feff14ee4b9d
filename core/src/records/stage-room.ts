import { textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { PipelinePlace } from './place-in-pipeline.ts'
import type { Queryable } from './queryable.ts'
import { type RecordScope, tableOf } from './record-scope.ts'

/** Second key of the locks, so that they cannot meet other advisory locks. */
const LOCK_SEED = 4712

interface Room {
  /** How many records there are. */
  held: number
  limit: number
}

/** How full the stages with a limit are, by `placeKey`; those without one are not counted. One statement. */
export async function readRoom(
  db: Queryable,
  scope: RecordScope,
  places: readonly PipelinePlace[],
): Promise<ReadonlyMap<string, Room>> {
  const limited = new Map(places.flatMap((place) => (limitOf(scope, place) === null ? [] : [[placeKey(place), place]])))
  if (limited.size === 0) return new Map()
  const wanted = [...limited.values()].map(({ pipeline, stage }) => ({ pipeline, stage }))
  const { rows } = await sql<PipelinePlace & { held: number }>`
    select w.pipeline, w.stage, (
      select count(*)::int from ${tableOf(scope.ctx, scope.entity)} r
      where r.pipeline = w.pipeline and r.stage = w.stage and r.deleted_at is null) as held
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(pipeline text, stage text)`.execute(db)
  return new Map(rows.map(({ held, ...place }) => [placeKey(place), { held, limit: limitOf(scope, place) ?? held }]))
}

export function placeKey({ pipeline, stage }: PipelinePlace): string {
  return `${pipeline} ${stage}`
}

interface Entering<T> {
  /** Where each record of the write goes; null for one that enters no stage, or may exceed a limit. */
  places: ReadonlyArray<PipelinePlace | null>
  write: (db: Queryable) => Promise<T>
}

type Outcome<T> = { written: T } | { full: ReadonlyArray<{ index: number; error: TenonError }> }

/**
 * Makes a write that keeps to the limits of the stages that records enter, whoever else writes at the same time. A stage
 * with a limit is locked for the transaction; without one, the write is made as it is, in one statement. `full`: records
 * for which there is no room; nothing was written.
 */
export async function writeInRoom<T>(
  database: Database,
  scope: RecordScope,
  { places, write }: Entering<T>,
): Promise<Outcome<T>> {
  const limited = places.filter((place) => place !== null).filter((place) => limitOf(scope, place) !== null)
  const { schema } = scope.ctx.tenant
  if (limited.length === 0) return { written: await write(database.tenant(schema)) }
  return database.transaction(schema, async (trx) => {
    await lockStages(trx, schema, limited)
    const full = withoutRoom(scope, places, await readRoom(trx, scope, limited))
    return full.length > 0 ? { full } : { written: await write(trx) }
  })
}

/** In one order, so that two writers never wait for each other. */
async function lockStages(trx: Queryable, schema: string, places: readonly PipelinePlace[]): Promise<void> {
  const keys = [...new Set(places.map((place) => `${schema} ${placeKey(place)}`))].sort()
  for (const key of keys) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}::text, ${sql.lit(LOCK_SEED)}))`.execute(trx)
  }
}

/** The last ones of a batch that is too large for a stage. */
function withoutRoom(
  scope: RecordScope,
  places: ReadonlyArray<PipelinePlace | null>,
  rooms: ReadonlyMap<string, Room>,
): Array<{ index: number; error: TenonError }> {
  const taken = new Map<string, number>()
  return places.flatMap((place, index) => {
    const room = place === null ? undefined : rooms.get(placeKey(place))
    if (place === null || room === undefined) return []
    const held = taken.get(placeKey(place)) ?? room.held
    if (held >= room.limit) return [{ index, error: stageFull(scope, place, { ...room, held }) }]
    taken.set(placeKey(place), held + 1)
    return []
  })
}

function stageFull(scope: RecordScope, place: PipelinePlace, room: Room): TenonError {
  const problem = fullProblem(scope, place, room)
  return new TenonError({ code: 'TRANSITION_REFUSED', message: `${problem.message}`, problems: [problem] })
}

export function fullProblem({ ctx, entity }: RecordScope, place: PipelinePlace, { held, limit }: Room): Problem {
  const stage = entity.pipelines.find(({ name }) => name === place.pipeline)?.stages.get(place.stage)
  const label = stage?.label ?? place.stage
  const message = {
    en: `${textIn(label, 'en')} is full: it holds ${held}, and ${limit} at most.`,
    'zh-CN': `“${textIn(label, 'zh-CN')}”已满：现有 ${held} 条，最多 ${limit} 条。`,
  }
  return { pointer: '/stage', message: textIn(message, ctx.locale), rule: 'wipLimit' }
}

function limitOf({ entity }: RecordScope, { pipeline, stage }: PipelinePlace): number | null {
  return entity.pipelines.find(({ name }) => name === pipeline)?.stages.get(stage)?.wipLimit ?? null
}
