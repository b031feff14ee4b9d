import { signEmbedToken } from '@tenon/sdk/embed'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, BASE_URL, insertContact } from '../identity/open-test-identity.ts'
import { openTestApi, type TestApi } from './open-test-api.ts'

const SHOP = 'https://shop.example.com'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
  await api.identity.sites.create(api.admin, { name: 'Shop', origins: [SHOP] })
})
afterAll(async () => {
  await api.app.close()
  await api.database.close()
})

function post(url: string, payload: unknown, headers: Record<string, string> = {}) {
  return api.app.inject({
    method: 'POST',
    url,
    headers: { origin: BASE_URL, host: 'localhost:4000', 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(payload),
  })
}

describe('pages of other origins', () => {
  const preflight = (url: string, origin: string) =>
    api.app.inject({
      method: 'OPTIONS',
      url,
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    })

  test.each(['/api/trpc/embed.customer360', '/api/live'])(
    'of a registered site may call %s, without cookies',
    async (url) => {
      const { statusCode, headers } = await preflight(url, SHOP)
      expect([statusCode, headers['access-control-allow-origin']]).toEqual([204, SHOP])
      expect(headers['access-control-allow-headers']).toContain('authorization')
      expect(headers['access-control-allow-credentials']).toBeUndefined()
      expect(headers['vary']).toContain('Origin')
    },
  )

  test.each([
    ['/api/trpc/embed.customer360', 'https://evil.example'],
    ['/api/live', 'null'],
    ['/api/trpc/records.find', SHOP],
    ['/api/v1/contact', SHOP],
    ['/api/auth/get-session', SHOP],
  ])('get no permission for %s from %s', async (url, origin) => {
    const { statusCode, headers } = await preflight(url, origin)
    expect(statusCode).toBeGreaterThanOrEqual(400)
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('of a registered site can read why a call was refused', async () => {
    const response = await api.app.inject({
      method: 'POST',
      url: '/api/trpc/embed.customer360',
      headers: { origin: SHOP, 'content-type': 'application/json' },
      payload: '{}',
    })
    expect([response.statusCode, response.headers['access-control-allow-origin']]).toEqual([401, SHOP])
    expect(response.json().error.data.code).toBe('UNAUTHENTICATED')
  })
})

describe('an end customer', () => {
  test('gets what the embed’s own procedure gives, and nothing that was made for staff', async () => {
    const id = uuidv7()
    await insertContact(api, { id, name: 'Ana', number: 'C-1' })
    const site = await api.identity.sites.create(api.admin, { name: 'Shop 2', origins: [SHOP] })
    const token = await signEmbedToken({ site: site.id, secret: site.secret, subject: { entity: 'contact', id } })
    const headers = { authorization: `Bearer ${token}`, origin: SHOP, 'content-type': 'application/json' }
    const call = (path: string, input: unknown) =>
      api.app.inject({ method: 'POST', url: `/api/trpc/${path}`, headers, payload: JSON.stringify(input) })
    expect((await call('embed.customer360', {})).statusCode).toBe(200)
    api.calls.length = 0
    const refused = [
      await call('records.get', { entity: 'contact', id }),
      await call('records.history', { entity: 'contact', id }),
      await call('records.find', { entity: 'contact' }),
      await call('model.view', {}),
      await call('users.list', {}),
      await call('session.me', {}),
      await api.app.inject({ url: `/api/v1/contact/${id}`, headers }),
      await api.app.inject({ url: '/api/v1/openapi.json', headers }),
    ]
    expect(refused.map(({ statusCode }) => statusCode)).toEqual(refused.map(() => 403))
    expect(api.calls).toEqual([])
  })
})

describe('signing in over HTTP', () => {
  test('sets the cookie, and signing out ends the session at once', async () => {
    const signedIn = await post('/api/auth/sign-in/email', { email: ADMIN.email, password: ADMIN.password })
    expect(signedIn.statusCode).toBe(200)
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
    const me = () => post('/api/trpc/session.me', {}, { cookie })
    expect((await me()).statusCode).toBe(200)
    expect((await post('/api/auth/sign-out', {}, { cookie })).statusCode).toBe(200)
    expect((await me()).statusCode).toBe(401)
  })

  test('with a wrong password is refused in the caller’s language', async () => {
    const wrong = { email: ADMIN.email, password: 'wrong password' }
    const response = await post('/api/auth/sign-in/email', wrong, { 'accept-language': 'zh-CN' })
    expect(response.statusCode).toBe(401)
    expect(response.json()).toMatchObject({ code: 'UNAUTHENTICATED', message: '电子邮件地址或密码错误。' })
    expect(response.headers['set-cookie']).toBeUndefined()
  })

  test('from another site’s page is refused', async () => {
    const user = { email: ADMIN.email, password: ADMIN.password }
    const response = await post('/api/auth/sign-in/email', user, { origin: 'https://evil.example' })
    expect(response.statusCode).toBe(403)
  })

  test('counts attempts by the connection’s address, whatever address a header claims', async () => {
    const statuses: number[] = []
    for (let count = 0; count < 11; count++) {
      const headers = { 'x-tenon-client-address': `203.0.113.${count}`, 'x-forwarded-for': `203.0.113.${count}` }
      const response = await post(
        '/api/auth/sign-in/email',
        { email: 'a@example.com', password: 'wrong pass' },
        headers,
      )
      statuses.push(response.statusCode)
    }
    expect(statuses.at(-1)).toBe(429)
  })

  test.each(['/api/auth/sign-up/email', '/api/auth/update-user', '/api/auth/delete-user'])(
    'does not offer %s',
    async (url) => {
      expect((await post(url, {})).statusCode).toBe(404)
    },
  )
})

describe('the first set-up', () => {
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    api.app.inject({ method: 'POST', url, headers, payload })
  test('makes the first admin once, and a refused password leaves the link good', async () => {
    const token = await api.identity.setupLinks.create(api.tenant)
    const person = { token, email: 'first@example.com', name: '<b>First</b>' }
    const refused = await post('/api/setup', { ...person, password: 'short' }, { 'accept-language': 'zh-CN' })
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({
      problems: [{ pointer: '/password', message: expect.stringContaining('密码') }],
    })
    expect((await post('/api/setup', { ...person, password: 'long enough!' })).statusCode).toBe(201)
    expect((await post('/api/setup', { ...person, password: 'long enough!' })).statusCode).toBe(403)
  })

  test('is refused without a token that was given out', async () => {
    const person = { token: 'guess', email: 'x@example.com', name: 'X', password: 'long enough!' }
    expect((await post('/api/setup', person)).statusCode).toBe(403)
    expect((await post('/api/setup', { ...person, roles: ['admin'] })).statusCode).toBe(400)
  })
})
