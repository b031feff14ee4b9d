import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FindRecordsInput, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { untilAborted } from '../db/statement-limits.ts'
import { estimateRows } from './estimate-rows.ts'
import { explainReadError } from './explain-read-error.ts'
import { matchingRows } from './matching-rows.ts'
import { beyondEdge, boundaryJson, type Edge, readCursor } from './page-cursor.ts'
import { pageEnds } from './page-ends.ts'
import { flipped, type OrderKey, orderBy, pageOrder } from './page-order.ts'
import { queryProblem } from './query-problem.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { selectRecord } from './select-record.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

export type FindRecords = (ctx: RequestContext, input: FindRecordsInput) => Promise<RecordPage<TenonRecord>>

/** One row: the page and one record more, each with its sort values, written as JSON by PostgreSQL. */
interface PageRow {
  page: Array<{ record: TenonRecord; at: Array<string | null> }>
  count: number | null
  /** Whether there are records on the other side of the cursor. */
  behind: boolean
}

/** Makes the function that lists records: one SQL statement with rights, filter, search, order, page and references. */
export function makeFindRecords({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): FindRecords {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, input) => {
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const limit = checkLimit(scope, input.limit ?? DEFAULT_LIMIT)
    const keys = pageOrder(scope, input.sort)
    const from = pageStart(scope, input, keys)
    const matching = matchingRows(scope, { ...input, alias: 'r' })
    const db = database.tenant(ctx.tenant.schema)
    const statement = pageStatement(scope, input, { keys, limit, from, matching })
    const run = () => statement.execute(db)
    const { rows } = await untilAborted(ctx.signal, run).catch(explainReadError(ctx))
    const { page, count, behind } = rows[0] ?? { page: [], count: null, behind: false }
    const shown = page.slice(0, limit)
    if (from?.backwards) shown.reverse()
    const ends = pageEnds({
      ...{ keys, behind, backwards: from?.backwards ?? false, from: from?.edge ?? null },
      ...{ more: page.length > limit, first: shown[0]?.at, last: shown.at(-1)?.at },
    })
    const records = shown.map(({ record }) => record)
    if (input.count !== 'estimated') return { records, ...ends, ...(input.count === true && { count: count ?? 0 }) }
    const table = tableOf(ctx, scope.entity)
    return { records, ...ends, ...(await estimated({ records, ...ends }, () => estimateRows(db, { table, matching }))) }
  }
}

/** Never fewer than the page shows or tells of; a page that is all there is needs no estimate. */
async function estimated(
  { records, nextCursor, prevCursor }: RecordPage<TenonRecord>,
  estimate: () => Promise<number>,
): Promise<Pick<RecordPage, 'count' | 'countEstimated'>> {
  if (nextCursor === null && prevCursor === null) return { count: records.length }
  const told = records.length + (nextCursor === null ? 0 : 1) + (prevCursor === null ? 0 : 1)
  return { count: Math.max(told, await estimate()), countEstimated: true }
}

interface PageStart {
  edge: Edge
  backwards: boolean
}

/** Where the page is read from; null for the first one. */
function pageStart(
  scope: RecordScope,
  { after, before }: FindRecordsInput,
  keys: readonly OrderKey[],
): PageStart | null {
  if (after !== undefined && before !== undefined) throw bothWays(scope)
  if (before !== undefined) return { edge: readCursor(scope, { name: 'before', text: before }, keys), backwards: true }
  if (after === undefined) return null
  return { edge: readCursor(scope, { name: 'after', text: after }, keys), backwards: false }
}

interface PageParts {
  keys: readonly OrderKey[]
  limit: number
  from: PageStart | null
  matching: RawBuilder<boolean>
}

function pageStatement(
  scope: RecordScope,
  input: FindRecordsInput,
  { keys, limit, from, matching }: PageParts,
): RawBuilder<PageRow> {
  const table = tableOf(scope.ctx, scope.entity)
  const order = from?.backwards ? flipped(keys) : keys
  const edge = from?.edge
  const beyond = edge === undefined ? sql`` : sql`and ${beyondEdge(order, { alias: 'r', edge })}`
  const record = selectRecord(scope, { alias: 'r', fields: input.fields, expand: input.expand })
  const count = input.count === true ? sql`(select count(*)::int from ${table} r where ${matching})` : sql`null::int`
  // The page is cut from bare rows first: references and labels are looked up for those that are shown.
  return sql<PageRow & JsonObject>`
    select coalesce(json_agg(p.item order by p.position), '[]') as page, ${count} as count,
      ${edge === undefined ? sql`false` : rowsBehind({ table, order, edge, matching })} as behind
    from (
      select row_number() over () as position,
        json_build_object('record', ${record}, 'at', ${boundaryJson(keys, 'r')}) as item
      from (
        select * from ${table} r where ${matching} ${beyond}
        order by ${orderBy(order, 'r')} limit ${limit + 1}
      ) r
    ) p`
}

interface Behind {
  table: RawBuilder<unknown>
  order: readonly OrderKey[]
  edge: Edge
  matching: RawBuilder<boolean>
}

function rowsBehind({ table, order, edge, matching }: Behind): RawBuilder<boolean> {
  const other = { at: edge.at, inclusive: !edge.inclusive }
  return sql<boolean>`exists (
    select 1 from ${table} r where ${matching} and ${beyondEdge(flipped(order), { alias: 'r', edge: other })})`
}

function bothWays({ ctx }: RecordScope) {
  return queryProblem(ctx.locale, {
    pointer: '/before',
    rule: 'cursor',
    message: { en: "give either 'after' or 'before', not both", 'zh-CN': '“after”与“before”只能给出其一' },
  })
}

function checkLimit({ ctx }: RecordScope, limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit
  throw queryProblem(ctx.locale, {
    pointer: '/limit',
    rule: 'limit',
    message: {
      en: `limit ${limit} is not a whole number from 1 to ${MAX_LIMIT}`,
      'zh-CN': `limit 应为 1 到 ${MAX_LIMIT} 的整数`,
    },
  })
}
