import type { CompiledEntity } from '../model/compiled-model.ts'
import { describeAddField, describeChangeField, describeRemoveField } from './describe-field.ts'
import { describeChangePipeline, describeRemovePipeline } from './describe-pipeline.ts'
import { describeRules } from './describe-rules.ts'
import { describeUniqueGroups } from './describe-unique-groups.ts'
import type { ModelChange } from './model-change.ts'
import * as text from './plan-text.ts'
import type { StepDescription } from './planned-step.ts'
import { countAll } from './probe-queries.ts'
import { rollupText } from './rollups/rollup-text.ts'
import { leavingRecords } from './sample-rows.ts'
import { type PlanningState, rowSource, type TableTasks } from './table-task.ts'

/** What a change is in words, how risky it is, and what has to be asked of the real rows before it is done. */
export function describeChange(change: ModelChange, tasks: TableTasks, state: PlanningState): StepDescription {
  switch (change.kind) {
    case 'AddEntity':
      return describeAddEntity(change.entity, tasks)
    case 'RemoveEntity':
      return describeRemoveEntity(change.entity, state)
    case 'EntityMetadata':
      return plain(text.entityMetadata(change.entity))
    case 'AddField':
      return describeAddField(change.entity, change.field, tasks)
    case 'RemoveField':
      return describeRemoveField(change.entity, change.field, tasks)
    case 'RenameField':
      return plain(text.renameField(change))
    case 'RenamePart':
      return plain(text.renamePart(change))
    case 'ChangeField':
      return describeChangeField(change, tasks)
    case 'ChangeUniqueGroups':
      return describeUniqueGroups(change, tasks)
    case 'ChangeDuplicates':
      return plain(text.changeDuplicates(change))
    case 'ChangeRollups':
      return plain(rollupText(change))
    case 'ChangeRules':
      return describeRules(change, tasks)
    case 'AddPipelineColumns':
      return plain(text.addPipelineColumns(change.entity))
    case 'AddPipeline':
      return plain(text.addPipeline(change.pipeline))
    case 'RemovePipeline':
      return describeRemovePipeline(change, tasks)
    case 'ChangePipeline':
      return describeChangePipeline(change, tasks)
    case 'AddView':
    case 'RemoveView':
    case 'ChangeView':
      return plain(text.viewChange(change.kind, change.view.label))
  }
}

function plain(summary: StepDescription['summary']): StepDescription {
  return { summary, risk: 'safe', table: null, probes: [], refusals: [] }
}

function describeAddEntity(entity: CompiledEntity, tasks: TableTasks): StepDescription {
  const task = tasks.get(entity.name)
  if (task?.parkedTable == null) return plain(text.addEntity(entity))
  const probes = [{ count: countAll(task.probed), judge: () => null }]
  return { ...plain(text.bringBackEntity(entity)), table: task.probed, probes }
}

function describeRemoveEntity(entity: CompiledEntity, state: PlanningState): StepDescription {
  const { catalog } = state
  const table = rowSource(state, entity.table)
  const probes = catalog.has(entity.table) ? [{ count: countAll(table), judge: () => null, loses: true }] : []
  return {
    summary: text.removeEntity(entity),
    risk: 'destructive',
    table: probes.length > 0 ? table : null,
    probes,
    ...(probes.length > 0 && { rows: leavingRecords(table, entity) }),
    refusals: [],
  }
}
