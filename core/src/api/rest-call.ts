import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import type { HttpCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { type Query, readObject, readValues } from './rest-input.ts'

/** A request about records over REST. */
export interface RestCall {
  call: HttpCall
  /** @throws TenonError UNAUTHENTICATED, and FORBIDDEN for an end customer */
  authenticate(): Promise<RequestContext>
  /** `entity`, and `id` where the path has one. */
  params: { entity: string; id: string }
  query: Query
  body: JsonObject
  /** The same, where the route cannot do without. @throws TenonError BAD_REQUEST where there is none */
  values(): JsonObject
  ifMatch: string | undefined
  /** Header `Tenon-Override-Reason`: the body of an update is the record's values alone. */
  overrideReason: string | string[] | undefined
}

/** How a route answers. */
export type Answer = (rest: RestCall, reply: FastifyReply) => Promise<unknown>

/** Makes of it what the server calls. */
export type Handle = (answer: Answer) => (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

export function readRest(request: FastifyRequest, call: HttpCall): RestCall {
  return {
    call,
    authenticate: async () => refuseCustomer(await call.authenticate()),
    params: request.params as RestCall['params'],
    query: request.query as Query,
    body: readObject(request.body, call.locale),
    values: () => readValues(request.body, call.locale),
    ifMatch: request.headers['if-match'],
    overrideReason: request.headers['tenon-override-reason'],
  }
}

/** The ETag is the version, so that it can come back as If-Match. */
export function tagged<T extends Pick<TenonRecord, 'version'>>(reply: FastifyReply, record: T): T {
  reply.header('etag', `"${record.version}"`)
  return record
}
