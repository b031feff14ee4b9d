import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'
import { isIdList, linkTarget } from '../model/field-link.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import type { TableTask, TableTasks } from './table-task.ts'

/**
 * Lists that come back may name records that are gone since: nothing kept them while they were parked. Those leave the
 * list, and a list without any is no value.
 */
export function planIdLists(task: TableTask, tasks: TableTasks): PlannedStatement[] {
  return [...task.entity.fields.values()].filter(isIdList).flatMap((field) => {
    const back = task.columns.find(({ shape: { owner } }) => 'field' in owner && owner.field === field.id)
    const target = linkedTable(tasks, field, 'final')
    if (target === null || (back?.origin !== 'parked' && back?.origin !== 'adopted')) return []
    const column = sql.id(back.shape.name)
    const there = sql`exists (select 1 from ${target} as t where t.id = one)`
    const left = sql`array(select one from unnest(${column}) with ordinality as u(one, place) where ${there} order by place)`
    const query = sql`update ${sql.id(task.final.schema, task.final.table)} set ${column} = nullif(${left}, '{}')
      where exists (select 1 from unnest(${column}) as one where not ${there})`
    const statement = forOwner(partKey(task.entity.name, { field: field.id }))
    return [statement(query, { phase: 'final', rank: RANKS.clearDangling, lock: 'ROW EXCLUSIVE' })]
  })
}

/** The table that the ids of a list name, by its name before or after the last transaction's renames. */
export function linkedTable(
  tasks: TableTasks,
  field: CompiledField,
  when: 'working' | 'final',
): RawBuilder<unknown> | null {
  const target = linkTarget(field.schema)
  if (target === null) return null
  const [any] = tasks.values()
  const place = 'entity' in target ? tasks.get(target.entity)?.[when] : any && { ...any.final, table: target.table }
  return place === undefined ? null : sql`${sql.id(place.schema, place.table)}`
}
