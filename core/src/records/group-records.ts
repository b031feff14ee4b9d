import {
  GROUP_LIMITS,
  type GroupRecordsInput,
  type GroupSort,
  type RecordGroups,
} from '@tenon/sdk/contract/group-records'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { explainReadError } from './explain-read-error.ts'
import { findRollup, type RollupAnswer } from './find-rollup.ts'
import { type CompiledKey, groupKey, keyOf } from './group-keys.ts'
import { type CompiledMeasure, groupMeasure, partialColumns, totalOf } from './group-measures.ts'
import { matchingRows } from './matching-rows.ts'
import { queryProblem } from './query-problem.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { rollupPart } from './rollup-part.ts'
import { keyLabels } from './select-labels.ts'

const DEFAULT_LIMIT = 100

export type GroupRecords = (ctx: RequestContext, input: GroupRecordsInput) => Promise<RecordGroups>

interface GroupRow extends Pick<RecordGroups, 'groups' | 'labels'> {
  /** Of what a rollup says: whether it knows of all records. */
  isWhole: boolean
}

/**
 * Makes the function that works out figures of records per value of one to three fields: one statement. Rows are added
 * up once per group and currency, then the currencies of each group are put together.
 */
export function makeGroupRecords({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): GroupRecords {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, input) => {
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const { limit = DEFAULT_LIMIT, measures: asked = { count: { measure: 'count' } } } = input
    checkSizes(scope, input, limit)
    const keys = input.groupBy.map((key, index) => groupKey(scope, key, index))
    const measures = Object.entries(asked).map((one, index) => groupMeasure(scope, one, index))
    const order = groupOrder(scope, input.sort ?? keys.map((_, key) => ({ key })), { keys, measures })
    const matching = matchingRows(scope, { where: input.where, search: input.search, alias: 'r' })
    const grouping = { keys, measures, order, matching, limit }
    const run = async (statement: RawBuilder<GroupRow>) => {
      const { rows } = await statement.execute(database.tenant(ctx.tenant.schema)).catch(explainReadError(ctx))
      return rows[0] ?? { groups: [], labels: {}, isWhole: true }
    }
    const rollup = findRollup(scope, { ...input, keys: input.groupBy.map(keyOf), measures: Object.values(asked) })
    const kept = rollup === null ? null : await run(keptStatement(scope, grouping, rollup))
    const { groups, labels } = kept?.isWhole === true ? kept : await run(groupStatement(scope, grouping))
    return { groups: groups.slice(0, limit), labels, more: groups.length > limit }
  }
}

interface Grouping {
  keys: readonly CompiledKey[]
  measures: readonly CompiledMeasure[]
  order: RawBuilder<unknown>
  matching: RawBuilder<boolean>
  limit: number
}

/** From the rows. */
function groupStatement(scope: RecordScope, grouping: Grouping): RawBuilder<GroupRow> {
  const { keys, measures, matching } = grouping
  const names = keyNames(keys)
  const money = measures.filter(({ currency }) => currency !== null)
  const columns = [
    ...keys.map(({ column }, index) => sql`${column} as ${sql.id(`k${index}`)}`),
    ...measures.flatMap(({ amount, index }) => (amount === null ? [] : [sql`${amount} as ${sql.id(`a${index}`)}`])),
    ...money.map(({ currency, index }) => sql`${currency} as ${sql.id(`c${index}`)}`),
  ]
  const split = [...names, ...money.map(({ index }) => sql.id(`c${index}`))]
  const parts = [sql`count(*) as n`, ...measures.flatMap(partialColumns)]
  const part = sql`base as (select ${sql.join(columns)} from ${tableOf(scope.ctx, scope.entity)} r where ${matching}),
    part as (
      select ${sql.join(split)}, jsonb_build_array(${sql.join(names)}) as "values", ${sql.join(parts)}
      from base group by ${sql.join(split)}
    )`
  return totalStatement(grouping, { part, isWhole: sql<boolean>`true` })
}

/** From what is kept ready. */
function keptStatement(scope: RecordScope, grouping: Grouping, rollup: RollupAnswer): RawBuilder<GroupRow> {
  const { part, isFilled } = rollupPart(scope, rollup, grouping.measures)
  return totalStatement(grouping, { part, isWhole: isFilled })
}

function totalStatement(
  { keys, measures, order, limit }: Grouping,
  { part, isWhole }: { part: RawBuilder<unknown>; isWhole: RawBuilder<boolean> },
): RawBuilder<GroupRow> {
  const names = keyNames(keys)
  const money = measures.filter(({ currency }) => currency !== null)
  const others = measures.filter(({ currency }) => currency === null)
  const totals = others.map((one) => sql`${totalOf(one)} as ${sql.id(`t${one.index}`)}`)
  const joined = money.map(({ index }) => sql`left join ${sql.id(`m${index}`)} using ("values")`)
  const figures = measures.map((one) => sql`${one.name}::text, ${figureOf(one)}`)
  return sql<GroupRow>`
    with ${part},
    ${sql.join(
      money.map((one) => sql`${perCurrency(one)},`),
      sql` `,
    )}
    total as (
      select ${sql.join([...names, sql`"values"`, ...totals])} from part group by ${sql.join([...names, sql`"values"`])}
    ),
    top as (
      select row_number() over (order by ${order}) as position, total."values", ${sql.join(names)},
        jsonb_build_object(${sql.join(figures)}) as measures
      from total ${sql.join(joined, sql` `)} order by 1 limit ${limit + 1}
    )
    select coalesce(jsonb_agg(jsonb_build_object('values', "values", 'measures', measures) order by position), '[]') as groups,
      ${labelsOf(keys, limit)} as labels, ${isWhole} as "isWhole"
    from top`
}

function keyNames(keys: readonly CompiledKey[]) {
  return keys.map((_, index) => sql.id(`k${index}`))
}

/** CTE of a money measure: its amounts, one per currency, and the largest of them to sort by. */
function perCurrency(one: CompiledMeasure): RawBuilder<unknown> {
  const [currency, figure] = [sql.id(`c${one.index}`), one.figure(sql`x.amount`)]
  return sql`${sql.id(`m${one.index}`)} as (
      select x."values", max(x.amount) as ${sql.id(`t${one.index}`)},
        jsonb_agg(jsonb_build_object('amount', ${figure}, 'currency', x.currency) order by x.currency) as ${sql.id(`j${one.index}`)}
      from (
        select "values", ${currency} as currency, ${totalOf(one)} as amount
        from part where ${currency} is not null group by "values", ${currency}
      ) x group by x."values"
    )`
}

function figureOf(one: CompiledMeasure): RawBuilder<unknown> {
  if (one.currency !== null) return sql`coalesce(${sql.id(`j${one.index}`)}, '[]')`
  return one.figure(sql.id(`t${one.index}`))
}

function labelsOf(keys: readonly CompiledKey[], limit: number): RawBuilder<unknown> {
  const rows = keys.flatMap(({ place }, index) => {
    const ids = sql`select distinct ${sql.id(`k${index}`)} from top where position <= ${limit}`
    return keyLabels(place.scope, { name: place.name, ids })
  })
  if (rows.length === 0) return sql`'{}'::jsonb`
  return sql`(select coalesce(jsonb_object_agg(v.id, v.label), '{}')
    from (${sql.join(rows, sql` union all `)}) v(id, label) where v.id is not null and v.label is not null)`
}

function groupOrder(
  scope: RecordScope,
  sort: readonly GroupSort[],
  { keys, measures }: Pick<Grouping, 'keys' | 'measures'>,
): RawBuilder<unknown> {
  const asked = sort.map((one, index) => {
    const direction = sql.raw(one.direction === 'desc' ? 'desc nulls last' : 'asc nulls last')
    if ('key' in one && keys[one.key] !== undefined) return sql`${sql.id(`k${one.key}`)} ${direction}`
    const measure = 'measure' in one ? measures.find(({ name }) => name === one.measure) : undefined
    if (measure !== undefined) return sql`${sql.id(`t${measure.index}`)} ${direction}`
    throw wrong(scope, `/sort/${index}`, {
      en: `groups are sorted by the place of a key in groupBy or by the name of a measure`,
      'zh-CN': '分组按 groupBy 中的位置或度量名称排序',
    })
  })
  // The keys tell all groups apart, so that the same groups come at every call.
  return sql.join([...asked, ...keys.map((_, index) => sql.id(`k${index}`))])
}

function checkSizes(scope: RecordScope, { groupBy, measures = {}, sort = [] }: GroupRecordsInput, limit: number): void {
  const { keys, measures: most, groups } = GROUP_LIMITS
  if (groupBy.length < 1 || groupBy.length > keys)
    throw wrong(scope, '/groupBy', {
      en: `records are grouped by 1 to ${keys} fields`,
      'zh-CN': `可按 1 到 ${keys} 个字段分组`,
    })
  if (Object.keys(measures).length > most)
    throw wrong(scope, '/measures', { en: `at most ${most} measures`, 'zh-CN': `最多 ${most} 个度量` })
  if (sort.length > keys + most) throw wrong(scope, '/sort', { en: 'too many sort keys', 'zh-CN': '排序项过多' })
  if (!Number.isInteger(limit) || limit < 1 || limit > groups)
    throw wrong(scope, '/limit', {
      en: `limit is a whole number from 1 to ${groups}`,
      'zh-CN': `limit 应为 1 到 ${groups} 的整数`,
    })
}

function wrong({ ctx }: RecordScope, pointer: string, message: { en: string; 'zh-CN': string }) {
  return queryProblem(ctx.locale, { pointer, rule: 'group', message })
}
