import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { typeRefused } from './blocker-text.ts'
import { fieldProbes } from './field-probes.ts'
import type { ChangeField, FieldAspect } from './model-change.ts'
import * as text from './plan-text.ts'
import type { StepDescription } from './planned-step.ts'
import { countValues } from './probe-queries.ts'
import { valueColumns } from './resolved-column.ts'
import type { TableTasks } from './table-task.ts'
import { typeChange } from './type-change.ts'

export function describeAddField(entity: CompiledEntity, field: CompiledField, tasks: TableTasks): StepDescription {
  const task = tasks.get(entity.name)
  const own = task === undefined ? [] : valueColumns(task, field)
  const back = own.some(({ origin }) => origin === 'parked' || origin === 'copied')
  const copy = task?.copies.find(({ fieldId }) => fieldId === field.id)
  const working = copy?.sources ?? own.map((column) => column.working)
  const returning = task !== undefined && back ? [{ count: countValues(task.working, working), judge: () => null }] : []
  return {
    summary: back ? text.bringBackField(entity, field) : text.addField(entity, field),
    risk: 'safe',
    table: task?.table == null ? null : task.working,
    probes: task === undefined ? [] : [...returning, ...fieldProbes(task, tasks, field)],
    refusals: [],
  }
}

export function describeRemoveField(entity: CompiledEntity, field: CompiledField, tasks: TableTasks): StepDescription {
  const task = tasks.get(entity.name)
  const columns = field.columns.map((column) => column.name).filter((name) => task?.table?.columns.has(name))
  const table = task === undefined || columns.length === 0 ? null : task.working
  return {
    summary: text.removeField(entity, field),
    risk: 'destructive',
    table,
    probes: table === null ? [] : [{ count: countValues(table, columns), judge: () => null, loses: true }],
    refusals: [],
  }
}

/** Aspects that put demands on values that are there already. */
const CAUTIOUS: readonly FieldAspect[] = ['type', 'required', 'unique', 'referenceTarget', 'checks']

export function describeChangeField(change: ChangeField, tasks: TableTasks): StepDescription {
  const { entity, before, after, aspects } = change
  const task = tasks.get(entity.name)
  const isCopied = task?.copies.some(({ fieldId }) => fieldId === after.id) ?? false
  const refused = aspects.includes('type') && !isCopied && typeChange(before, after) === 'refused'
  const probes = task === undefined || refused ? [] : fieldProbes(task, tasks, after)
  return {
    summary: text.changeField(change),
    risk: aspects.some((aspect) => CAUTIOUS.includes(aspect)) ? 'caution' : 'safe',
    table: probes.length > 0 && task !== undefined ? task.working : null,
    probes,
    refusals: refused ? [typeRefused(change)] : [],
  }
}
