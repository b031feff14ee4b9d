import type { TransitionRule } from '@tenon/sdk/contract/pipeline-schema'
import type { Actor, RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { expressionTime } from '../records/expression-time.ts'
import type { RecordScope } from '../records/record-scope.ts'
import type { StageChange } from '../records/stage-change.ts'
import { fullProblem, placeKey, readRoom } from '../records/stage-room.ts'
import { checkAskedFields } from './check-asked-fields.ts'
import { checkConditions } from './check-conditions.ts'
import { checkDirection } from './check-direction.ts'
import { checkPeople, type People, waiting } from './check-people.ts'
import { checkReopening, reopeningOf } from './check-reopening.ts'
import { findManagers, type Manager } from './find-managers.ts'
import type { Obstacle } from './obstacle.ts'
import { type RoleLabels, readRoleLabels } from './role-labels.ts'
import { type StageStep, stageStep } from './stage-step.ts'
import { type Agreeing, rulesFor } from './transition-rules.ts'

export interface Judgement {
  /** What the move is made of; null where there is no such stage, which is not for rules to say. */
  step: StageStep | null
  /** Everything that stands in the way, in the order in which it is told. */
  obstacles: Obstacle[]
  /** Rules whose agreement is missing, and who is who for them. */
  waiting: TransitionRule[]
  people: People
}

interface Judged {
  changes: readonly StageChange[]
  /** Names of rules about transitions that others have agreed to. */
  agreed?: readonly string[]
}

export type JudgeMoves = (scope: RecordScope, input: Judged) => Promise<Judgement[]>

/**
 * Makes the one judge of moves: everything that a pipeline asks for, but for guards that are code. No statement for moves
 * that nothing of the kind is asked of; else one per kind of question, however many moves there are.
 */
export function makeJudgeMoves({ database }: { database: Database }): JudgeMoves {
  return async (scope, { changes, agreed = [] }) => {
    const { ctx, entity } = scope
    const db = database.tenant(ctx.tenant.schema)
    const steps = changes.map((change) => stageStep(entity, change))
    const ground = await readGround(database, ctx, steps)
    const conditions = await checkConditions(db, scope, steps)
    const rooms = await readRoom(db, scope, changes)
    return steps.map((step, index) => {
      const people = { ...peopleOf(ground, step), actor: whoActs(ctx.actor), agreed }
      if (step === null) return { step, obstacles: [], waiting: [], people }
      const rules = rulesFor(step)
      const room = rooms.get(placeKey(step.change))
      const full = room === undefined || room.held < room.limit ? [] : [fullStage(scope, step, room)]
      const time = { now: expressionTime(ctx), roles: people.actor.roles, labels: ground.labels }
      const obstacles = [
        ...checkDirection(ctx.locale, step),
        ...checkReopening(ctx.locale, step, time),
        ...checkPeople(ctx.locale, rules, people),
        ...checkAskedFields(ctx.locale, entity, step),
        ...(conditions[index] ?? []),
        ...full,
      ]
      return { step, obstacles, waiting: waiting(rules, people), people }
    })
  }
}

interface Ground {
  labels: RoleLabels
  managers: ReadonlyMap<string, Manager>
}

/** Of people only what the steps' rules ask about. */
async function readGround(
  database: Database,
  ctx: RequestContext,
  steps: ReadonlyArray<StageStep | null>,
): Promise<Ground> {
  const known = steps.filter((step) => step !== null)
  const rules = known.flatMap(rulesFor)
  const roles = [
    ...rules.flatMap((rule) => [...(rule.roles ?? []), ...(rule.approval?.roles ?? [])]),
    ...known.flatMap((step) => reopeningOf(step)?.roles ?? []),
  ]
  const owners = known.flatMap((step) => {
    const asksManager = rulesFor(step).some(({ approval }) => approval?.manager === true)
    return asksManager ? (ownerOf(step) ?? []) : []
  })
  return {
    labels: await readRoleLabels(database, ctx, roles),
    managers: await findManagers(database, ctx, owners),
  }
}

function peopleOf({ labels, managers }: Ground, step: StageStep | null): Pick<People, 'labels' | 'manager'> {
  const owner = step === null ? null : ownerOf(step)
  return { labels, manager: owner === null ? null : (managers.get(owner) ?? null) }
}

/** The owner before the move: whoever takes a record over along with it is no reason for another manager to agree. */
function ownerOf({ change }: StageStep): string | null {
  const owner = (change.before ?? change.record.values)['ownerId']
  return typeof owner === 'string' ? owner : null
}

/** The person or key who acts, also by a plugin's code. Tenon itself has no role: rules bind it, too. */
export function whoActs(actor: Actor): Agreeing {
  const person = actor.kind === 'plugin' ? actor.onBehalfOf : actor
  if (person.kind === 'user') return { userId: person.id, roles: person.roles }
  return { userId: null, roles: person.kind === 'apiKey' ? person.roles : [] }
}

function fullStage(scope: RecordScope, { change }: StageStep, room: { held: number; limit: number }): Obstacle {
  const problem = fullProblem(scope, change, room)
  return { rule: 'wipLimit', sentence: problem.message, problems: [problem] }
}
