import { readFileSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { makeConnectTls } from '../../core/src/outbound/connect-tls.ts'
import { makeFetchUrl } from '../../core/src/outbound/fetch-url.ts'

const pem = (name: string) => readFileSync(join(import.meta.dirname, '../data/tls', `${name}.pem`), 'utf8')

const PUBLIC = '93.184.216.34'
/** What each look-up of a name gives, one after the other; the last for ever. */
const NAMES: Record<string, string[][]> = {
  'allowed.example': [[PUBLIC]],
  'other.example': [[PUBLIC]],
  // Leads elsewhere from the second look-up on.
  'xn--mnchen-3ya.example': [[PUBLIC], ['127.0.0.1']],
  'private.example': [['127.0.0.1']],
  'metadata.example': [['169.254.169.254']],
  'mixed.example': [[PUBLIC, '10.0.0.1']],
  'loopback6.example': [['::1']],
  'mapped.example': [['::ffff:127.0.0.1']],
  'nat64.example': [['64:ff9b::7f00:1']],
  'sixtofour.example': [['2002:7f00:1::1']],
  'local6.example': [['fd12:3456::1']],
  localhost: [['127.0.0.1']],
}

/**
 * An internet in which every name leads somewhere: to a host that answers as badly as it can where all addresses are
 * public, and to the canary in any other case.
 */
export async function openHostileInternet(canary: number) {
  const server = createServer({ key: pem('host-key'), cert: pem('host') }, answerBadly)
  const open = new Set<Duplex>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ca = pem('authority')
  const toHost = makeConnectTls({ ca, host: '127.0.0.1', port })
  const toCanary = makeConnectTls({ ca, host: '127.0.0.1', port: canary })
  const lookups = new Map<string, number>()
  const fetchUrl = makeFetchUrl({
    async resolve(host) {
      const turn = lookups.get(host) ?? 0
      lookups.set(host, turn + 1)
      const answers = NAMES[host] ?? [['127.0.0.1']]
      return answers[Math.min(turn, answers.length - 1)] ?? []
    },
    connect: (to, signal) =>
      to.addresses.every((address) => address === PUBLIC) ? toHost(to, signal) : toCanary(to, signal),
  })
  return {
    fetchUrl,
    async close(): Promise<void> {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Made before anything is measured. */
const BOMBS = { gzip: gzipSync(Buffer.alloc(64 * 1024 * 1024)), br: brotliCompressSync(Buffer.alloc(64 * 1024 * 1024)) }

/** What the host answers is in the query: `?to=` redirects, `?body=` sends a bad body. */
const answerBadly: RequestListener = (request, response) => {
  const query = new URLSearchParams(request.url?.split('?')[1])
  const to = query.get('to')
  if (to !== null) return void response.writeHead(307, { location: to === 'self' ? (request.url ?? '') : to }).end()
  response.on('error', () => {})
  sendBody(response, query.get('body') ?? '')
}

function sendBody(response: ServerResponse, kind: string): void {
  switch (kind) {
    case 'gzip':
    case 'br':
      response.writeHead(200, { 'content-encoding': kind }).end(BOMBS[kind])
      return
    case 'endless':
      response.writeHead(200)
      sendOn(response)
      return
    case 'silent':
      return
    case 'headers':
      response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end()
      return
    case 'proto':
      response
        .writeHead(200, ['__proto__', 'polluted', 'constructor', 'polluted'])
        .end('{"__proto__":{"polluted":true}}')
      return
    default:
      response.end('fine')
  }
}

function sendOn(response: ServerResponse): void {
  if (!response.destroyed) response.write(Buffer.alloc(64 * 1024), () => sendOn(response))
}
