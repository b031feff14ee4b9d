import type { TenonErrorBody } from '@tenon/sdk/contract/tenon-error'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readLocale } from '../identity/read-locale.ts'
import { type ErrorAnswer, toErrorBody } from './to-error-body.ts'

interface AnswerForm {
  contentType: string
  wrap(answer: ErrorAnswer): unknown
}

export const PLAIN_ERROR: AnswerForm = { contentType: 'application/json', wrap: ({ body }) => body }

/** As tRPC answers, for what fails before tRPC sees the request, such as a body that is too large. */
export const TRPC_ERROR: AnswerForm = {
  contentType: 'application/json',
  wrap: ({ body }) => ({ error: { code: -32_600, message: body.message, data: body } }),
}

/** RFC 9457 with our code, problems and request id as extension members. */
export const PROBLEM: AnswerForm = {
  contentType: 'application/problem+json',
  wrap: ({ status, body }) => ({
    type: `urn:tenon:error:${body.code}`,
    title: titleOf(body),
    status,
    detail: body.message,
    ...body,
  }),
}

/** An error handler for a group of routes: the caller gets the error's body, the log gets what is ours to mend. */
export function makeAnswerError({ contentType, wrap }: AnswerForm) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const locale = readLocale(request.headers['accept-language'])
    const answer = toErrorBody(error, { requestId: request.id, locale })
    if (answer.isFault) request.log.error({ err: error }, 'request failed')
    if (answer.retryAfter !== null) reply.header('retry-after', String(answer.retryAfter))
    return reply
      .status(answer.status)
      .type(contentType)
      .send(JSON.stringify(wrap(answer)))
  }
}

/** `VERSION_CONFLICT` → `Version conflict`: the same for every occurrence, as the RFC wants it. */
function titleOf({ code }: TenonErrorBody): string {
  return code[0] + code.slice(1).toLowerCase().replaceAll('_', ' ')
}
