import { GROUP_LIMITS } from '@tenon/sdk/contract/group-records'
import type { SummarizeRecordsInput } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { findRollup } from './find-rollup.ts'
import type { SummaryRow } from './merge-empty-amounts.ts'
import type { RecordScope } from './record-scope.ts'
import { keptFigures } from './rollup-part.ts'

interface KeptSummary {
  groups: SummaryRow[]
  isWhole: boolean
}

/** The statement that has a summary from what is kept ready, as counting rows would give it; null where no rollup has it. */
export function keptSummary(
  scope: RecordScope,
  { groupBy, sum, where, search }: SummarizeRecordsInput,
): RawBuilder<KeptSummary> | null {
  const measures = sum === undefined ? [] : [{ measure: 'sum' as const, field: sum }]
  const answer = findRollup(scope, { keys: [{ field: groupBy }], measures, where, search })
  if (answer === null) return null
  const { kept, isFilled } = keptFigures(scope, answer)
  const value = sql`nullif(keys -> ${sql.lit(answer.keys[0] ?? 0)}, 'null'::jsonb)`
  const part = sql.lit(answer.parts[0] ?? 0)
  const amount = sql`trim_scale(sum(amount) filter (where part = ${part} and part > 0 and filled <> 0))::text`
  // Of those without a currency there is no count of their own: they are the records that none of the others has.
  return sql<KeptSummary>`
    with ${kept},
    summed as (
      select ${value} as value, sum(records) as count, ${amount} as sum, currency
      from kept where part = ${part} and currency <> '' group by 1, currency
      union all
      select ${value}, sum(case when part = 0 then records when currency <> '' then -records else 0 end),
        trim_scale(sum(amount) filter (where part = ${part} and part > 0 and currency = '' and filled <> 0))::text, null
      from kept group by 1
    ),
    top as (
      select value, count::int as count, sum, currency, dense_rank() over (order by value)::int as place
      from summed where count <> 0
      order by count desc, 1, currency limit ${GROUP_LIMITS.groups}
    )
    select coalesce(json_agg(top), '[]') as groups, ${isFilled} as "isWhole" from top`
}
