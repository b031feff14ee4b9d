import { type RawBuilder, sql } from 'kysely'
import type { TablePlace } from './ddl.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import type { TableTask, TableTasks } from './table-task.ts'

/** References to any of several entities that come back may name records that are gone since: those are emptied. */
export function planAnyReferences(task: TableTask, tasks: TableTasks): PlannedStatement[] {
  return [...task.entity.fields.values()].flatMap((field) => {
    const { targets } = field.schema
    const [id, entity] = task.columns.filter(({ shape: { owner } }) => 'field' in owner && owner.field === field.id)
    if (targets === undefined || id === undefined || entity === undefined) return []
    if (id.origin !== 'parked' && id.origin !== 'adopted') return []
    const { schema, table } = task.final
    const [held, of] = [sql.id(id.shape.name), sql.id(entity.shape.name)]
    const there = namesOne(
      targets.entities,
      { entity: of, id: sql.id(table, id.shape.name) },
      (name) => tasks.get(name)?.final,
    )
    const query = sql`update ${sql.id(schema, table)} set ${held} = null, ${of} = null
      where ${held} is not null and not ${there}`
    const statement = forOwner(partKey(task.entity.name, { field: field.id }))
    return [statement(query, { phase: 'final', rank: RANKS.clearDangling, lock: 'ROW EXCLUSIVE' })]
  })
}

/** Whether the columns name a row that is there; `placeOf` gives the table of an entity. */
export function namesOne(
  entities: readonly string[],
  { entity, id }: { entity: RawBuilder<unknown>; id: RawBuilder<unknown> },
  placeOf: (entity: string) => TablePlace | undefined,
): RawBuilder<boolean> {
  const there = entities.flatMap((name) => {
    const place = placeOf(name)
    if (place === undefined) return []
    const row = sql`select 1 from ${sql.id(place.schema, place.table)} as t where t.id = ${id}`
    return sql`(${entity} = ${sql.lit(name)} and exists (${row}))`
  })
  return sql<boolean>`(${sql.join([sql`false`, ...there], sql` or `)})`
}
