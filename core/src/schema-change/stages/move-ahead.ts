import type { PlannedStages, StagePlace, StrandedRecords } from '@tenon/sdk/contract/stage-mapping'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { PublishWatch } from '../publish-watch.ts'
import { retryBusy } from '../retry-busy.ts'
import { spoken } from '../spoken.ts'
import { wait } from '../wait.ts'
import { moveBatch, type StageMove } from './move-batch.ts'
import type { RelocateRecords } from './relocate-records.ts'
import { mappingFor, type StageDecision } from './stage-decision.ts'
import { hasStage } from './stage-name.ts'
import { stageReason } from './stage-reason.ts'
import type { StageTable } from './stage-tables.ts'

interface Limits {
  database: Pick<Database, 'kind'>
  smallTableRows?: number | undefined
}

/** Up to so many records of a stage are moved in the transaction that brings the version into force. */
const MOVED_AT_ONCE = 2_000
/** Into a stage that there is only from then on, as many more can be: nobody could be there before. */
const TO_NEW_STAGES = 5

function movedAtOnce({ database, smallTableRows }: Limits): number {
  return smallTableRows ?? (database.kind === 'pglite' ? Number.POSITIVE_INFINITY : MOVED_AT_ONCE)
}

export interface AheadMove {
  table: StageTable
  stranded: StrandedRecords
  to: StagePlace
}

interface Planned {
  tables: readonly StageTable[]
  stages: PlannedStages
  decision: StageDecision
}

/** What is moved while everybody still works on the old model: many records of a stage, to one that is there already. */
export function movesAhead(limits: Limits, { tables, stages, decision }: Planned): AheadMove[] {
  return stages.stranded.flatMap((stranded) => {
    const table = tables.find(({ after }) => after.name === stranded.entity)
    const to = mappingFor(decision, stranded)?.to ?? null
    if (table === undefined || to === null || !hasStage(table.before, to)) return []
    return countOf(stranded) > movedAtOnce(limits) ? [{ table, stranded, to }] : []
  })
}

/** @throws TenonError SCHEMA_CHANGE_REFUSED where too many records would have to be moved in one moment */
export function refuseTooMany(ctx: RequestContext, limits: Limits, planned: Planned): void {
  const ahead = new Set(movesAhead(limits, planned).map(({ stranded }) => stranded))
  const most = movedAtOnce(limits) * TO_NEW_STAGES
  const many = planned.stages.stranded.find((one) => !ahead.has(one) && countOf(one) > most)
  if (many === undefined) return
  const [count, stage] = [countOf(many), many.stageLabel]
  const message = spoken(ctx, {
    en: `${count} records of ‘${stage.en}’ would have to change in one moment, because where they go is there only after the publish: publish the new stage first, then remove this one.`,
    'zh-CN': `“${stage['zh-CN'] ?? stage.en}”的 ${count} 条记录需要在同一时刻变更，因为其目标在发布后才存在：请先发布新阶段，再移除此阶段。`,
  })
  throw new TenonError({
    code: 'SCHEMA_CHANGE_REFUSED',
    message,
    problems: [{ pointer: '', message, rule: 'stageMapping' }],
  })
}

function countOf({ live, deleted }: StrandedRecords): number {
  return live + deleted
}

interface MoveAhead {
  database: Database
  relocate: RelocateRecords
  before: CompiledModel
  moves: readonly AheadMove[]
  version: number
  watch: PublishWatch
}

/**
 * Moves records in small transactions, each complete in itself; what somebody else is writing is left for the last
 * transaction of the publish. Begun again, it goes on with what is left. False where the watch ended it.
 */
export async function moveAhead(ctx: RequestContext, { moves, ...input }: MoveAhead): Promise<boolean> {
  for (const move of moves) {
    if (!(await moveOne(ctx, { ...input, move }))) return false
  }
  return true
}

async function moveOne(ctx: RequestContext, input: Omit<MoveAhead, 'moves'> & { move: AheadMove }): Promise<boolean> {
  const { database, relocate, before, version, watch } = input
  const { table, stranded, to } = input.move
  const entity = before.entities.get(table.after.name)
  if (entity === undefined) return true
  const from = { pipeline: stranded.pipeline, stage: stranded.stage }
  const reason = stageReason(ctx, { what: 'gone', entities: [entity], place: from })
  const move: StageMove = { model: before, entity, place: table.working, from, to, reason, version }
  const followed = { place: table.working, columns: [], key: `${entity.name}/${from.pipeline}/${from.stage}` }
  await watch.begin(followed, countOf(stranded))
  for (let done = 0; ; ) {
    if (!(await watch.goesOn())) return false
    const started = performance.now()
    const moved = await retryBusy(() =>
      database.transaction(ctx.tenant.schema, (trx) =>
        moveBatch(trx, ctx, { relocate, move, lock: sql`for update skip locked` }),
      ),
    )
    done += moved
    await watch.note(followed, { after: null, done }, moved === 0)
    if (moved === 0) return true
    await wait(performance.now() - started)
  }
}
