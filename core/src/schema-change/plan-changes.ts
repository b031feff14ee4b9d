import type { CompiledEntity } from '../model/compiled-model.ts'
import { changeKey } from './change-key.ts'
import { comment, dropTable } from './ddl.ts'
import { tableHash } from './definition-hash.ts'
import { describeChange } from './describe-change.ts'
import type { ModelChange, ModelPair } from './model-change.ts'
import { planRemovedEntity } from './plan-removed-entity.ts'
import { planTable } from './plan-table.ts'
import { maintenanceText } from './plan-text.ts'
import {
  forOwner,
  isMarked,
  isOfLateIndex,
  markComment,
  type PlannedStatement,
  partKey,
  RANKS,
} from './planned-statement.ts'
import type { InternalPlan, PlannedStep } from './planned-step.ts'
import { planStageFence } from './stages/plan-stage-fence.ts'
import { type PlanningState, type TableTasks, tableTask } from './table-task.ts'

/**
 * Turns differences between two models into the steps that bring the tables from one to the other.
 * Statements come from comparing what the model wants with what the catalog has, so that planning again after an
 * interruption gives what is left to do.
 */
export function planChanges(models: ModelPair, changes: readonly ModelChange[], state: PlanningState): InternalPlan {
  const tasks = tableTasks(models, state)
  const removed = [...(models.before?.entities.values() ?? [])].filter(
    (known) => !models.after.entities.has(known.name),
  )
  const statements = withMarks([
    ...dropLeftoverTables(tasks, state),
    ...[...tasks.values()].flatMap((task) => planTable(task, tasks)),
    ...[...tasks.values()].flatMap((task) => planStageFence(task, changes)),
    ...removed.flatMap((entity) => planRemovedEntity(entity, state)),
  ])
  const steps = changes.map((change): PlannedStep => {
    return { ...describeChange(change, tasks, state), statements: claimedBy(change, statements) }
  })
  giveSearchIndexes(changes, steps, statements)
  const claimed = new Set(steps.flatMap((step) => step.statements))
  const rest = statements.filter((statement) => !claimed.has(statement))
  if (rest.length > 0)
    steps.push({ summary: maintenanceText(), risk: 'safe', table: null, probes: [], refusals: [], statements: rest })
  return { baseVersion: models.before?.version ?? 0, steps }
}

/** The search index of an entity goes with the first change of a field of it: all fields share it. */
function giveSearchIndexes(
  changes: readonly ModelChange[],
  steps: PlannedStep[],
  statements: readonly PlannedStatement[],
) {
  const claimed = new Set(steps.flatMap((step) => step.statements))
  for (const statement of statements.filter((one) => isOfLateIndex(one) && !claimed.has(one))) {
    const index = changes.findIndex((change) => {
      const changesFields = change.kind === 'AddField' || change.kind === 'RemoveField' || change.kind === 'ChangeField'
      return changesFields && statement.owner === partKey(change.entity.name, { part: 'search' })
    })
    const step = steps[index]
    if (step !== undefined) steps[index] = { ...step, statements: [...step.statements, statement] }
  }
}

function tableTasks({ before, after }: ModelPair, state: PlanningState): TableTasks {
  const task = (entity: CompiledEntity) => tableTask(state, before?.entities.get(entity.name) ?? null, entity)
  return new Map([...after.entities.values()].map((entity) => [entity.name, task(entity)]))
}

function claimedBy(change: ModelChange, statements: readonly PlannedStatement[]): PlannedStatement[] {
  const key = changeKey(change)
  if (key === null) return []
  return statements.filter(({ owner }) => (key.endsWith('/') ? owner.startsWith(key) : owner === key))
}

/** Tables that an interrupted publish made and that the model does not want, at least not so. */
function dropLeftoverTables(tasks: TableTasks, { catalog, schema }: PlanningState): PlannedStatement[] {
  const wanted = new Set([...tasks.values()].map((task) => `${task.final.table} ${markComment(tableHash(task.shape))}`))
  const leftovers = [...catalog.values()].filter(
    (table) => isMarked(table.comment) && !wanted.has(`${table.name} ${table.comment}`),
  )
  return leftovers.map(({ name }) => {
    const query = dropTable({ schema, table: name })
    return forOwner('')(query, { phase: 'expand', rank: RANKS.cleanTables, lock: 'ACCESS EXCLUSIVE' })
  })
}

/** Where a plan takes several transactions, what the first one makes is marked until the last one has come through. */
function withMarks(statements: readonly PlannedStatement[]): PlannedStatement[] {
  if (!statements.some((statement) => statement.phase === 'online')) return [...statements]
  const marks = statements.flatMap(({ mark, owner }) => {
    if (mark === undefined) return []
    const statement = forOwner(owner)
    const { place, column, finalPlace, finalColumn, hash } = mark
    return [
      statement(comment(place, column, markComment(hash)), {
        phase: 'expand',
        rank: RANKS.markUnpublished,
        lock: 'none',
      }),
      statement(comment(finalPlace, finalColumn, null), { phase: 'final', rank: RANKS.bookkeeping, lock: 'none' }),
    ]
  })
  return [...statements, ...marks]
}
