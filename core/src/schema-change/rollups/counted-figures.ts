import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, CompiledField, CompiledRollup } from '../../model/compiled-model.ts'
import { rollupId } from '../../model/rollup-id.ts'

type Sql = RawBuilder<unknown>

interface Counting {
  entity: Pick<CompiledEntity, 'table'>
  rollup: CompiledRollup
  timeZone: string
  /** The entity's table, by whatever name. */
  table: Sql
}

/**
 * The same figures as `rollupFigures`, of all live rows of a table: these are added up in their columns' own types first, since that is
 * several times as fast as making keys for each of them.
 */
export function countedFigures({ entity, rollup, timeZone, table }: Counting): Sql {
  const { keys, sums } = rollup
  const keyNames = keys.map((_, at) => sql.id(`k${at}`))
  const currencies = sums.map((_, at) => sql.id(`c${at}`))
  const values = [
    ...keys.map((key, at) => sql`${key.value('r', timeZone)} as ${sql.id(`k${at}`)}`),
    ...sums.map((field, at) => sql`${currencyOf(field)} as ${sql.id(`c${at}`)}`),
    ...sums.map((field, at) => sql`(${field.comparable('r')})::numeric as ${sql.id(`a${at}`)}`),
  ]
  const split = sql.join([...keyNames, ...currencies])
  const added = sums.map(
    (_, at) =>
      sql`, count(${sql.id(`a${at}`)}) as ${sql.id(`f${at}`)}, sum(${sql.id(`a${at}`)}) as ${sql.id(`s${at}`)}`,
  )
  const parts = sums.map((_, at) => {
    const [currency, filled, amount] = ['c', 'f', 's'].map((part) => sql.id('b', `${part}${at}`))
    const records = sql`case when ${currency} <> '' then b.n else ${filled} end`
    return sql`, (${sql.lit(at + 1)}, ${currency}, ${records}, ${filled}, coalesce(${amount}, 0))`
  })
  return sql`select ${sql.lit(rollupId(entity, rollup, timeZone))}::text as rollup, e.part, e.currency, b.keys,
      sum(e.records)::bigint as records, sum(e.filled)::bigint as filled, sum(e.amount) as amount
    from (
      select g.*, jsonb_build_array(${sql.join(keyNames)}) as keys
      from (
        select ${split}, count(*) as n ${sql.join(added, sql``)}
        from (select ${sql.join(values)} from ${table} r where r.deleted_at is null) v group by ${split}
      ) g
    ) b
    cross join lateral (values (0::smallint, '', b.n, 0::bigint, 0::numeric) ${sql.join(parts, sql``)}) e(part, currency, records, filled, amount)
    where e.records > 0
    group by e.part, e.currency, b.keys`
}

/** Empty where there is none. */
function currencyOf({ type, columns: [, currency] }: CompiledField): Sql {
  if (type !== 'money' || currency === undefined) return sql`''::text`
  return sql`coalesce(${sql.ref(`r.${currency.name}`)}::text, '')`
}
