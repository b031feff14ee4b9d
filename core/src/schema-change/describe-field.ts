import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { typeRefused } from './blocker-text.ts'
import { fieldProbes } from './field-probes.ts'
import type { ChangeField, FieldAspect } from './model-change.ts'
import * as text from './plan-text.ts'
import type { StepDescription } from './planned-step.ts'
import { countValues } from './probe-queries.ts'
import { valueColumns } from './resolved-column.ts'
import { copiedRows, leavingRows } from './sample-rows.ts'
import type { TableTasks } from './table-task.ts'
import { typeChange } from './type-change.ts'

export function describeAddField(entity: CompiledEntity, field: CompiledField, tasks: TableTasks): StepDescription {
  const task = tasks.get(entity.name)
  const own = task === undefined ? [] : valueColumns(task, field)
  const back = own.some(({ origin }) => origin === 'parked' || origin === 'copied')
  const copy = task?.copies.find(({ fieldId }) => fieldId === field.id)
  const working = copy?.sources ?? own.map((column) => column.working)
  const returning = task !== undefined && back ? [{ count: countValues(task.probed, working), judge: () => null }] : []
  return {
    summary: back ? text.bringBackField(entity, field) : text.addField(entity, field),
    risk: 'safe',
    table: task?.table == null ? null : task.probed,
    probes: task === undefined ? [] : [...returning, ...fieldProbes(task, tasks, field)],
    refusals: [],
  }
}

export function describeRemoveField(entity: CompiledEntity, field: CompiledField, tasks: TableTasks): StepDescription {
  const task = tasks.get(entity.name)
  const columns = field.columns.map((column) => column.name).filter((name) => task?.table?.columns.has(name))
  const table = task === undefined || columns.length === 0 ? null : task.probed
  return {
    summary: text.removeField(entity, field),
    risk: 'destructive',
    table,
    probes: table === null ? [] : [{ count: countValues(table, columns), judge: () => null, loses: true }],
    ...(table !== null && task?.before != null && { rows: leavingRows(table, task.before, field) }),
    refusals: [],
  }
}

/** Aspects that put demands on values that are there already. */
const CAUTIOUS: readonly FieldAspect[] = ['type', 'required', 'unique', 'referenceTarget', 'checks']

export function describeChangeField(change: ChangeField, tasks: TableTasks): StepDescription {
  const { entity, before, after, aspects } = change
  const task = tasks.get(entity.name)
  const copy = task?.copies.find(({ fieldId }) => fieldId === after.id)
  if (before.columns.length > 0 && after.columns.length === 0) {
    return { ...describeRemoveField(entity, before, tasks), summary: text.changeField(change) }
  }
  const refused = aspects.includes('type') && copy === undefined && typeChange(before, after) === 'refused'
  const probes = task === undefined || refused ? [] : fieldProbes(task, tasks, after)
  return {
    summary: text.changeField(change),
    risk: after.columns.length > 0 && aspects.some((aspect) => CAUTIOUS.includes(aspect)) ? 'caution' : 'safe',
    table: probes.length > 0 && task !== undefined ? task.probed : null,
    probes,
    ...(copy !== undefined &&
      task?.before != null && {
        rows: copiedRows({ source: task.probed, before: task.before, field: before, after, copy }),
      }),
    refusals: refused ? [typeRefused(change)] : [],
  }
}
