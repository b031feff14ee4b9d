import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ApiDependencies } from './api-services.ts'
import { findRecordsInput, getRecordInput, recordIdInput } from './envelope-schemas.ts'
import { groupRecordsInput } from './group-schemas.ts'
import { pipelineReportInput } from './pipeline-schemas.ts'
import { type Handle, tagged } from './rest-call.ts'
import { readListQuery, readSearchQuery, readShape } from './rest-input.ts'
import { makeUseView } from './use-view.ts'

interface Reads {
  handle: Handle
  dependencies: ApiDependencies
}

/** What records there are, one by one, in lists and in sums. */
export function registerRecordReads(app: FastifyInstance, { handle, dependencies }: Reads): void {
  const { services, recordTexts } = dependencies
  const { records, pipelines } = services
  const useView = makeUseView(services)
  app.get(
    '/search',
    handle(async ({ call, authenticate, query }) => {
      const ctx = await authenticate()
      // An entity of this name keeps the path of its list.
      if ((await dependencies.models.get(ctx.tenant)).entities.has('search'))
        return records.find(ctx, readListQuery('search', query, call.locale))
      return records.search(ctx, readSearchQuery(query, call.locale))
    }),
  )
  app.get(
    '/:entity',
    handle(async ({ call, authenticate, params, query }, reply) => {
      const [ctx, asked] = [await authenticate(), readListQuery(params.entity, query, call.locale)]
      const { view } = query
      const input = view === undefined ? asked : await useView(ctx, { input: asked, view, reply })
      const text = await recordTexts.find(ctx, input)
      return text === null ? records.find(ctx, input) : asJson(reply, text)
    }),
  )
  app.post(
    '/:entity/find',
    handle(async ({ authenticate, params, body: { view, ...body } }, reply) => {
      const [ctx, input] = [await authenticate(), findRecordsInput.parse({ ...body, entity: params.entity })]
      return records.find(ctx, await useView(ctx, { input, view, reply }))
    }),
  )
  app.post(
    '/:entity/group',
    handle(async ({ authenticate, params, body: { view, ...body } }, reply) => {
      const [ctx, asked] = [await authenticate(), groupRecordsInput.parse({ ...body, entity: params.entity })]
      const which = { entity: asked.entity, ...(asked.where !== undefined && { where: asked.where }) }
      const { where } = await useView(ctx, { input: which, view, reply })
      return records.group(ctx, { ...asked, ...(where !== undefined && { where }) })
    }),
  )
  app.get(
    '/:entity/:id/stage-history',
    handle(async ({ authenticate, params }) => records.stageHistory(await authenticate(), recordIdInput.parse(params))),
  )
  app.post(
    '/:entity/pipeline-report',
    handle(async ({ authenticate, params, body }) => {
      return pipelines.report(await authenticate(), pipelineReportInput.parse({ ...body, entity: params.entity }))
    }),
  )
  app.get(
    '/:entity/:id',
    handle(async ({ call, authenticate, params, query }, reply) => {
      const input = getRecordInput.parse({ ...params, ...readShape(query, call.locale) })
      const ctx = await authenticate()
      const found = await recordTexts.get(ctx, input)
      if (found === null) return tagged(reply, await records.get(ctx, input))
      tagged(reply, found)
      return asJson(reply, found.text)
    }),
  )
}

function asJson(reply: FastifyReply, text: Buffer): Buffer {
  reply.type('application/json; charset=utf-8')
  return text
}
