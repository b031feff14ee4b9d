import type { FindRecordsInput, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { untilAborted } from '../db/statement-limits.ts'
import { estimateRows } from './estimate-rows.ts'
import { explainReadError } from './explain-read-error.ts'
import { runKept } from './kept-statement.ts'
import { readEdge } from './page-cursor.ts'
import { pageEnds } from './page-ends.ts'
import { pageTooLong } from './page-too-long.ts'
import { type FoundRow, isBeyondBound, keptPage, type PageBound, type PagePlan, planPage } from './plan-page.ts'
import { makeOpenScope, type ScopeDependencies, tableOf } from './record-scope.ts'

/** @throws TenonError PAYLOAD_TOO_LARGE for a page that is far beyond its bound */
export type FindRecords = (ctx: RequestContext, input: FindRecordsInput & PageBound) => Promise<RecordPage<TenonRecord>>

/** Makes the function that lists records: one SQL statement with rights, filter, search, order, page and references. */
export function makeFindRecords({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): FindRecords {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, input) => {
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const db = database.tenant(ctx.tenant.schema)
    const page = keptPage(scope, input)
    const { key, values } = page ?? { key: null, values: {} }
    const kept = { access: scope.access, key, build: () => planPage(scope, page?.input ?? input), values }
    const run = () => runKept(db, database.kind === 'postgres' ? { ...kept, together: 'whileQuick' } : kept)
    const { rows, built } = await untilAborted(ctx.signal, run).catch(explainReadError(ctx))
    if (isBeyondBound(built, rows)) throw pageTooLong(ctx, input)
    const { records, ...ends } = readPage(built, rows)
    if (input.count === true) return { records, ...ends, count: rows[0]?.$count ?? 0 }
    if (input.count !== 'estimated') return { records, ...ends }
    const estimate = () => estimateRows(db, { table: tableOf(ctx, scope.entity), matching: built.matching })
    return { records, ...ends, ...(await estimated({ records, ...ends }, estimate)) }
  }
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
