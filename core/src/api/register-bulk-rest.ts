import { Readable } from 'node:stream'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import { csvLine, escapeFormula } from '../records/csv-line.ts'
import type { ApiDependencies, ApiServices } from './api-services.ts'
import { bulkIdInput, bulkReportInput, recentBulkInput, startBulkInput } from './bulk-schemas.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import { readApiCall } from './read-api-call.ts'
import { readTimelineQuery } from './read-timeline-query.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { type Query, readObject } from './rest-input.ts'
import { tellFormerNames } from './tell-former-names.ts'

interface BulkCall {
  ctx: RequestContext
  params: Record<string, string>
  query: Query
  body: JsonObject
}

/** Rows of a report that are read at once. */
const PART = 200

/** Changes of many records over REST: begun on an entity, then followed by the run's id. */
export function registerBulkRest(app: FastifyInstance, { services: { bulk }, identity }: ApiDependencies): void {
  const handle =
    (answer: (call: BulkCall, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const call = readApiCall(request, reply, identity.authenticate)
      checkJsonBounds(request.body, call.locale)
      const body = readObject(request.body, call.locale)
      const ctx = refuseCustomer(await call.authenticate())
      const params = request.params as Record<string, string>
      const sent = await answer({ ctx, params, query: request.query as Query, body }, reply)
      tellFormerNames(reply, ctx)
      reply.header('cache-control', 'no-store')
      return sent
    }
  const told = (reply: FastifyReply, run: Awaited<ReturnType<typeof bulk.get>>) => {
    reply.status(run.status === 'running' ? 202 : 200).header('location', `/api/v1/bulk-runs/${run.id}`)
    return run
  }

  app.post(
    '/:entity/bulk',
    handle(async ({ ctx, params, body }, reply) =>
      told(reply, await bulk.start(ctx, startBulkInput.parse({ ...body, entity: params['entity'] }))),
    ),
  )
  // No entity is called so: names have no hyphens.
  app.get(
    '/bulk-runs',
    handle(({ ctx, query }) => bulk.recent(ctx, recentBulkInput.parse(readTimelineQuery(query)))),
  )
  app.get(
    '/bulk-runs/:id',
    handle(({ ctx, params }) => bulk.get(ctx, bulkIdInput.parse(params))),
  )
  for (const verb of ['cancel', 'undo'] as const) {
    app.post(
      `/bulk-runs/:id/${verb}`,
      handle(async ({ ctx, params }, reply) => told(reply, await bulk[verb](ctx, bulkIdInput.parse(params)))),
    )
  }
  app.get(
    '/bulk-runs/:id/report',
    handle(({ ctx, params, query }) =>
      bulk.report(ctx, bulkReportInput.parse({ ...readTimelineQuery(query), ...params })),
    ),
  )
  app.get(
    '/bulk-runs/:id/report.csv',
    { exposeHeadRoute: false },
    handle(async ({ ctx, params, query }, reply) => {
      const input = bulkReportInput.parse({ ...readTimelineQuery(query), ...params, limit: PART })
      // What is refused is refused before the first byte.
      const first = await bulk.report(ctx, input)
      reply
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="report-${input.id}.csv"`)
        .type('text/csv; charset=utf-8; header=present')
      return Readable.from(reportText(bulk, { ctx, input, first }))
    }),
  )
}

interface ReportFile {
  ctx: RequestContext
  input: Parameters<ApiServices['bulk']['report']>[1]
  first: Awaited<ReturnType<ApiServices['bulk']['report']>>
}

async function* reportText(bulk: ApiServices['bulk'], { ctx, input, first }: ReportFile): AsyncGenerator<string> {
  // Spreadsheets know UTF-8 by it.
  const isMerge = first.rows.some(({ from }) => from !== undefined)
  const isImport = first.rows.some(({ line }) => line !== undefined)
  const more = [...(isMerge ? ['from'] : []), ...(isImport ? ['line'] : [])]
  yield `\uFEFF${csvLine(['id', 'title', 'state', 'code', 'message', ...more])}`
  for (let page = first; ; page = await bulk.report(ctx, { ...input, after: page.next })) {
    const lines = page.rows.map(({ id, title, state, code, message, from, line }) => {
      const others = [...(isMerge ? [(from ?? []).join(' ')] : []), ...(isImport ? [String(line ?? '')] : [])]
      return csvLine([id, escapeFormula(title ?? ''), state, code ?? '', escapeFormula(message ?? ''), ...others])
    })
    yield lines.join('')
    if (page.next === null) return
  }
}
