import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { abortOnClose } from '../api/read-api-call.ts'
import { readLocale } from '../identity/read-locale.ts'
import { makeAdmission } from './admission.ts'

const WAITING_BYTES = 64 * 1024 * 1024
const WAITING_MILLISECONDS = 10_000

/** Their bodies are read while they are worked on: somebody who sends one slowly must not hold a turn meanwhile. */
const UNREAD = /^\/api\/files\b/
/** Streams that last: once open, they hold no connection of the database while nothing happens. */
const LASTING = /^\/api\/live\b/

/**
 * Has requests to the API take turns, so that there are never more under way than the database and memory can bear. A stream
 * that lasts has its turn until it is open: after a restart all of them come at one moment.
 */
export function takeTurns(app: FastifyInstance, { running, waiting }: { running: number; waiting: number }): void {
  const limits = { running, waiting, waitingBytes: WAITING_BYTES, milliseconds: WAITING_MILLISECONDS }
  const admission = makeAdmission(limits)
  const opening = new WeakMap<FastifyRequest, () => void>()
  // Once the body is there.
  app.addHook('preHandler', async (request, reply) => {
    if (!request.url.startsWith('/api/') || UNREAD.test(request.url)) return
    const leave = await admission.enter(sizeOf(request), abortOnClose(reply))
    if (leave === null) throw busy(request)
    const end = LASTING.test(request.url) ? once(leave) : leave
    if (end !== leave) opening.set(request, end)
    if (reply.raw.closed) end()
    else reply.raw.once('close', end)
  })
  app.addHook('onSend', async (request) => opening.get(request)?.())
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}

function sizeOf({ headers }: FastifyRequest): number {
  return Number(headers['content-length'] ?? 0)
}

function busy(request: FastifyRequest): TenonError {
  const message = { en: 'The server has too much to do. Try again in a moment.', 'zh-CN': '服务器繁忙，请稍后重试。' }
  return new TenonError({
    code: 'UNAVAILABLE',
    message: textIn(message, readLocale(request.headers['accept-language'])),
    cause: { retryAfterSeconds: 2 },
  })
}
