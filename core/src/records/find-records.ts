import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FindRecordsInput, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { untilAborted } from '../db/statement-limits.ts'
import { explainReadError } from './explain-read-error.ts'
import { matchingRows } from './matching-rows.ts'
import { afterBoundary, boundaryJson, readCursor, writeCursor } from './page-cursor.ts'
import { type OrderKey, orderBy, pageOrder } from './page-order.ts'
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
    const statement = pageStatement(scope, input, { keys, limit })
    const run = () => statement.execute(database.tenant(ctx.tenant.schema))
    const { rows } = await untilAborted(ctx.signal, run).catch(explainReadError(ctx))
    const { page, count } = rows[0] ?? { page: [], count: null }
    const last = page.length > limit ? page[limit - 1] : undefined
    return {
      records: page.slice(0, limit).map(({ record }) => record),
      nextCursor: last === undefined ? null : writeCursor(keys, last.at),
      ...(input.count === true && { count: count ?? 0 }),
    }
  }
}

function pageStatement(
  scope: RecordScope,
  input: FindRecordsInput,
  { keys, limit }: { keys: readonly OrderKey[]; limit: number },
): RawBuilder<PageRow> {
  const table = tableOf(scope.ctx, scope.entity)
  const matching = matchingRows(scope, { ...input, alias: 'r' })
  const boundary = input.after === undefined ? null : readCursor(scope, input.after, keys)
  const after = boundary === null ? sql`` : sql`and ${afterBoundary(keys, { alias: 'r', boundary })}`
  const record = selectRecord(scope, { alias: 'r', fields: input.fields, expand: input.expand })
  const count = input.count === true ? sql`(select count(*)::int from ${table} r where ${matching})` : sql`null::int`
  // The page is cut from bare rows first: references and labels are looked up for those that are shown.
  return sql<PageRow & JsonObject>`
    select coalesce(json_agg(p.item order by p.position), '[]') as page, ${count} as count
    from (
      select row_number() over () as position,
        jsonb_build_object('record', ${record}, 'at', ${boundaryJson(keys, 'r')}) as item
      from (
        select * from ${table} r where ${matching} ${after}
        order by ${orderBy(keys, 'r')} limit ${limit + 1}
      ) r
    ) p`
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
