import { textIn } from '@tenon/sdk/contract/locale'
import type { RecordMoves, RecordMovesInput, StageMove } from '@tenon/sdk/contract/stage-moves'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { emptiedReason } from '../records/loss-reason.ts'
import { placeOf } from '../records/place-in-pipeline.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies } from '../records/record-scope.ts'
import type { StageChange } from '../records/stage-change.ts'
import { placeKey } from '../records/stage-room.ts'
import { storedValues } from '../records/stored-values.ts'
import { approversOf } from './check-people.ts'
import type { JudgeMoves, Judgement } from './judge-moves.ts'
import { type MovableRecord, readForMoves } from './read-for-moves.ts'
import { codeGuards } from './run-stage-guards.ts'

export type ReadMoves = (ctx: RequestContext, input: RecordMovesInput) => Promise<RecordMoves>

/**
 * Makes the function that looks ahead: for each other stage of a record's pipeline, what would refuse a move there at
 * this moment. No plugin's code runs; the number of statements does not depend on that of stages.
 */
export function makeReadMoves({
  database,
  judgeMoves,
  ...dependencies
}: ScopeDependencies & { database: Database; judgeMoves: JudgeMoves }): ReadMoves {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const record = await readForMoves(database, scope, id)
    const changes = changesFrom(scope, record)
    const judgements = await judgeMoves(scope, { changes })
    const place = placeOf(record.body)
    return {
      pipeline: place?.pipeline ?? null,
      stage: place?.stage ?? null,
      version: Number(record.body['version']),
      mayOverride: record.mayUpdate && scope.access.canOverride,
      moves: judgements.flatMap((judgement) => toMove(scope, judgement, record)),
    }
  }
}

/** The record with nothing but its stage changed, for each other stage. */
function changesFrom({ entity }: RecordScope, { body }: MovableRecord): StageChange[] {
  const from = placeOf(body)
  const pipeline = entity.pipelines.find(({ name }) => name === from?.pipeline)
  if (from === null || pipeline === undefined) return []
  const old = storedValues(entity, body)
  const targets = [...pipeline.stages.keys()].filter((stage) => stage !== from.stage)
  return targets.map((stage) => {
    const place = { pipeline: pipeline.name, stage }
    const values = { ...old, ...emptiedReason(entity, { place, old }), ...place }
    return { ...place, from, record: { id: String(body['id']), values, old }, before: body }
  })
}

function toMove(scope: RecordScope, judgement: Judgement, { mayUpdate, requests }: MovableRecord): StageMove[] {
  const { step, obstacles, people, waiting } = judgement
  if (step === null) return []
  const { locale } = scope.ctx
  const problems = [...(mayUpdate ? [] : [noRight(scope)]), ...obstacles.flatMap((one) => [...one.problems])]
  const fields = problems.filter(({ pointer }) => pointer !== '/stage').map(({ pointer }) => pointer.slice(1))
  const approvers = waiting.flatMap((rule) => approversOf(locale, rule, people))
  const guards = codeGuards(step).map(({ name, label }) => ({ name, label: textIn(label, locale) }))
  const isOnlyWaiting = obstacles.every(({ rule, problems: own }) => {
    return rule === 'approval' || own.every(({ pointer }) => pointer !== '/stage')
  })
  const move: StageMove = {
    stage: step.to.name,
    allowed: problems.length === 0,
    problems,
    fields: [...new Set(fields)],
    guards,
    needsApproval: waiting.length > 0 && mayUpdate && isOnlyWaiting,
    approvers: [...new Map(approvers.map((one) => [JSON.stringify(one), one])).values()],
    approval: requests[placeKey(step.change)] ?? null,
  }
  return [move]
}

function noRight({ ctx, entity }: RecordScope): Problem {
  const label = entity.schema.label
  const message = {
    en: `You may not change this ${textIn(label, 'en')}.`,
    'zh-CN': `您无权修改此${textIn(label, 'zh-CN')}。`,
  }
  return { pointer: '/stage', message: textIn(message, ctx.locale), rule: 'access' }
}
