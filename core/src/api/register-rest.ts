import type { ExportRecordsInput } from '@tenon/sdk/contract/query'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { recordAsOfInput, restoreStateInput, timelineInput } from './audit-schemas.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import {
  createRecordInput,
  exportRecordsInput,
  moveStageInput,
  recordIdInput,
  recordVersionInput,
  revealFieldInput,
  updateRecordInput,
} from './envelope-schemas.ts'
import { announcePresenceInput } from './presence-router.ts'
import { type HttpCall, readApiCall } from './read-api-call.ts'
import { readTimelineQuery } from './read-timeline-query.ts'
import { registerActionRest } from './register-action-rest.ts'
import { registerBulkRest } from './register-bulk-rest.ts'
import { registerCreateMany } from './register-create-many.ts'
import { registerDuplicateRest } from './register-duplicate-rest.ts'
import { registerImports } from './register-imports.ts'
import { registerMoveRest } from './register-move-rest.ts'
import { registerRecordReads } from './register-record-reads.ts'
import { registerShareRest } from './register-share-rest.ts'
import { type Answer, type Handle, type RestCall, readRest, tagged } from './rest-call.ts'
import { readExportQuery, readVersion } from './rest-input.ts'
import { tellFormerNames } from './tell-former-names.ts'
import { listTrashInput, purgeRecordInput } from './trash-router.ts'
import { makeUseView, type UseView } from './use-view.ts'
import { whileSameCaller } from './while-same-caller.ts'

/** Routes of files of their own. */
const OTHERS = [
  registerCreateMany,
  registerBulkRest,
  registerImports,
  registerActionRest,
  registerDuplicateRest,
  registerMoveRest,
  registerShareRest,
]

/** Records over REST, under /api/v1. What each route takes and gives is in the OpenAPI document. */
export async function registerRest(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { services, identity, exportRecords } = dependencies
  const { records } = services
  app.setErrorHandler(makeAnswerError(PROBLEM))

  const handle = (answer: Answer) => async (request: FastifyRequest, reply: FastifyReply) => {
    const call = readApiCall(request, reply, identity.authenticate)
    checkJsonBounds(request.body, call.locale)
    reply.header('cache-control', 'no-store')
    const rest = readRest(request, call)
    let known: RequestContext | null = null
    const authenticate = async () => {
      known = await rest.authenticate()
      return known
    }
    const sent = await answer({ ...rest, authenticate }, reply)
    // Only with what was answered: a refusal must not tell what is there.
    if (known !== null) tellFormerNames(reply, known)
    return sent
  }

  registerRecordReads(app, { handle, dependencies })
  registerWrites(app, { handle, records })
  registerPast(app, { handle, services })
  for (const register of OTHERS) register(app, dependencies)
  registerExports(app, { handle, exportRecords, useView: makeUseView(services) })
}

interface AskedExport {
  call: HttpCall
  ctx: RequestContext
  input: ExportRecordsInput
}

interface Exports {
  handle: Handle
  exportRecords: ApiDependencies['exportRecords']
  useView: UseView
}

function registerExports(app: FastifyInstance, { handle, exportRecords, useView }: Exports): void {
  const send = async ({ call, ctx, input }: AskedExport, reply: FastifyReply) => {
    const { rows, text } = await exportRecords(ctx, input)
    const day = new Date().toISOString().slice(0, 10)
    reply.header('content-type', 'text/csv; charset=utf-8; header=present')
    reply.header('content-disposition', `attachment; filename="${input.entity}-${day}.csv"`)
    reply.header('tenon-rows', String(rows))
    return whileSameCaller(call, text)
  }
  app.get(
    '/:entity(^[a-zA-Z0-9]+).csv',
    handle(async ({ call, authenticate, params, query }, reply) => {
      const [ctx, input] = [await authenticate(), readExportQuery(params.entity, query, call.locale)]
      return send({ call, ctx, input: await useView(ctx, { input, view: query['view'], reply }) }, reply)
    }),
  )
  app.post(
    '/:entity/export',
    handle(async ({ call, authenticate, params, body: { view, ...body } }, reply) => {
      const [ctx, input] = [await authenticate(), exportRecordsInput.parse({ ...body, entity: params.entity })]
      return send({ call, ctx, input: await useView(ctx, { input, view, reply }) }, reply)
    }),
  )
}

interface Past {
  handle: Handle
  services: Pick<ApiDependencies['services'], 'records' | 'audit' | 'trash' | 'presence'>
}

/** What happened to records, what they were, what is deleted, and who has one open. */
function registerPast(app: FastifyInstance, { handle, services: { records, audit, trash, presence } }: Past): void {
  app.get(
    '/:entity/trash',
    handle(async ({ authenticate, params, query }) => {
      return trash.list(
        await authenticate(),
        listTrashInput.parse({ ...readTimelineQuery(query), entity: params.entity }),
      )
    }),
  )
  app.get(
    '/:entity/:id/history',
    handle(async ({ authenticate, params }) => records.history(await authenticate(), recordIdInput.parse(params))),
  )
  app.get(
    '/:entity/:id/timeline',
    handle(async ({ authenticate, params, query }) => {
      return audit.timeline(await authenticate(), timelineInput.parse({ ...readTimelineQuery(query), ...params }))
    }),
  )
  app.get(
    '/:entity/:id/as-of',
    handle(async ({ authenticate, params, query }) => {
      return records.asOf(await authenticate(), recordAsOfInput.parse({ ...query, ...params }))
    }),
  )
  app.post(
    '/:entity/:id/presence',
    handle(async ({ authenticate, params, body }) => {
      return presence.announce(await authenticate(), announcePresenceInput.parse({ ...body, ...params }))
    }),
  )
  app.post(
    '/:entity/:id/purge',
    handle(async (rest) => {
      const { body: _, ...target } = versioned(rest)
      return trash.purge(await rest.authenticate(), purgeRecordInput.parse(target))
    }),
  )
  app.post(
    '/:entity/:id/restore-state',
    handle(async (rest, reply) => {
      const { body, ...target } = versioned(rest)
      const input = restoreStateInput.parse({ ...body, ...target })
      return tagged(reply, await audit.restoreState(await rest.authenticate(), input))
    }),
  )
}

interface Writes {
  handle: Handle
  records: ApiDependencies['services']['records']
}

function registerWrites(app: FastifyInstance, { handle, records }: Writes): void {
  app.post(
    '/:entity',
    handle(async ({ authenticate, params, values }, reply) => {
      const input = createRecordInput.parse({ entity: params.entity, values: values() })
      const record = await records.create(await authenticate(), input)
      reply.status(201).header('location', `/api/v1/${encodeURIComponent(params.entity)}/${record.id}`)
      return tagged(reply, record)
    }),
  )
  app.patch(
    '/:entity/:id',
    handle(async (rest, reply) => {
      rest.values()
      const { version, body, ...target } = versioned(rest)
      const override = readOverride(rest.overrideReason)
      const input = updateRecordInput.parse({ ...target, version, values: body, ...override })
      return tagged(reply, await records.update(await rest.authenticate(), input))
    }),
  )
  app.delete(
    '/:entity/:id',
    handle(async (rest, reply) => {
      const { body: _, ...target } = versioned(rest)
      return tagged(reply, await records.delete(await rest.authenticate(), recordVersionInput.parse(target)))
    }),
  )
  app.post(
    '/:entity/:id/restore',
    handle(async (rest, reply) => {
      const { body: _, ...target } = versioned(rest)
      return tagged(reply, await records.restore(await rest.authenticate(), recordVersionInput.parse(target)))
    }),
  )
  app.post(
    '/:entity/:id/reveal',
    handle(async ({ authenticate, params, body }) => {
      return records.reveal(await authenticate(), revealFieldInput.parse({ ...body, ...params }))
    }),
  )
  app.post(
    '/:entity/:id/move-stage',
    handle(async (rest, reply) => {
      const { body, ...target } = versioned(rest)
      const input = moveStageInput.parse({ ...body, ...target })
      return tagged(reply, await records.moveStage(await rest.authenticate(), input))
    }),
  )
}

/** The target with the version that the caller has seen, and the body without it. */
function versioned({ call, params, body, ifMatch }: RestCall) {
  const { version: _, ...rest } = body
  return { ...params, version: readVersion(ifMatch, body, call.locale), body: rest }
}

/** A reason in percent-encoding: headers hold ASCII. */
function readOverride(header: RestCall['overrideReason']): { override?: { reason: string } } {
  if (typeof header !== 'string') return {}
  try {
    return { override: { reason: decodeURIComponent(header) } }
  } catch {
    return { override: { reason: header } }
  }
}
