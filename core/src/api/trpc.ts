import type { Locale } from '@tenon/sdk/contract/locale'
import { initTRPC } from '@trpc/server'
import type { RequestContext } from '../context/request-context.ts'
import { BODY_LIMIT, MANY_RECORDS_LIMIT, MANY_RECORDS_PROCEDURE } from './body-limits.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { refuseViewer } from './refuse-viewer.ts'
import { toErrorBody } from './to-error-body.ts'

/** What tRPC knows of an HTTP request before anybody has asked who sent it. */
export interface ApiCall {
  requestId: string
  locale: Locale
  /** @throws TenonError UNAUTHENTICATED, FORBIDDEN */
  authenticate(): Promise<RequestContext>
}

const trpc = initTRPC.context<ApiCall>().create({
  errorFormatter({ error, shape, ctx }) {
    const caller = { requestId: ctx?.requestId ?? '', locale: ctx?.locale ?? 'en' }
    const { body } = toErrorBody(error, caller)
    return { code: shape.code, message: body.message, data: body }
  },
})

export const makeRouter = trpc.router

/** For end customers too: who is it first, then the bounds of the input; only then is the input parsed. */
export const openProcedure = trpc.procedure.use(async ({ ctx, getRawInput, next, type, path }) => {
  const request = await ctx.authenticate()
  if (type === 'mutation') refuseViewer(request)
  const limit = path === MANY_RECORDS_PROCEDURE ? MANY_RECORDS_LIMIT : BODY_LIMIT
  checkJsonBounds(await getRawInput(), ctx.locale, limit)
  return next({ ctx: { request } })
})

/** All that is not made for end customers. */
export const procedure = openProcedure.use(({ ctx, next }) => {
  refuseCustomer(ctx.request)
  return next()
})
