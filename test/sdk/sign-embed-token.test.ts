import { signEmbedToken } from '@tenon/sdk/embed'
import { jwtVerify } from 'jose'
import { expect, test } from 'vitest'

const subject = { entity: 'contact', externalId: { field: 'customerNumber', value: '客户-42' } }

test('an embed token is a standard JWT that any library verifies with the site’s secret', async () => {
  const token = await signEmbedToken({ site: 'site-1', secret: 'tns_secret', subject, expiresInSeconds: 60 })
  const key = new TextEncoder().encode('tns_secret')
  const { payload, protectedHeader } = await jwtVerify(token, key, { audience: 'tenon-embed', issuer: 'site-1' })
  expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(payload).toMatchObject({ sub: 'contact:客户-42', subject, scopes: ['customer:read'] })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60)
})

test.each([0, 301, Number.NaN])('a life of %s seconds is refused', async (expiresInSeconds) => {
  await expect(signEmbedToken({ site: 's', secret: 'x', subject, expiresInSeconds })).rejects.toThrow(RangeError)
})

test('a subject names its record in exactly one way', async () => {
  const both = { ...subject, id: 'a' }
  for (const wrong of [both, { entity: 'contact' }, { entity: '', id: 'a' }]) {
    await expect(signEmbedToken({ site: 's', secret: 'x', subject: wrong })).rejects.toThrow(TypeError)
  }
})
