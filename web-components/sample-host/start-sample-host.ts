import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signEmbedToken } from '@tenon/sdk/embed'
import type { HostCustomer } from './host-customer.ts'
import { type HostLanguage, hostPage } from './host-page.ts'
import { HostSessions } from './host-sessions.ts'

export interface SampleHostInput {
  /** 0 takes any free one. */
  port: number
  /** Origin of Tenon, without a path. */
  tenonUrl: string
  /** Id and secret of the site as registered in Tenon. The secret never leaves this server. */
  site: string
  secret: string
  customers: readonly HostCustomer[]
}

export interface SampleHost {
  url: string
  close(): Promise<void>
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

const FORM_LIMIT_BYTES = 1024

/** A site of its own, on its own origin, as a customer of Tenon would have it. */
export async function startSampleHost(input: SampleHostInput): Promise<SampleHost> {
  const routes = makeRoutes(input, new HostSessions())
  const server = createServer((request, response) => {
    secure(response, input.tenonUrl)
    const route = routes[`${request.method} ${request.url?.split('?')[0]}`]
    Promise.resolve(route ? route(request, response) : end(response, 404)).catch(() => end(response, 500))
  })
  await listen(server, input.port)
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** All that a host has to grant: Tenon's origin in script-src and connect-src. Nothing unsafe, no nonce. */
function secure(response: ServerResponse, tenonUrl: string): void {
  const policy = [
    "default-src 'none'",
    `script-src ${tenonUrl}`,
    "style-src 'self'",
    `connect-src 'self' ${tenonUrl}`,
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ]
  response.setHeader('content-security-policy', policy.join('; '))
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('cache-control', 'no-store')
}

function makeRoutes(input: SampleHostInput, sessions: HostSessions): Record<string, Answer> {
  const { tenonUrl, customers, site, secret } = input
  return {
    'GET /': (request, response) => {
      const signedIn = sessions.find(request.headers.cookie)
      end(response, 200, ['text/html', hostPage({ language: languageOf(request), tenonUrl, customers, signedIn })])
    },
    'GET /host.css': async (_, response) => {
      end(response, 200, ['text/css', await readFile(new URL('host.css', import.meta.url), 'utf8')])
    },
    'POST /sign-in': async (request, response) => {
      const form = new URLSearchParams(await readBody(request))
      const customer = customers[Number(form.get('customer') ?? -1)]
      if (customer) response.setHeader('set-cookie', sessions.open(customer))
      redirectHome(response)
    },
    'POST /sign-out': (request, response) => {
      response.setHeader('set-cookie', sessions.close(request.headers.cookie))
      redirectHome(response)
    },
    // The one thing that a host's server does for Tenon: it says who its visitor is, and signs that.
    'POST /tenon-token': async (request, response) => {
      const customer = sessions.find(request.headers.cookie)
      if (!customer) return end(response, 401)
      const token = await signEmbedToken({ site, secret, subject: customer.subject })
      end(response, 200, ['application/json', JSON.stringify({ token })])
    },
  }
}

function languageOf(request: IncomingMessage): HostLanguage {
  return request.headers['accept-language']?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > FORM_LIMIT_BYTES) throw new RangeError('The form is too large.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function redirectHome(response: ServerResponse): void {
  response.setHeader('location', '/')
  end(response, 303)
}

function end(response: ServerResponse, status: number, content?: [type: string, body: string]): void {
  if (response.headersSent) return
  response.statusCode = status
  if (content) response.setHeader('content-type', `${content[0]}; charset=utf-8`)
  response.end(content?.[1])
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}
