import { readFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { afterEach, expect, vi } from 'vitest'
import { type Connection, makeConnectTls } from '../../../core/src/outbound/connect-tls.ts'
import { makeFetchUrl, type OutboundRequest } from '../../../core/src/outbound/fetch-url.ts'

const CERTIFICATES = join(import.meta.dirname, '../../data/tls')
const pem = (name: string) => readFileSync(join(CERTIFICATES, `${name}.pem`), 'utf8')

export const AUTHORITY = pem('authority')
const ALLOWED = ['allowed.example', 'other.example', 'xn--mnchen-3ya.example', 'private.example', 'unnamed.example']

export interface InternetOptions {
  /** What the host answers; all names lead to it. */
  answer?: RequestListener
  /** What it does with a connection, for one that does not speak HTTP. */
  talk?: (socket: TLSSocket) => void
  /** Host name → its addresses. Each look-up takes the next list, the last one for ever. Default: one public address. */
  names?: Record<string, string[][]>
  certificate?: 'host' | 'expired'
  /** Whose certificates count. Default: the authority of the tests. */
  ca?: string
}

/**
 * An internet of one machine: names resolve to what the test says, and connections to addresses, which look public,
 * end at a TLS server here. The code under test does everything else, certificates included.
 */
async function openInternet(options: InternetOptions = {}) {
  const { names = {}, certificate = 'host', ca = AUTHORITY } = options
  const keys = { key: pem('host-key'), cert: pem(certificate) }
  const server = options.talk === undefined ? httpServer(keys, options.answer) : createTlsServer(keys, options.talk)
  const open = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => {})
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const lookups: string[] = []
  const connections: Connection[] = []
  const connect = makeConnectTls({ ca, host: '127.0.0.1', port })
  const fetchUrl = makeFetchUrl({
    async resolve(host) {
      const answers = names[host] ?? [['93.184.216.34']]
      const turn = lookups.filter((one) => one === host).length
      lookups.push(host)
      const answer = answers[Math.min(turn, answers.length - 1)] ?? []
      if (answer.length === 0) throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' })
      return answer
    },
    connect(to, signal) {
      connections.push(to)
      return connect(to, signal)
    },
  })

  return {
    fetchUrl,
    port,
    lookups,
    connections,
    /** Connections that are open at the host. */
    open: () => open.size,
    ask: (url: string, request: Partial<OutboundRequest> = {}) => fetchUrl({ ...REQUEST, url, ...request }),
    async close(): Promise<void> {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const REQUEST: Omit<OutboundRequest, 'url'> = {
  method: 'GET',
  headers: {},
  confidential: [],
  mayReach: (host) => ALLOWED.includes(host),
  timeoutMs: 5_000,
  signal: new AbortController().signal,
  locale: 'en',
}

function httpServer(
  keys: { key: string; cert: string },
  answer: RequestListener = (_, response) => response.end(),
): Server {
  const server = createServer(keys, answer)
  server.keepAliveTimeout = 60_000
  return server
}

/** The body of a request, or of an answer, as text. */
export async function textOf(message: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of message.setEncoding('utf8')) text += chunk
  return text
}

export type Internet = Awaited<ReturnType<typeof openInternet>>

/** Opens an internet per test, and closes it after; whatever its host did, no connection may be left behind. */
export function useInternet() {
  let internet: Internet | undefined
  afterEach(async () => {
    await vi.waitFor(() => expect(internet?.open() ?? 0).toBe(0))
    await internet?.close()
    internet = undefined
  })
  return async (options: InternetOptions | NonNullable<InternetOptions['answer']>): Promise<Internet> => {
    internet = await openInternet(typeof options === 'function' ? { answer: options } : options)
    return internet
  }
}
