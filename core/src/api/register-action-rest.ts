import type { ActionRun } from '@tenon/sdk/contract/action-run'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { RequestContext } from '../context/request-context.ts'
import { nameBook } from '../model/names/name-book.ts'
import { entityKey } from '../records/names/keyed-input.ts'
import type { ApiDependencies } from './api-services.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { readObject } from './rest-input.ts'
import { tellFormerNames } from './tell-former-names.ts'
import { runActionInput, runBody, runIdInput } from './tool-schemas.ts'

type Handle = (call: { ctx: RequestContext; params: Record<string, string>; body: JsonObject }) => Promise<ActionRun>

const oneBody = z.strictObject({ form: runBody.form })
const listBody = z.strictObject(runBody)

/** Actions of plugins over REST: run on a record, on a selection or on a list, then followed by the run's id. */
export function registerActionRest(app: FastifyInstance, { services, identity, models }: ApiDependencies): void {
  const { actions, model } = services

  const handle = (answer: Handle) => async (request: FastifyRequest, reply: FastifyReply) => {
    const call = readApiCall(request, reply, identity.authenticate)
    checkJsonBounds(request.body, call.locale)
    const body = readObject(request.body, call.locale)
    const ctx = refuseCustomer(await call.authenticate())
    const run = await answer({ ctx, params: request.params as Record<string, string>, body })
    tellFormerNames(reply, ctx)
    reply.header('cache-control', 'no-store').header('location', `/api/v1/action-runs/${run.id}`)
    return reply.status(run.status === 'running' ? 202 : 200).send(run)
  }

  /** The action must be one of the entity in the path. */
  async function named(ctx: RequestContext, { entity: called = '', action = '' }: Record<string, string>) {
    const book = nameBook(await models.get(ctx.tenant))
    const entity = book.names.entity(entityKey(ctx, book, called))
    const dot = action.indexOf('.')
    const found = { plugin: action.slice(0, dot), action: action.slice(dot + 1) }
    const entities = (await model.view(ctx)).entities
    const known = Object.hasOwn(entities, entity) ? (entities[entity]?.actions ?? []) : []
    if (known.some(({ plugin, name }) => plugin === found.plugin && name === found.action)) return found
    throw noSuchAction(ctx, { entity: called, action })
  }

  app.post(
    '/:entity/:id/actions/:action',
    handle(async ({ ctx, params, body }) => {
      const { id = '' } = params
      const input = { ...(await named(ctx, params)), ids: [id], ...oneBody.parse(body) }
      return actions.run(ctx, runActionInput.parse(input))
    }),
  )
  app.post(
    '/:entity/actions/:action',
    handle(async ({ ctx, params, body }) =>
      actions.run(ctx, { ...(await named(ctx, params)), ...listBody.parse(body) }),
    ),
  )
  // No entity is called so: names have no hyphens.
  app.get(
    '/action-runs/:id',
    handle(async ({ ctx, params }) => actions.get(ctx, runIdInput.parse(params))),
  )
  app.post(
    '/action-runs/:id/cancel',
    handle(async ({ ctx, params }) => actions.cancel(ctx, runIdInput.parse(params))),
  )
}

function noSuchAction({ locale }: RequestContext, { entity, action }: Record<'entity' | 'action', string>): TenonError {
  const [shown, of] = [action.slice(0, 120), entity.slice(0, 60)]
  const message = {
    en: `You may not run the action '${shown}' on '${of}', or there is no such action; it is named <plugin>.<action>.`,
    'zh-CN': `您无权对“${of}”执行操作“${shown}”，或该操作不存在；名称格式为 <插件>.<操作>。`,
  }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}
