import { mkdtempSync, writeFileSync } from 'node:fs'
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
