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
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
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
  return async (ctx, input) => {
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const group = groupField(scope, input.groupBy)
    const sum = input.sum === undefined ? null : sumParts(scope, input.sum)
    const matching = matchingRows(scope, { where: input.where, search: input.search, alias: 'r' })
    const statement = sql<RecordSummary['groups'][number]>`
      select to_jsonb(s.value) as value, count(*)::int as count, trim_scale(sum(s.amount))::text as sum, s.currency
      from (
        select ${groupedValue(scope, group)} as value, ${sum?.amount ?? sql`null::numeric`} as amount,
          ${sum?.currency ?? sql`null::text`} as currency
        from ${tableOf(ctx, scope.entity)} r where ${matching}
      ) s
      group by s.value, s.currency order by count(*) desc, 1, s.currency limit ${GROUP_LIMITS.groups}`
    const run = async <T>(query: RawBuilder<T>): Promise<T[]> => {
      const execute = () => query.execute(database.tenant(ctx.tenant.schema))
      return (await untilAborted(ctx.signal, execute).catch(explainReadError(ctx))).rows
    }
    const kept = keptSummary(scope, input)
    const [answer] = kept === null ? [] : await run(kept)
    return { groups: mergeEmptyAmounts(answer?.isWhole === true ? answer.groups : await run(statement)) }
  }
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

/** Records without an amount have no currency: they are counted with the first group of their value that has one. */
function mergeEmptyAmounts(rows: RecordSummary['groups']): RecordSummary['groups'] {
  const groups: RecordSummary['groups'] = []
  const empty = rows.filter((row) => row.currency === null && row.sum === null)
  for (const row of rows) if (!empty.includes(row)) groups.push({ ...row })
  for (const row of empty) {
    const home = groups.find(({ value }) => value === row.value)
    if (home === undefined) groups.push(row)
    else home.count += row.count
  }
  return groups
}
