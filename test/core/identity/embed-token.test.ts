import type { CreatedSite } from '@tenon/sdk/contract/sites-api'
import { signEmbedToken } from '@tenon/sdk/embed'
import { SignJWT, UnsecuredJWT } from 'jose'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertContact, openTestIdentity, type TestIdentity } from './open-test-identity.ts'

const SHOP = 'https://shop.example.com'
const ID = uuidv7()
const subject = { entity: 'contact', id: ID }

let opened: TestIdentity
let site: CreatedSite
let otherSite: CreatedSite
beforeAll(async () => {
  opened = await openTestIdentity()
  await insertContact(opened, { id: ID, name: '王芳', number: 'C-7', city: 'Ulm' })
  await insertContact(opened, { id: uuidv7(), name: 'Bo', number: 'C-8', city: 'Ulm' })
  site = await opened.identity.sites.create(opened.admin, { name: 'Shop', origins: [`${SHOP}/`] })
  otherSite = await opened.identity.sites.create(opened.admin, { name: 'Other', origins: ['https://other.example'] })
})
afterAll(() => opened.database.close())

function authenticate(token: string, origin?: string) {
  const headers = new Headers({ authorization: `Bearer ${token}`, ...(origin && { origin }) })
  return opened.identity.authenticate({ headers, method: 'POST', locale: 'en' })
}

interface Craft {
  aud?: string
  iss?: string
  secret?: string
  iat?: number
  life?: number
  alg?: string
  subject?: unknown
  scopes?: unknown
}

/** A token made by hand, right but for what `craft` says. */
function craftToken(craft: Craft): Promise<string> {
  const iat = Math.floor(Date.now() / 1000) + (craft.iat ?? 0)
  return new SignJWT({ subject: craft.subject ?? subject, scopes: craft.scopes ?? ['customer:read'] })
    .setProtectedHeader({ alg: craft.alg ?? 'HS256' })
    .setIssuer(craft.iss ?? site.id)
    .setAudience(craft.aud ?? 'tenon-embed')
    .setSubject('contact:1')
    .setIssuedAt(iat)
    .setExpirationTime(iat + (craft.life ?? 300))
    .sign(new TextEncoder().encode(craft.secret ?? site.secret))
}

describe('an embed token signed by the site', () => {
  test('makes its visitor the customer whom it names, until it ends', async () => {
    const token = await signEmbedToken({ site: site.id, secret: site.secret, subject, expiresInSeconds: 120 })
    const { actor, tenant, expiresAt } = await authenticate(token, SHOP)
    expect(actor).toEqual({ kind: 'customer', id: ID, name: '王芳', site: site.id, subject, scopes: ['customer:read'] })
    expect(tenant.slug).toBe('acme')
    expect(Math.abs((expiresAt ?? 0) - Date.now() - 120_000)).toBeLessThan(5_000)
  })

  test('may name the customer by the host’s own number in a unique field', async () => {
    const token = await signEmbedToken({
      site: site.id,
      secret: site.secret,
      subject: { entity: 'contact', externalId: { field: 'customerNumber', value: 'C-7' } },
    })
    expect((await authenticate(token)).actor).toMatchObject({ id: ID, subject })
  })

  test('is good from a host whose clock is a little off', async () => {
    await expect(authenticate(await craftToken({ iat: -330 }))).resolves.toBeDefined()
    await expect(authenticate(await craftToken({ iat: 50 }))).resolves.toBeDefined()
  })
})

describe('an embed token is refused', () => {
  test.each<[string, Craft]>([
    ['when it has expired', { iat: -400 }],
    ['when it is from the future', { iat: 400 }],
    ['when it lives longer than 300 s', { life: 301 }],
    ['when it has another audience', { aud: 'other' }],
    ['when another secret signed it', { secret: 'tns_wrong' }],
    ['when it uses another algorithm', { alg: 'HS512', secret: 'x'.repeat(64) }],
    ['when its site does not exist', { iss: 'nobody' }],
    ['when it has an unknown scope', { scopes: ['admin'] }],
    ['when it has no scope', { scopes: [] }],
    ['when its subject has id and externalId', { subject: { ...subject, externalId: { field: 'a', value: 'b' } } }],
    ['when its record does not exist', { subject: { entity: 'contact', id: uuidv7() } }],
    ['when its id is not a UUID', { subject: { entity: 'contact', id: "' or true --" } }],
    ['when its entity does not exist', { subject: { entity: 'secret', id: ID } }],
    [
      'when its externalId is not of a unique field',
      { subject: { entity: 'contact', externalId: { field: 'city', value: 'Ulm' } } },
    ],
  ])('%s', async (_, craft) => {
    await expect(authenticate(await craftToken(craft))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('when one site signs in the name of another', async () => {
    const token = await craftToken({ iss: otherSite.id })
    await expect(authenticate(token)).rejects.toMatchObject({ message: expect.stringContaining('not signed') })
  })

  test('when it is not signed at all (alg none)', async () => {
    const token = new UnsecuredJWT({ subject, scopes: ['customer:read'] })
      .setIssuer(site.id)
      .setAudience('tenon-embed')
      .setIssuedAt()
      .setExpirationTime('2m')
      .encode()
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test.each(['https://evil.example', 'https://other.example', 'null', 'https://shop.example.com.evil.example'])(
    'on a page of %s',
    async (origin) => {
      const token = await craftToken({})
      await expect(authenticate(token, origin)).rejects.toMatchObject({ message: expect.stringContaining('origin') })
    },
  )

  test('when it is no token', async () => {
    for (const text of ['x', 'a.b.c', 'y'.repeat(5_000)]) {
      await expect(authenticate(text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    }
  })

  test('when its record has been deleted', async () => {
    const id = uuidv7()
    await insertContact(opened, { id, name: 'Gone', number: 'C-9' })
    const table = sql.id(opened.tenant.schema, 'contact')
    await sql`update ${table} set deleted_at = now() where id = ${id}::uuid`.execute(opened.database.control)
    const token = await craftToken({ subject: { entity: 'contact', id } })
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('as soon as its site is revoked', async () => {
    const { sites, isSiteOrigin } = opened.identity
    const gone = await sites.create(opened.admin, { name: 'Gone', origins: ['https://gone.example'] })
    const token = await signEmbedToken({ site: gone.id, secret: gone.secret, subject })
    await authenticate(token)
    expect(await isSiteOrigin('https://gone.example')).toBe(true)
    await sites.revoke(opened.admin, { id: gone.id })
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await isSiteOrigin('https://gone.example')).toBe(false)
  })
})

describe('a site', () => {
  test('of the server’s own keeps id and secret over restarts, whatever becomes of its origins', async () => {
    const fixed = { id: 'demo-host', name: 'Demo', origins: ['http://localhost:1'] }
    const first = await opened.identity.ensureSite(opened.tenant, fixed)
    const second = await opened.identity.ensureSite(opened.tenant, { ...fixed, origins: ['http://localhost:2'] })
    expect(second).toEqual(first)
    const token = await signEmbedToken({ site: first.id, secret: first.secret, subject })
    await expect(authenticate(token, 'http://localhost:2')).resolves.toBeDefined()
    await expect(authenticate(token, 'http://localhost:1')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('keeps its secret encrypted in the database and shows it only once', async () => {
    const rows = await opened.database.control.selectFrom('site').select('secret').execute()
    const listed = await opened.identity.sites.list(opened.admin)
    expect(JSON.stringify([rows, listed, opened.changes])).not.toContain(site.secret)
    expect(listed.find(({ id }) => id === site.id)).toMatchObject({ name: 'Shop', origins: [SHOP] })
  })

  test.each(['shop.example.com', 'https://shop.example.com/path', 'ftp://x.example', '*'])(
    'cannot have %s as an origin',
    async (origin) => {
      const attempt = opened.identity.sites.create(opened.admin, { name: 'X', origins: [SHOP, origin] })
      await expect(attempt).rejects.toMatchObject({ problems: [{ pointer: '/origins/1' }] })
    },
  )
})
