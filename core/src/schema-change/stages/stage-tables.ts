import type { CompiledEntity } from '../../model/compiled-model.ts'
import type { TablePlace } from '../ddl.ts'
import type { ModelChange, ModelPair } from '../model-change.ts'
import { isMarked } from '../planned-statement.ts'
import { type PlanningState, tableTask } from '../table-task.ts'
import { losesStage } from './plan-stage-fence.ts'

/** A table whose records' stages a change of the model concerns. */
export interface StageTable {
  readonly before: CompiledEntity | null
  readonly after: CompiledEntity
  /** Until the last transaction, and from then on. */
  readonly working: TablePlace
  readonly final: TablePlace
  /** A stage of it goes. */
  readonly loses: boolean
}

/**
 * Tables in which records may be left in a stage that the new model does not have: those of which pipelines change, and
 * those that come back. Where nothing changes, as when the database is brought in step with the model, all.
 */
export function stageTables(
  { before, after }: ModelPair,
  changes: readonly ModelChange[],
  state: PlanningState,
): StageTable[] {
  const entities = changes.length === 0 ? new Set(after.entities.keys()) : new Set(changes.flatMap(concerned))
  return [...entities].flatMap((name) => {
    const entity = after.entities.get(name)
    if (entity === undefined) return []
    const old = before?.entities.get(name) ?? null
    const { table, working, final } = tableTask(state, old, entity)
    if (table === null || isMarked(table.comment) || !table.columns.has('stage_entered_at')) return []
    const loses = changes.some((change) => losesStage(change) && concerned(change).includes(name))
    return [{ before: old, after: entity, working, final, loses }]
  })
}

function concerned(change: ModelChange): string[] {
  switch (change.kind) {
    case 'AddEntity':
      return [change.entity.name]
    case 'AddPipeline':
    case 'RemovePipeline':
    case 'ChangePipeline':
      return [change.pipeline.entity]
    default:
      return []
  }
}
