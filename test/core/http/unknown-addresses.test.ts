import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '../../../core/src/config/create-logger.ts'
import { createServer } from '../../../core/src/http/create-server.ts'

let app: FastifyInstance
beforeAll(async () => {
  const built = mkdtempSync(join(tmpdir(), 'tenon-files-'))
  for (const name of ['index.html', 'tenon.js']) writeFileSync(join(built, name), '')
  app = await createServer({
    // Nothing here gets as far as the API.
    api: { services: {}, identity: { auth: { load: async () => undefined } }, models: {} } as never,
    files: { studio: built, widgets: built },
    baseUrl: 'http://localhost:1',
    trustedProxies: false,
    health: { isReady: async () => true },
    metrics: { token: undefined, text: async () => '' },
    logger: createLogger('silent'),
  })
})
afterAll(() => app.close())

test.each([
  { method: 'GET', url: '/api/nope', expected: { status: 404, code: 'NOT_FOUND' } },
  { method: 'PUT', url: '/api/v1/account/1', expected: { status: 404, code: 'NOT_FOUND' } },
  { method: 'GET', url: '/embed/..%2f..%2fpackage.json', expected: { status: 404, code: 'NOT_FOUND' } },
  { method: 'GET', url: '/api/v1/%E0%A4%A', expected: { status: 400, code: 'BAD_REQUEST' } },
] as const)('$method $url is told so with code and request id, in the caller’s language', async (one) => {
  const { method, url, expected } = one
  const response = await app.inject({ method, url, headers: { 'accept-language': 'zh-CN' } })
  expect(response.statusCode).toBe(expected.status)
  expect(response.json()).toEqual({
    code: expected.code,
    message: expect.stringMatching(/\p{Script=Han}/u),
    problems: [],
    requestId: expect.any(String),
  })
})

const HAN = /\p{Script=Han}/u

test.each([
  {
    what: 'too many headers',
    head: 'GET / HTTP/1.1',
    language: 'accept-language: zh-CN',
    status: 431,
    words: ['16 kB', HAN],
  },
  {
    what: 'too many headers',
    head: 'GET / HTTP/1.1',
    language: 'accept-language: en',
    status: 431,
    words: ['are larger', /^[^\p{Script=Han}]*$/u],
  },
  {
    what: 'too many headers, in no language',
    head: 'GET / HTTP/1.1',
    language: 'x: y',
    status: 431,
    words: ['are larger', HAN],
  },
  { what: 'no method of HTTP', head: 'NOPE', language: 'accept-language: zh-CN', status: 400, words: ['HTTP', HAN] },
])('$what ($language) is told so with code and request id, in the caller’s language', async (one) => {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`${one.head}\r\nhost: localhost\r\n${one.language}\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined)
  await once(socket, 'close')
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${one.status} `))
  const { message, ...rest } = JSON.parse(body) as { message: string }
  expect(rest).toEqual({ code: 'BAD_REQUEST', problems: [], requestId: expect.any(String) })
  for (const word of one.words) expect(message).toMatch(word)
})
