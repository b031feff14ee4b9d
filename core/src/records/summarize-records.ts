import { GROUP_LIMITS } from '@tenon/sdk/contract/group-records'
import type { RecordSummary, SummarizeRecordsInput } from '@tenon/sdk/contract/query'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { untilAborted } from '../db/statement-limits.ts'
import { hasCommonTags } from '../model/common-tags.ts'
import { SUMMARY_USES } from '../model/summary-uses.ts'
import { explainReadError } from './explain-read-error.ts'
import { eachTag } from './group-keys.ts'
import { keptSummary } from './kept-summary.ts'
import { matchingRows } from './matching-rows.ts'
import { mergeEmptyAmounts, type SummaryRow } from './merge-empty-amounts.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { makeSumCurrencies, type SumCurrencies } from './sum-currencies.ts'
import { shownField } from './visible-field.ts'

const GROUPED_COMMON: ReadonlySet<string> = new Set(['stage', 'pipeline', 'ownerId', 'createdBy'])

export type SummarizeRecords = (ctx: RequestContext, input: SummarizeRecordsInput) => Promise<RecordSummary>

/**
 * Makes the function that counts records per value of a field, and adds up a money or number field exactly.
 * Amounts in several currencies are not added to each other: such a value has a group per currency.
 */
export function makeSummarizeRecords({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): SummarizeRecords {
  const openScope = makeOpenScope(dependencies)
  const currencies = makeSumCurrencies()
  return async (ctx, input) => {
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const summed = summedRows(scope, input)
    const run = async <T>(query: RawBuilder<T>): Promise<T[]> => {
      const execute = () => query.execute(database.tenant(ctx.tenant.schema))
      return (await untilAborted(ctx.signal, execute).catch(explainReadError(ctx))).rows
    }
    const kept = keptSummary(scope, input)
    const [answer] = kept === null ? [] : await run(kept)
    if (answer?.isWhole === true) return { groups: mergeEmptyAmounts(answer.groups) }
    return { groups: mergeEmptyAmounts(await summarize(summed, { run, currencies })) }
  }
}

interface SummedRows {
  /** Rows of a value, an amount and a currency. */
  rows: RawBuilder<unknown>
  /** Whose amounts have currencies; null where there are none. */
  money: Parameters<SumCurrencies['note']>[0] | null
}

function summedRows(scope: RecordScope, { groupBy, sum, where, search }: SummarizeRecordsInput): SummedRows {
  const { ctx, entity } = scope
  const group = groupField(scope, groupBy)
  const parts = sum === undefined ? null : sumParts(scope, sum)
  const matching = matchingRows(scope, { where, search, alias: 'r' })
  const rows = sql`(
    select ${groupedValue(scope, group)} as value, ${parts?.amount ?? sql`null::numeric`} as amount,
      ${parts?.currency ?? sql`null::text`} as currency
    from ${tableOf(ctx, entity)} r where ${matching}
  ) s`
  const field = sum === undefined ? undefined : entity.fields.get(sum)?.schema
  if (sum === undefined || field === undefined || (parts?.currency ?? null) === null) return { rows, money: null }
  return { rows, money: { schema: ctx.tenant.schema, entity: entity.name, name: sum, declared: field.currency } }
}

interface Summing {
  run<T>(query: RawBuilder<T>): Promise<T[]>
  currencies: SumCurrencies
}

/** In one currency where that is what there is; else with a group for each. */
async function summarize({ rows, money }: SummedRows, { run, currencies }: Summing): Promise<SummaryRow[]> {
  const expected = money === null ? null : currencies.expected(money)
  if (money === null || expected !== null) {
    const groups = await run(inOneCurrency(rows, expected))
    if (groups.every(({ others }) => others === 0)) return groups.map(({ others: _others, ...group }) => group)
  }
  const groups = await run(perCurrency(rows))
  if (money !== null) currencies.note(money, new Set(groups.flatMap(({ currency }) => currency ?? [])))
  return groups
}

function perCurrency(rows: RawBuilder<unknown>): RawBuilder<SummaryRow> {
  return sql`
    select to_jsonb(s.value) as value, count(*)::int as count, trim_scale(sum(s.amount))::text as sum, s.currency,
      dense_rank() over (order by to_jsonb(s.value))::int as place
    from ${rows}
    group by s.value, s.currency order by count(*) desc, 1, s.currency limit ${GROUP_LIMITS.groups}`
}

/** `others` is how many amounts are in another one: they must not have been added up. */
function inOneCurrency(
  rows: RawBuilder<unknown>,
  currency: string | null,
): RawBuilder<SummaryRow & { others: number }> {
  const others = currency === null ? sql`0` : sql`(count(*) filter (where s.currency <> ${sql.lit(currency)}))::int`
  const named = currency === null ? sql`null` : sql`case when sum(s.amount) is not null then ${sql.lit(currency)} end`
  return sql`
    select to_jsonb(s.value) as value, count(*)::int as count, trim_scale(sum(s.amount))::text as sum,
      ${named}::text as currency, ${others} as others, dense_rank() over (order by to_jsonb(s.value))::int as place
    from ${rows}
    group by s.value order by count(*) desc, 1 limit ${GROUP_LIMITS.groups}`
}

function groupField(scope: RecordScope, name: string): QueryField {
  const field = shownField(scope, { name, pointer: '/groupBy' })
  const type = scope.entity.fields.get(name)?.type
  if (type === undefined ? GROUPED_COMMON.has(name) || name === TAGS_FIELD : SUMMARY_USES[type].group) return field
  throw queryProblem(scope.ctx.locale, {
    pointer: '/groupBy',
    rule: 'groupBy',
    message: {
      en: `records cannot be grouped by '${name}': use a stage, choice, country, colour, reference, user, boolean, rating, progress, month or date`,
      'zh-CN': `不能按“${name}”分组：请使用阶段、选项、国家、颜色、引用、用户、布尔、评分、进度、月份或日期字段`,
    },
  })
}

/** Of a record of several tags one row for each. */
function groupedValue({ entity }: RecordScope, group: QueryField): RawBuilder<unknown> {
  if (group.name === TAGS_FIELD && hasCommonTags(entity)) return eachTag(group)
  return group.selectValue?.('r') ?? sql`to_jsonb(${group.selectJson('r')})`
}

function sumParts(
  scope: RecordScope,
  name: string,
): { amount: RawBuilder<unknown>; currency: RawBuilder<unknown> | null } {
  const field = shownField(scope, { name, pointer: '/sum' })
  const type = scope.entity.fields.get(name)?.type
  if (type === undefined || !SUMMARY_USES[type].sum) {
    throw queryProblem(scope.ctx.locale, {
      pointer: '/sum',
      rule: 'sum',
      message: { en: `'${name}' has no numbers to add up`, 'zh-CN': `“${name}”不是可求和的数字字段` },
    })
  }
  return { amount: sql`${field.comparable('r')}::numeric`, currency: field.currency('r') }
}
