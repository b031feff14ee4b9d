import type { ModelChange } from '../model-change.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from '../planned-statement.ts'
import type { TableTask } from '../table-task.ts'
import { createStageFence } from './stage-fence.ts'

/** The trigger that keeps records out of stages that are gone: where one goes, and anew where there is one already. */
export function planStageFence(task: TableTask, changes: readonly ModelChange[]): PlannedStatement[] {
  const { entity, table, final } = task
  const own = changes.filter((change) => isAbout(change, entity.name))
  if (table === null || !table.columns.has('stage') || own.length === 0) return []
  if (!table.hasStageFence && !own.some(losesStage)) return []
  const statement = forOwner(partKey(entity.name, { part: 'stages' }))
  return createStageFence(final, entity).map((query, at) =>
    statement(query, {
      phase: 'final',
      rank: RANKS.fenceStages,
      lock: at === 0 ? 'none' : 'SHARE ROW EXCLUSIVE',
    }),
  )
}

function isAbout(change: ModelChange, entity: string): boolean {
  switch (change.kind) {
    case 'AddEntity':
      return change.entity.name === entity
    case 'AddPipeline':
    case 'ChangePipeline':
    case 'RemovePipeline':
      return change.pipeline.entity === entity
    default:
      return false
  }
}

/** Whether a stage goes that records may be in. */
export function losesStage(change: ModelChange): boolean {
  return change.kind === 'RemovePipeline' || (change.kind === 'ChangePipeline' && change.removedStages.length > 0)
}
