import { sql } from 'kysely'
import type { CompiledPipeline } from '../model/compiled-model.ts'
import type { ChangePipeline, RemovePipeline } from './model-change.ts'
import * as text from './plan-text.ts'
import type { Probe, StepDescription } from './planned-step.ts'
import { countWhere } from './probe-queries.ts'
import type { TableTask, TableTasks } from './table-task.ts'

export function describeRemovePipeline({ pipeline, entity }: RemovePipeline, tasks: TableTasks): StepDescription {
  const task = entity === null ? undefined : tasks.get(entity.name)
  const probes = entity === null ? [] : recordsIn(task, { pipeline, stages: [...pipeline.stages.keys()] })
  return { summary: text.removePipeline(pipeline), risk: 'caution', ...onTable(task, probes) }
}

export function describeChangePipeline(change: ChangePipeline, tasks: TableTasks): StepDescription {
  const { pipeline, entity, removedStages } = change
  const task = tasks.get(entity.name)
  const probes = recordsIn(task, { pipeline, stages: [...removedStages] })
  const risk = removedStages.length > 0 ? 'caution' : 'safe'
  return { summary: text.changePipeline(change), risk, ...onTable(task, probes) }
}

function onTable(task: TableTask | undefined, probes: Probe[]) {
  return { table: probes.length > 0 && task !== undefined ? task.probed : null, probes, refusals: [] }
}

interface Stages {
  pipeline: CompiledPipeline
  stages: string[]
}

/** How many records have to go elsewhere, deleted ones too; where to is asked by `stages` of the plan. */
function recordsIn(task: TableTask | undefined, { pipeline, stages }: Stages): Probe[] {
  const hasColumns = task?.table?.columns.has('pipeline') ?? false
  if (task === undefined || !hasColumns || stages.length === 0) return []
  const names = sql.join(stages.map((stage) => sql.lit(stage)))
  const inStages = sql`pipeline = ${sql.lit(pipeline.name)} and stage in (${names})`
  return [{ count: countWhere(task.probed, inStages), judge: () => null }]
}
