import type { FindRecordsInput, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { untilAborted } from '../db/statement-limits.ts'
import { estimateRows } from './estimate-rows.ts'
import { explainReadError } from './explain-read-error.ts'
import { runKept } from './kept-statement.ts'
import { matchingRows } from './matching-rows.ts'
import { beyondEdge, type Edge, edgeColumns, readCursor, readEdge } from './page-cursor.ts'
import { pageEnds } from './page-ends.ts'
import { flipped, type OrderKey, orderBy, pageOrder } from './page-order.ts'
import { queryProblem } from './query-problem.ts'
import { type RecordRow, recordColumns } from './record-columns.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

export type FindRecords = (ctx: RequestContext, input: FindRecordsInput) => Promise<RecordPage<TenonRecord>>

/** Two names joined, or the key of children: a path to other entities. */
const OF_OTHERS = /"field":"[^"]*\.|"children":/
const MAX_KEY_LENGTH = 2_000

type FoundRow = PageRow & RecordRow

/** What a row of a page has besides the record. */
interface PageRow {
  $count?: number
  /** Whether there are records on the other side of the cursor. */
  $behind?: boolean
}

/** Makes the function that lists records: one SQL statement with rights, filter, search, order, page and references. */
export function makeFindRecords({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): FindRecords {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, input) => {
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const db = database.tenant(ctx.tenant.schema)
    const kept = { access: scope.access, key: keptKey(scope, input), build: () => planPage(scope, input) }
    const run = () => runKept(db, kept)
    const { rows, built } = await untilAborted(ctx.signal, run).catch(explainReadError(ctx))
    const { records, ...ends } = readPage(built, rows)
    if (input.count === true) return { records, ...ends, count: rows[0]?.$count ?? 0 }
    if (input.count !== 'estimated') return { records, ...ends }
    const estimate = () => estimateRows(db, { table: tableOf(ctx, scope.entity), matching: built.matching })
    return { records, ...ends, ...(await estimated({ records, ...ends }, estimate)) }
  }
}

/**
 * Of what is asked again and again: the first page of a list. Null for what may not be kept, or is not worth it: what is
 * worked out as it is read may be of the time at which it is, and what is looked for is planned for its words.
 */
function keptKey({ entity, timeZone }: RecordScope, input: FindRecordsInput): string | null {
  const { fields, where, sort, limit, deleted, count, expand, search, after, before } = input
  const isPlain = entity.derivedFields.length === 0 && expand === undefined && search === undefined
  if (!isPlain || after !== undefined || before !== undefined || count === 'estimated') return null
  const key = `find ${timeZone} ${JSON.stringify([fields, where, sort, limit, deleted, count])}`
  // Of other entities there may be more to say.
  return key.length > MAX_KEY_LENGTH || OF_OTHERS.test(key) ? null : key
}

/** What a question is made of: its statement, and how to read the answer. */
interface PagePlan {
  statement: RawBuilder<FoundRow>
  keys: readonly OrderKey[]
  limit: number
  from: PageStart | null
  matching: RawBuilder<boolean>
  read: (row: RecordRow) => TenonRecord
}

function planPage(scope: RecordScope, input: FindRecordsInput): PagePlan {
  const limit = checkLimit(scope, input.limit ?? DEFAULT_LIMIT)
  const keys = pageOrder(scope, input.sort)
  const from = pageStart(scope, input, keys)
  const matching = matchingRows(scope, { ...input, alias: 'r' })
  const { columns, read } = recordColumns(scope, { alias: 'r', fields: input.fields, expand: input.expand })
  const statement = pageStatement(scope, input, { keys, limit, from, matching, columns })
  return { statement, keys, limit, from, matching, read }
}

function readPage({ keys, limit, from, read }: PagePlan, rows: readonly FoundRow[]) {
  const ofRecord = (row: FoundRow | undefined) => (row === undefined ? undefined : readEdge(keys, row))
  // Where no record is found, the one row that there may be says only how many there are.
  const page = ofRecord(rows[0]) === undefined ? [] : rows
  const shown = page.slice(0, limit)
  if (from?.backwards) shown.reverse()
  const ends = pageEnds({
    ...{ keys, behind: rows[0]?.$behind ?? false, backwards: from?.backwards ?? false, from: from?.edge ?? null },
    ...{ more: page.length > limit, first: ofRecord(shown[0]), last: ofRecord(shown.at(-1)) },
  })
  return { records: shown.map(read), ...ends }
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
  /** Of the record. */
  columns: readonly RawBuilder<unknown>[]
}

/** A row per record, and one record more than the page has, in order. */
function pageStatement(
  scope: RecordScope,
  input: FindRecordsInput,
  { keys, limit, from, matching, columns }: PageParts,
): RawBuilder<FoundRow> {
  const table = tableOf(scope.ctx, scope.entity)
  const order = from?.backwards ? flipped(keys) : keys
  const edge = from?.edge
  const beyond = edge === undefined ? sql`` : sql`and ${beyondEdge(order, { alias: 'r', edge })}`
  const selected = sql.join([...columns, ...edgeColumns(keys, 'r')])
  // How many is part of the text: without it, PostgreSQL would not keep its plan.
  // The page is cut from bare rows first: references and labels are looked up for those that are shown.
  const page = sql<FoundRow>`
    select ${selected}
    from (select * from ${table} r where ${matching} ${beyond} order by ${orderBy(order, 'r')} limit ${sql.lit(limit + 1)}) r`
  if (input.count !== true && edge === undefined) return page
  const count = input.count === true ? sql`(select count(*)::int from ${table} r where ${matching})` : sql`0`
  const behind = edge === undefined ? sql`false` : rowsBehind({ table, order, edge, matching })
  // Also where the page has no rows.
  return sql<FoundRow>`
    select p.*, w.* from (select ${count} as ${sql.id('$count')}, ${behind} as ${sql.id('$behind')}) w
    left join lateral (${page}) p on true`
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
