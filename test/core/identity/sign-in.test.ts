import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identityOf } from '../../../core/src/identity/identity-tables.ts'
import { ADMIN, BASE_URL, openTestIdentity, signIn, type TestIdentity } from './open-test-identity.ts'

let opened: TestIdentity
beforeAll(async () => {
  opened = await openTestIdentity()
})
afterAll(() => opened.database.close())

function authenticate(headers: Record<string, string>, method = 'GET') {
  return opened.identity.authenticate({ headers: new Headers(headers), method, locale: 'en' })
}

describe('signing in', () => {
  test('a user with the right password gets an HttpOnly, SameSite=Lax cookie that names them', async () => {
    const { response, cookie } = await signIn(opened.identity, ADMIN)
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()[0]).toMatch(/HttpOnly.*SameSite=Lax/i)
    const { actor, tenant } = await authenticate({ cookie })
    expect(actor).toEqual({ kind: 'user', id: opened.userId, name: 'Ada Admin', roles: ['admin'], team: null })
    expect(tenant).toMatchObject({ slug: 'acme', schema: 't_acme' })
  })

  test('a wrong password gives 401 and no session', async () => {
    const { response, cookie } = await signIn(opened.identity, { ...ADMIN, password: 'wrong password' })
    expect(response.status).toBe(401)
    expect(cookie).toBe('')
  })

  test('nobody can sign up over HTTP', async () => {
    const request = new Request(`${BASE_URL}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: BASE_URL },
      body: JSON.stringify({ email: 'eve@example.com', password: 'a long password', name: 'Eve' }),
    })
    expect((await opened.identity.auth.handle(request)).status).toBe(400)
    const users = await identityOf(opened.database).selectFrom('user').select('email').execute()
    expect(users).toEqual([{ email: ADMIN.email }])
  })

  test('a tampered cookie is refused', async () => {
    const { cookie } = await signIn(opened.identity, ADMIN)
    await expect(authenticate({ cookie: `${cookie.slice(0, -8)}AAAAAAA%3D` })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })

  test('a request without credentials is refused in the language of the caller', async () => {
    const refused = opened.identity.authenticate({ headers: new Headers(), method: 'GET', locale: 'zh-CN' })
    await expect(refused).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('请重新登录'),
    })
  })

  test('a signed-out session is refused at once', async () => {
    const { cookie } = await signIn(opened.identity, ADMIN)
    await authenticate({ cookie })
    const request = new Request(`${BASE_URL}/api/auth/sign-out`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: BASE_URL, cookie },
      body: '{}',
    })
    expect((await opened.identity.auth.handle(request)).status).toBe(200)
    opened.identity.forgetSessions()
    await expect(authenticate({ cookie })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('a session is looked up once, not once per request', async () => {
    const { cookie } = await signIn(opened.identity, ADMIN)
    await authenticate({ cookie })
    await identityOf(opened.database).deleteFrom('session').execute()
    await expect(authenticate({ cookie })).resolves.toMatchObject({ actor: { id: opened.userId } })
  })

  test('the eleventh attempt within a minute from one address is answered with 429', async () => {
    const attempt = () =>
      opened.identity.auth.handle(
        new Request(`${BASE_URL}/api/auth/sign-in/email`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            origin: BASE_URL,
            'x-tenon-client-address': '203.0.113.9',
          },
          body: JSON.stringify({ email: 'nobody@example.com', password: 'wrong password' }),
        }),
      )
    const statuses: number[] = []
    for (let count = 0; count < 11; count++) statuses.push((await attempt()).status)
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429])
  })
})

describe('requests with a session cookie', () => {
  let cookie: string
  beforeAll(async () => {
    cookie = (await signIn(opened.identity, ADMIN)).cookie
  })

  test.each([
    ['from a page of this server', { 'sec-fetch-site': 'same-origin' }],
    ['with this server’s Origin', { origin: BASE_URL }],
    ['with the Origin of the host that was asked', { origin: 'http://127.0.0.1:4000', host: '127.0.0.1:4000' }],
  ])('may change something %s', async (_, headers) => {
    await expect(authenticate({ cookie, ...headers }, 'POST')).resolves.toMatchObject({ actor: { kind: 'user' } })
  })

  test.each([
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: BASE_URL }],
    ['from another origin of the same site', { 'sec-fetch-site': 'same-site' }],
    ['with a foreign Origin', { origin: 'https://evil.example' }],
    ['without saying where from', {}],
  ])('may not change something %s', async (_, headers) => {
    await expect(authenticate({ cookie, ...headers }, 'POST')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('are refused for a tenant that the user is not a member of', async () => {
    await expect(authenticate({ cookie, 'tenon-tenant': 'other' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})
