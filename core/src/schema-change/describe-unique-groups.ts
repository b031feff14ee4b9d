import { sql } from 'kysely'
import type { CompiledUniqueGroup } from '../model/compiled-model.ts'
import { valuesRepeatedTogether } from './blocker-text.ts'
import type { ChangeUniqueGroups } from './model-change.ts'
import { changeUniqueGroups } from './plan-text.ts'
import type { Probe, StepDescription } from './planned-step.ts'
import { countDuplicates } from './probe-queries.ts'
import type { TableTask, TableTasks } from './table-task.ts'

/** Values that are there already must keep to what is new; what was unique and no longer is asks nothing of them. */
export function describeUniqueGroups(change: ChangeUniqueGroups, tasks: TableTasks): StepDescription {
  const task = tasks.get(change.entity.name)
  const probes = task?.table == null ? [] : change.added.flatMap((group) => groupProbes(task, group))
  return {
    summary: changeUniqueGroups(change),
    risk: change.added.length > 0 ? 'caution' : 'safe',
    table: probes.length > 0 && task !== undefined ? task.probed : null,
    probes,
    refusals: [],
  }
}

function groupProbes(task: TableTask, group: CompiledUniqueGroup): Probe[] {
  const names = group.fields.flatMap((field) => field.columns.map(({ name }) => name))
  const columns = task.columns.filter(({ shape }) => names.includes(shape.name))
  // A new column without values for the old rows tells all of them apart.
  if (columns.some(({ current, shape }) => current === null && (shape.fill === null || !shape.notNull))) return []
  const known = columns.filter(({ current }) => current !== null)
  if (known.length === 0) return []
  const folded = group.folded.flatMap((field) => field.columns.map(({ name }) => name))
  const keys = known.map(({ shape, working }) => ({ column: working, isFolded: folded.includes(shape.name) }))
  const judge = (affected: number) => (affected > 1 ? valuesRepeatedTogether(task.entity, group, affected) : null)
  return [{ count: countDuplicates(task.probed, keys), judge, estimate: sql<number>`0` }]
}
