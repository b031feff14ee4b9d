import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, CompiledRollup } from '../../model/compiled-model.ts'
import { countedFigures } from './counted-figures.ts'
import { FIGURE_COLUMNS } from './rollup-figures.ts'

type Sql = RawBuilder<unknown>

interface Filling {
  schema: string
  entity: Pick<CompiledEntity, 'table'>
  /** Name of the table at the time. */
  table: string
  rollups: readonly CompiledRollup[]
  ids: readonly string[]
  timeZone: string
}

/**
 * Counts all live rows of a table into totals, in place of what there was. The second statement has one snapshot: writes that it sees are in
 * the rows, and their deltas go with it; all others' stay. The caller keeps others from folding meanwhile, and has the first statement of
 * the transaction wait for them.
 */
export function fillRollups({ schema, entity, table, rollups, ids, timeZone }: Filling): Sql[] {
  const own = sql`in (${sql.join(ids.map((id) => sql.lit(id)))})`
  const counted = rollups.map((rollup) =>
    countedFigures({ entity, rollup, timeZone, table: sql`${sql.id(schema, table)}` }),
  )
  return [
    sql`delete from ${sql.id(schema, '_rollup_total')} where rollup ${own}`,
    sql`with noted as (delete from ${sql.id(schema, '_rollup_delta')} where rollup ${own}),
      filled as (update ${sql.id(schema, '_rollup')} set filled_at = now() where id ${own})
      insert into ${sql.id(schema, '_rollup_total')} (${FIGURE_COLUMNS})
      ${sql.join(counted, sql` union all `)}`,
  ]
}

/** Takes a table's rollups, all of them, and what is kept of them away. */
export function forgetRollups(schema: string, table: string): Sql[] {
  const rollup = sql.id(schema, '_rollup')
  const own = sql`in (select id from ${rollup} where table_name = ${sql.lit(table)})`
  return [
    sql`delete from ${sql.id(schema, '_rollup_delta')} where rollup ${own}`,
    sql`delete from ${sql.id(schema, '_rollup_total')} where rollup ${own}`,
    sql`delete from ${rollup} where table_name = ${sql.lit(table)}`,
  ]
}
