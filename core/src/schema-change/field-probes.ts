import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'
import * as text from './blocker-text.ts'
import { indexKey } from './ddl.ts'
import { foreignKeyTarget } from './entity-constraints.ts'
import type { Probe } from './planned-step.ts'
import {
  countAll,
  countDuplicates,
  countNulls,
  countNullsAndDangling,
  countValues,
  countViolations,
  countWhere,
} from './probe-queries.ts'
import { type ResolvedColumn, valueColumns } from './resolved-column.ts'
import { SMALL_TABLE_ROWS } from './small-table.ts'
import { type TableTask, type TableTasks, targetTable } from './table-task.ts'
import { conversion, overflow, typeChange } from './type-change.ts'

interface FieldOnTable {
  task: TableTask
  tasks: TableTasks
  field: CompiledField
  columns: readonly ResolvedColumn[]
}

/** All that a field's state in the model asks of the rows that are there: values, no duplicates, rules kept. */
export function fieldProbes(task: TableTask, tasks: TableTasks, field: CompiledField): Probe[] {
  if (task.table === null || field.columns.length === 0) return []
  const columns = valueColumns(task, field)
  const on = { task, tasks, field, columns }
  return [
    ...requiredProbes(on),
    ...uniqueProbes(on),
    ...checkProbes(on),
    ...targetProbes(on),
    ...typeProbes(on),
    ...optionProbes(on),
  ]
}

function requiredProbes({ task, tasks, field, columns: [column] }: FieldOnTable): Probe[] {
  if (column === undefined || !field.required || (column.current?.notNull ?? false)) return []
  const missing = column.origin === 'new' ? countAll(task.working) : nullsOf(task, tasks, column)
  if (column.shape.fill !== null) return [{ count: missing, judge: () => null }]
  const judge = (affected: number) => (affected > 0 ? text.valuesMissing(task.entity, field, affected) : null)
  return [{ count: missing, judge }]
}

function nullsOf(task: TableTask, tasks: TableTasks, column: ResolvedColumn): RawBuilder<number> {
  const key = task.shape.constraints.find((shape) => shape.column === column.shape.name && shape.target !== null)
  const target = key === undefined ? null : targetTable(tasks, key, 'working')
  if (target === null || column.origin === 'kept') return countNulls(task.working, column.working)
  return countNullsAndDangling(task.working, column.working, { schema: task.state.schema, table: target })
}

function uniqueProbes({ task, field, columns }: FieldOnTable): Probe[] {
  const index = task.shape.indexes.find(({ owner, unique }) => unique && 'field' in owner && owner.field === field.id)
  if (index === undefined || task.table?.indexes.get(index.name)?.valid === true) return []
  const judge = (affected: number) => (affected > 1 ? text.valuesRepeated(task.entity, field, affected) : null)
  if (!columns.every((column) => column.current === null)) {
    const working = columns.map((column) => column.working)
    return [{ count: countDuplicates(task.working, working, (column) => indexKey(column, index)), judge }]
  }
  const filled = field.required && columns.some((column) => column.shape.fill !== null)
  return filled ? [{ count: countAll(task.working), judge }] : []
}

function checkProbes({ task, field, columns }: FieldOnTable): Probe[] {
  const missing = task.shape.constraints.filter(
    ({ kind, name }) => kind === 'check' && !task.table?.constraints.has(name),
  )
  return missing.flatMap((shape) => {
    const column = columns.find((candidate) => candidate.shape.name === shape.column)
    if (column?.current == null) return []
    // The rule of one column may speak of the field's other one.
    const values = columns.map(valueAfterwards)
    return [
      {
        count: countViolations(task.working, { values, expression: shape.detail }),
        judge: (affected: number) => (affected > 0 ? text.valuesRefused(task.entity, field, affected) : null),
      },
    ]
  })
}

function valueAfterwards({ current, working, shape }: ResolvedColumn) {
  const value = current === null ? sql`null::${sql.raw(shape.type)}` : conversion(working, current.type, shape.type)
  return { name: shape.name, value }
}

/** Values cannot follow a reference to another entity. */
function targetProbes({ task, field, columns }: FieldOnTable): Probe[] {
  const old = [...(task.before?.fields.values() ?? [])].find((known) => known.id === field.id)
  const same = old === undefined || JSON.stringify(foreignKeyTarget(old)) === JSON.stringify(foreignKeyTarget(field))
  if (same || foreignKeyTarget(field) === null) return []
  const working = columns.map((column) => column.working)
  const judge = (affected: number) => (affected > 0 ? text.targetRefused(task.entity, field, affected) : null)
  return [{ count: countValues(task.working, working), judge }]
}

function typeProbes({ task, field, columns }: FieldOnTable): Probe[] {
  const old = [...(task.before?.fields.values() ?? [])].find((known) => known.id === field.id)
  if (old === undefined || typeChange(old, field) !== 'rewrite') return []
  const count = countValues(
    task.working,
    columns.map((column) => column.working),
  )
  const judge = (_: number, rows: number) =>
    rows > SMALL_TABLE_ROWS ? text.tooLargeToConvert(task.entity, field, rows) : null
  return [{ count, judge }, ...columns.flatMap((column) => overflowProbe(task, field, column))]
}

/** Options that are gone stay in the records that have them: nothing is in the way, but it should be seen. */
function optionProbes({ task, field, columns: [column] }: FieldOnTable): Probe[] {
  const gone = column === undefined ? [] : removedOptions(task, field)
  if (column?.current == null || gone.length === 0) return []
  const [value, values] = [sql.id(column.working), sql.join(gone.map((option) => sql.lit(option)))]
  const used =
    column.current.type === 'text[]' ? sql`${value} && array[${values}]::text[]` : sql`${value} in (${values})`
  return [{ count: countWhere(task.working, used), judge: () => null }]
}

function removedOptions({ before }: TableTask, field: CompiledField): string[] {
  const old = [...(before?.fields.values() ?? [])].find((known) => known.id === field.id)
  const kept = new Set(field.schema.options?.map((option) => option.value))
  const values = (old?.schema.options ?? []).map((option) => option.value)
  return field.schema.options === undefined ? [] : values.filter((value) => !kept.has(value))
}

function overflowProbe(task: TableTask, field: CompiledField, { current, working, shape }: ResolvedColumn): Probe[] {
  const condition = current === null ? null : overflow(sql.id(working), current.type, shape.type)
  if (condition === null) return []
  const judge = (affected: number) => (affected > 0 ? text.valuesTooLong(task.entity, field, affected) : null)
  return [{ count: countWhere(task.working, condition), judge }]
}
