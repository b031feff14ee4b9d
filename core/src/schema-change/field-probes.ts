import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'
import { isIdList, linkTarget } from '../model/field-link.ts'
import { caseFoldSql } from '../model/field-types/case-fold.ts'
import * as text from './blocker-text.ts'
import { namesOne } from './plan-any-references.ts'
import { linkedTable } from './plan-id-lists.ts'
import type { Probe } from './planned-step.ts'
import {
  countAll,
  countDuplicates,
  countDuplicateValues,
  countNulls,
  countNullsAndDangling,
  countOver,
  countValues,
  countViolations,
  countWhere,
  estimateDuplicates,
} from './probe-queries.ts'
import { type ResolvedColumn, valueColumns } from './resolved-column.ts'
import { type TableTask, type TableTasks, targetTable } from './table-task.ts'
import { conversion, typeChange } from './type-change.ts'

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
    ...removedTargetProbes(on),
    ...typeProbes(on),
    ...optionProbes(on),
  ]
}

function requiredProbes({ task, tasks, field, columns }: FieldOnTable): Probe[] {
  const [column] = columns
  if (column === undefined || !field.required || (column.current?.notNull ?? false)) return []
  const copied = copiedValues({ task, field })
  const missing =
    copied !== null
      ? countWhere(task.probed, sql`${copied[0]} is null`)
      : column.origin === 'new'
        ? countAll(task.probed)
        : nullsOf({ task, tasks, field, columns }, column)
  if (column.shape.fill !== null) return [{ count: missing, judge: () => null }]
  const judge = (affected: number) => (affected > 0 ? text.valuesMissing(task.entity, field, affected) : null)
  return [{ count: missing, judge }]
}

function nullsOf({ task, tasks, field, columns }: FieldOnTable, column: ResolvedColumn): RawBuilder<number> {
  if (isIdList(field) && column.origin !== 'kept') return countWhere(task.probed, emptyList(tasks, field, column))
  const [, entity] = columns
  if (field.schema.targets !== undefined && entity !== undefined && column.origin !== 'kept') {
    const held = { id: sql.id(task.probed.table, column.working), entity: sql.id(entity.working) }
    const there = namesOne(field.schema.targets.entities, held, (name) => tasks.get(name)?.working)
    return countWhere(task.probed, sql`not coalesce(${there}, false)`)
  }
  const key = task.shape.constraints.find((shape) => shape.column === column.shape.name && shape.target !== null)
  const target = key === undefined ? null : targetTable(tasks, key, 'working')
  if (target === null || column.origin === 'kept') return countNulls(task.probed, column.working)
  return countNullsAndDangling(task.probed, column.working, { schema: task.state.schema, table: target })
}

/** Nothing in the list, or nothing that is there: what is not leaves it when it comes back. */
function emptyList(tasks: TableTasks, field: CompiledField, { working }: ResolvedColumn): RawBuilder<unknown> {
  const target = linkedTable(tasks, field, 'working')
  if (target === null) return sql`${sql.id(working)} is null`
  return sql`not exists (select 1 from unnest(${sql.id(working)}) as one join ${target} as t on t.id = one)`
}

function uniqueProbes({ task, field, columns }: FieldOnTable): Probe[] {
  const index = task.shape.indexes.find(({ owner, unique }) => unique && 'field' in owner && owner.field === field.id)
  if (index === undefined || task.table?.indexes.get(index.name)?.valid === true) return []
  const judge = (affected: number) => (affected > 1 ? text.valuesRepeated(task.entity, field, affected) : null)
  const copied = copiedValues({ task, field })
  const keyOf = (column: RawBuilder<unknown>) => (index.foldedKeys.length > 0 ? caseFoldSql(column) : column)
  if (copied !== null)
    return [{ count: countDuplicateValues(task.probed, copied, keyOf), judge, estimate: sql<number>`0` }]
  if (!columns.every((column) => column.current === null)) {
    const isFolded = index.foldedKeys.length > 0
    const keys = columns.map(({ working }) => ({ column: working, isFolded }))
    const count = countDuplicates(task.probed, keys)
    return [{ count, judge, estimate: estimateDuplicates(task.probed, columns[0]?.working ?? '') }]
  }
  const filled = field.required && columns.some((column) => column.shape.fill !== null)
  return filled ? [{ count: countAll(task.probed), judge }] : []
}

function checkProbes({ task, field, columns }: FieldOnTable): Probe[] {
  // Values that a copy's columns refuse are among those that are lost.
  if (copiedValues({ task, field }) !== null) return []
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
        count: countViolations(task.probed, { values, expression: shape.detail }),
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
  const same = old === undefined || JSON.stringify(linkTarget(old.schema)) === JSON.stringify(linkTarget(field.schema))
  if (same || linkTarget(field.schema) === null) return []
  const working = columns.map((column) => column.working)
  const judge = (affected: number) => (affected > 0 ? text.targetRefused(task.entity, field, affected) : null)
  return [{ count: countValues(task.probed, working), judge }]
}

/** An entity can be taken off the list only where no record of it is named. */
function removedTargetProbes({ task, field, columns: [, entity] }: FieldOnTable): Probe[] {
  const { targets } = field.schema
  if (targets === undefined || entity?.current == null) return []
  const judge = (affected: number) => (affected > 0 ? text.targetRefused(task.entity, field, affected) : null)
  const known = sql.join(targets.entities.map((name) => sql.lit(name)))
  return [{ count: countWhere(task.probed, sql`${sql.id(entity.working)} not in (${known})`), judge }]
}

function typeProbes({ task, field, columns }: FieldOnTable): Probe[] {
  const copy = task.copies.find(({ fieldId }) => fieldId === field.id)
  const old = [...(task.before?.fields.values() ?? [])].find((known) => known.id === field.id)
  if (copy === undefined && (old === undefined || typeChange(old, field) !== 'rewrite')) return []
  const working = copy?.sources ?? columns.map((column) => column.working)
  const written: Probe = { count: countValues(task.probed, working), judge: () => null }
  const lost = copy?.lost?.((name) => sql.id(name))
  if (copy === undefined || lost === undefined) return [written]
  const count =
    copy.lostOver === null
      ? countWhere(task.probed, lost)
      : countOver(task.probed, { columns: copy.sources, condition: copy.lostOver })
  return [written, { count, judge: () => null, loses: true }]
}

/** What a field's new columns will hold; null where it keeps those that it has. */
function copiedValues({ task, field }: Pick<FieldOnTable, 'task' | 'field'>): RawBuilder<unknown>[] | null {
  return task.copies.find(({ fieldId }) => fieldId === field.id)?.values((name) => sql.id(name)) ?? null
}

/** Options that are gone stay in the records that have them: nothing is in the way, but it should be seen. */
function optionProbes({ task, field, columns: [column] }: FieldOnTable): Probe[] {
  const gone = column === undefined ? [] : removedOptions(task, field)
  if (column?.current == null || gone.length === 0) return []
  const [value, values] = [sql.id(column.working), sql.join(gone.map((option) => sql.lit(option)))]
  const used =
    column.current.type === 'text[]' ? sql`${value} && array[${values}]::text[]` : sql`${value} in (${values})`
  return [{ count: countWhere(task.probed, used), judge: () => null }]
}

function removedOptions({ before }: TableTask, field: CompiledField): string[] {
  const old = [...(before?.fields.values() ?? [])].find((known) => known.id === field.id)
  const kept = new Set(field.schema.options?.map((option) => option.value))
  const values = (old?.schema.options ?? []).map((option) => option.value)
  return field.schema.options === undefined ? [] : values.filter((value) => !kept.has(value))
}
