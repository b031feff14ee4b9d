import type { IncomingMessage } from 'node:http'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { HttpResponse } from '@tenon/sdk/contract/plugin-calls'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ConnectTls } from './connect-tls.ts'
import { explainFailure } from './explain-failure.ts'
import { isPublicAddress } from './is-public-address.ts'
import { nextHop } from './next-hop.ts'
import { outboundError } from './outbound-error.ts'
import { readBody } from './read-body.ts'
import { readTarget } from './read-target.ts'
import type { ResolveHost } from './resolve-host.ts'
import { type Hop, type HttpMethod, sendRequest } from './send-request.ts'

const MAX_REDIRECTS = 3

export interface OutboundRequest {
  url: string
  method: HttpMethod
  /** Names in lower case, checked by `headerProblem`. */
  headers: Readonly<Record<string, string>>
  /** Names of headers that no other host gets when the first one redirects; `authorization` is one anyway. */
  confidential: readonly string[]
  body?: string
  /** Asked of the first host, and of each that an answer redirects to. */
  mayReach(host: string): boolean
  /** For all of it: looking up, connecting, redirects, headers and body. */
  timeoutMs: number
  signal: AbortSignal
  locale: Locale
}

/**
 * Asks a host of the public internet, and nobody else: see `readTarget` for addresses. A host name is looked up once
 * per hop, none of its addresses may be other than public, and the connection goes to those very addresses.
 * Throws NET_DENIED, NET_FAILED, NET_TIMEOUT, PAYLOAD_TOO_LARGE (1 MB decompressed, 16 kB of headers).
 */
export type FetchUrl = (request: OutboundRequest) => Promise<HttpResponse>

export function makeFetchUrl(ways: { resolve: ResolveHost; connect: ConnectTls }): FetchUrl {
  return async (request) => {
    const { method, headers, body } = request
    let hop: Hop = { url: readTarget(request.url, request), method, headers, body }
    const deadline = AbortSignal.timeout(request.timeoutMs)
    const signal = AbortSignal.any([request.signal, deadline])
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      try {
        const end = await visit(hop, { ...request, ...ways, signal })
        if ('answer' in end) return end.answer
        hop = end.next
      } catch (error) {
        throw asTenonError(error, { hop, request, deadline })
      }
    }
    throw outboundError('NET_FAILED', tooManyRedirects(request.url), request.locale)
  }
}

type Visit = OutboundRequest & { resolve: ResolveHost; connect: ConnectTls }

/** Asks one host; gives its answer, or the request that it redirects to. */
async function visit(hop: Hop, rules: Visit): Promise<{ answer: HttpResponse } | { next: Hop }> {
  const { connect, locale, signal } = rules
  const host = hop.url.hostname
  const socket = await connect({ host, addresses: await publicAddresses(host, rules) }, signal)
  try {
    const response = await sendRequest(socket, hop)
    const next = nextHop(hop, response, rules)
    if (next !== null) return { next }
    const body = await readBody(response, { host, locale, signal })
    return { answer: { status: response.statusCode ?? 0, headers: shownHeaders(response), body } }
  } finally {
    socket.destroy()
  }
}

async function publicAddresses(host: string, { resolve, locale, signal }: Visit): Promise<string[]> {
  const addresses = await resolve(host, signal)
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return addresses
  const text = {
    en: `'${host}' is refused: it is not a host of the public internet.`,
    'zh-CN': `拒绝访问 '${host}'：它不是公共互联网上的主机。`,
  }
  throw outboundError('NET_DENIED', text, locale)
}

/** Headers that say how the body was transported, which it is no longer, and those that set cookies. */
const UNSHOWN = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'set-cookie',
  'set-cookie2',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function shownHeaders({ headers }: IncomingMessage): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    typeof value !== 'string' || UNSHOWN.has(name) || name === '__proto__' ? [] : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}

interface Failed {
  hop: Hop
  request: OutboundRequest
  deadline: AbortSignal
}

function asTenonError(error: unknown, { hop, request, deadline }: Failed): TenonError {
  if (error instanceof TenonError) return error
  const host = hop.url.hostname
  if (deadline.aborted) return outboundError('NET_TIMEOUT', tooSlow(host, request.timeoutMs), request.locale)
  if (error instanceof Error && 'code' in error && error.code === 'HPE_HEADER_OVERFLOW') {
    return outboundError('PAYLOAD_TOO_LARGE', tooManyHeaders(host), request.locale)
  }
  return outboundError('NET_FAILED', explainFailure(host, error), request.locale)
}

function tooSlow(host: string, ms: number) {
  return {
    en: `'${host}' did not answer in full within ${ms / 1000} seconds.`,
    'zh-CN': `'${host}' 未在 ${ms / 1000} 秒内完整响应。`,
  }
}

function tooManyHeaders(host: string) {
  return { en: `'${host}' answers with more than 16 kB of headers.`, 'zh-CN': `'${host}' 的响应头超过 16 kB。` }
}

function tooManyRedirects(url: string) {
  const { hostname } = new URL(url)
  return {
    en: `'${hostname}' redirects more than ${MAX_REDIRECTS} times.`,
    'zh-CN': `'${hostname}' 重定向超过 ${MAX_REDIRECTS} 次。`,
  }
}
