import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { FIGURE_COLUMNS } from './rollup-figures.ts'

/**
 * Puts what writes have noted into the totals, one rollup after the other; resolves to how many notes these were. Whoever reads meanwhile sees
 * each note once, here or there. Rollups that somebody else has in hand are left alone, and so are those that are not counted yet.
 */
export async function foldRollups(
  database: Database,
  schema: string,
  isClosed: () => boolean = () => false,
): Promise<number> {
  const [rollup, delta] = [sql.id(schema, '_rollup'), sql.id(schema, '_rollup_delta')]
  const { rows } = await sql<{ id: string }>`select id from ${rollup} r where filled_at is not null
    and exists (select 1 from ${delta} d where d.rollup = r.id) order by id`.execute(database.tenant(schema))
  let folded = 0
  for (const { id } of rows) if (!isClosed()) folded += await foldOne(database, schema, id)
  return folded
}

async function foldOne(database: Database, schema: string, id: string): Promise<number> {
  const [rollup, total, delta] = ['_rollup', '_rollup_total', '_rollup_delta'].map((table) => sql.id(schema, table))
  return database.transaction(schema, async (trx) => {
    const held = await sql`select 1 from ${rollup} where id = ${id} and filled_at is not null
      for update skip locked`.execute(trx)
    if (held.rows.length === 0) return 0
    const { rows } = await sql<{ count: number }>`
      with noted as (delete from ${delta} where rollup = ${id} returning ${FIGURE_COLUMNS}),
      folded as (
        insert into ${total} as t (${FIGURE_COLUMNS})
        select rollup, part, currency, keys, sum(records), sum(filled), sum(amount)
        from noted group by rollup, part, currency, keys
        on conflict (rollup, part, currency, md5(keys::text)) do update set records = t.records + excluded.records,
          filled = t.filled + excluded.filled, amount = t.amount + excluded.amount
      )
      select count(*)::int as count from noted`.execute(trx)
    await sql`delete from ${total} where rollup = ${id} and records = 0 and filled = 0 and amount = 0`.execute(trx)
    return rows[0]?.count ?? 0
  })
}
