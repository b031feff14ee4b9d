import { type RawBuilder, sql } from 'kysely'
import { fitNumber } from './fit-number.ts'

type Sql = RawBuilder<unknown>

/** Such as `1234.5 EUR`. */
export function amountText(amount: Sql, currency: Sql): Sql {
  return sql`trim_scale(${amount})::text || coalesce(' ' || ${currency}, '')`
}

const MONEY = '^([+-]?[0-9]{1,18}([.][0-9]{1,6})?) *([A-Za-z]{3})?$'

/** Amount and currency of such a text; without one in the text, the field's `own`. Both null where there is none. */
export function moneyOfText(text: Sql, own: Sql | null): [Sql, Sql] {
  const match = sql`regexp_match(btrim(${text}), ${sql.lit(MONEY)})`
  const currency = sql`coalesce(upper((${match})[3]), ${own ?? sql`null`})`
  const amount = fitNumber(sql`((${match})[1])::numeric`, 'numeric(24,6)')
  return [
    sql`case when ${currency} is not null then ${amount} end`,
    sql`case when (${match})[1] is not null then ${currency} end::character(3)`,
  ]
}
