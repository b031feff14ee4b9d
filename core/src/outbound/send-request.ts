import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { TLSSocket } from 'node:tls'

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type HttpMethod = (typeof HTTP_METHODS)[number]

/** What goes over one connection. */
export interface Hop {
  url: URL
  method: HttpMethod
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: string | undefined
}

const PORT = 443
const MAX_HEADER_BYTES = 16 * 1024

/** Sends a request over an open connection, which it leaves open; gives the answer once its headers are there. */
export function sendRequest(socket: TLSSocket, { url, method, headers, body }: Hop): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sending = request({
      createConnection: () => socket,
      host: url.hostname,
      port: PORT,
      defaultPort: PORT,
      path: url.pathname + url.search,
      method,
      headers: {
        accept: '*/*',
        'user-agent': 'Tenon',
        ...headers,
        'accept-encoding': 'gzip, br',
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
      maxHeaderSize: MAX_HEADER_BYTES,
      // Said outright, because a flag of Node could say otherwise.
      insecureHTTPParser: false,
    })
    sending.once('response', resolve)
    sending.on('error', reject)
    // Node ends a connection that asks for another protocol without an error.
    sending.once('close', () => reject(Object.assign(new Error('no answer'), { code: 'ECONNRESET' })))
    sending.end(body)
  })
}
