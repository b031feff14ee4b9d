import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, CompiledField, CompiledRollup } from '../../model/compiled-model.ts'
import { rollupId } from '../../model/rollup-id.ts'

type Sql = RawBuilder<unknown>

/** Columns of what is kept, in the order of `rollupFigures`. */
export const FIGURE_COLUMNS = sql`rollup, part, currency, keys, records, filled, amount`

export interface FigureSource {
  entity: Pick<CompiledEntity, 'table'>
  rollups: readonly CompiledRollup[]
  timeZone: string
  /** Queries of rows of the entity's table, and what each of them counts. */
  rows: ReadonlyArray<{ sign: 1 | -1; from: Sql }>
}

/**
 * What rows add to rollups, as one row per rollup, part, currency and keys; what comes to nothing is left out. Part 0 counts records,
 * the others are the sums in their order. Nothing is bound, so that it can be the body of a function.
 */
export function rollupFigures({ entity, rollups, timeZone, rows }: FigureSource): Sql {
  const signed = rows.map(({ sign, from }) => sql`select ${sql.lit(sign)} as _sign, ${columnsOf(rollups)} from ${from}`)
  const keys = rollups.map(
    ({ keys: of }, at) =>
      sql`jsonb_build_array(${sql.join(of.map((key) => key.value('r', timeZone)))}) as ${keysName(at)}`,
  )
  const parts = rollups.flatMap((rollup, at) => {
    const of = sql`${sql.lit(rollupId(entity, rollup, timeZone))}`
    return [
      sql`(${of}::text, 0::smallint, '', k.${keysName(at)}, 0, 0::numeric)`,
      ...rollup.sums.map((field, index) => sumRow(field, sql`${of}, ${sql.lit(index + 1)}`, at)),
    ]
  })
  return sql`select e.rollup, e.part, e.currency, e.keys, sum(r._sign)::bigint as records,
      sum(r._sign * e.filled)::bigint as filled, sum(r._sign * e.amount) as amount
    from (${sql.join(signed, sql` union all `)}) r
    cross join lateral (select ${sql.join(keys)}) k
    cross join lateral (values ${sql.join(parts)}) e(rollup, part, currency, keys, filled, amount)
    where e.part = 0 or e.filled = 1 or e.currency <> ''
    group by e.rollup, e.part, e.currency, e.keys
    having sum(r._sign) <> 0 or sum(r._sign * e.filled) <> 0 or sum(r._sign * e.amount) <> 0`
}

function keysName(at: number): Sql {
  return sql`${sql.id(`k${at}`)}`
}

function sumRow(field: CompiledField, begin: Sql, at: number): Sql {
  const amount = field.comparable('r')
  const [, currency] = field.type === 'money' ? field.columns : []
  const code = currency === undefined ? sql`''` : sql`coalesce(${sql.ref(`r.${currency.name}`)}::text, '')`
  return sql`(${begin}, ${code}, k.${keysName(at)}, (${amount} is not null)::int, coalesce(${amount}, 0)::numeric)`
}

/** Only what is looked at: rows may be wide. */
function columnsOf(rollups: readonly CompiledRollup[]): Sql {
  const names = rollups.flatMap(({ keys, sums }) => [
    ...keys.flatMap(({ columns }) => columns),
    ...sums.flatMap(({ columns }) => columns.map(({ name }) => name)),
  ])
  return sql.join([...new Set(names)].map((name) => sql`x.${sql.id(name)}`))
}
