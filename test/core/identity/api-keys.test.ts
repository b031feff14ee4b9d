import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ACCESS_CHANNEL } from '../../../core/src/access/announce-rights.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import { hashSecret } from '../../../core/src/identity/hash-secret.ts'
import { contextOf, openTestIdentity, type TestIdentity } from './open-test-identity.ts'

let opened: TestIdentity
beforeAll(async () => {
  opened = await openTestIdentity()
})
afterAll(() => opened.database.close())

function authenticate(key: string) {
  const headers = new Headers({ authorization: `Bearer ${key}` })
  return opened.identity.authenticate({ headers, method: 'POST', locale: 'en' })
}

test('a key acts with its own roles, and only its hash is stored', async () => {
  const created = await opened.identity.apiKeys.create(opened.admin, { name: 'ERP', roles: ['staff'] })
  expect(created.key).toMatch(/^tnk_/)
  const { actor, tenant } = await authenticate(created.key)
  expect(actor).toEqual({ kind: 'apiKey', id: created.id, name: 'ERP', roles: ['staff'] })
  expect(tenant.slug).toBe('acme')
  const rows = await opened.database.control.selectFrom('api_key').selectAll().execute()
  expect(rows[0]?.hash).toBe(hashSecret(created.key))
  expect(JSON.stringify([rows, opened.changes])).not.toContain(created.key)
})

test('its last use is noted', async () => {
  const created = await opened.identity.apiKeys.create(opened.admin, { name: 'Used', roles: ['staff'] })
  expect(created.lastUsedAt).toBeNull()
  await authenticate(created.key)
  const listed = await opened.identity.apiKeys.list(opened.admin)
  expect(listed.find(({ id }) => id === created.id)?.lastUsedAt).toMatch(/^\d{4}-/)
  expect(JSON.stringify(listed)).not.toContain('tnk_')
})

test('a revoked key is refused at once and no longer listed', async () => {
  const { id, key } = await opened.identity.apiKeys.create(opened.admin, { name: 'Old', roles: ['staff'] })
  await authenticate(key)
  await opened.identity.apiKeys.revoke(opened.admin, { id })
  await expect(authenticate(key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  expect((await opened.identity.apiKeys.list(opened.admin)).map((info) => info.id)).not.toContain(id)
  await expect(opened.identity.apiKeys.revoke(opened.admin, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(opened.changes.map(({ action }) => action)).toContain('apiKey.revoke')
})

test('an expired key is refused although it was good a moment ago', async () => {
  const expiresAt = new Date(Date.now() + 400).toISOString()
  const { key } = await opened.identity.apiKeys.create(opened.admin, { name: 'Short', roles: ['staff'], expiresAt })
  await authenticate(key)
  await new Promise((resolve) => setTimeout(resolve, 450))
  await expect(authenticate(key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('an unknown key is refused', async () => {
  await expect(authenticate('tnk_nothing')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('a key cannot be given a role that does not exist, nor an end in the past', async () => {
  const { apiKeys } = opened.identity
  await expect(apiKeys.create(opened.admin, { name: 'X', roles: ['king'] })).rejects.toMatchObject({
    problems: [{ pointer: '/roles/0', message: expect.stringContaining('admin, staff') }],
  })
  const past = apiKeys.create(opened.admin, { name: 'X', roles: ['staff'], expiresAt: '2020-01-01T00:00:00Z' })
  await expect(past).rejects.toMatchObject({ problems: [{ pointer: '/expiresAt' }] })
})

test('staff may neither make nor list nor revoke keys', async () => {
  const staff = contextOf(opened.tenant, { kind: 'user', id: 'u', name: 'S', roles: ['staff'] })
  const { apiKeys } = opened.identity
  for (const attempt of [
    () => apiKeys.create(staff, { name: 'X', roles: ['admin'] }),
    () => apiKeys.list(staff),
    () => apiKeys.revoke(staff, { id: 'x' }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
})

test('changed rights of one tenant have its own keys looked up again, and no other tenant’s', async () => {
  const { database, tenant, identity } = opened
  const other = await createTenant(database, { slug: 'other', name: 'Other' })
  const abroad = contextOf(other, { kind: 'user', id: opened.userId, name: 'Ada', roles: ['admin'] })
  const [own, foreign] = [
    await identity.apiKeys.create(opened.admin, { name: 'Own', roles: ['staff'] }),
    await identity.apiKeys.create(abroad, { name: 'Foreign', roles: ['staff'] }),
  ]
  const namesOf = async () => [(await authenticate(own.key)).actor.name, (await authenticate(foreign.key)).actor.name]
  expect(await namesOf()).toEqual(['Own', 'Foreign'])
  // What only whoever looks again can know.
  const rename = database.control.updateTable('api_key').where('id', 'in', [own.id, foreign.id])
  await rename.set({ name: 'Renamed' }).execute()
  expect(await namesOf()).toEqual(['Own', 'Foreign'])
  const tell = (schema: string) => sql`select pg_notify(${ACCESS_CHANNEL}, ${schema})`.execute(database.control)
  await tell(tenant.schema)
  await expect.poll(namesOf).toEqual(['Renamed', 'Foreign'])
  await tell(other.schema)
  await expect.poll(namesOf).toEqual(['Renamed', 'Renamed'])
})

test('a key that was being looked up when it was revoked by another process is not kept', async () => {
  const { database, tenant, identity } = opened
  const { id, key } = await identity.apiKeys.create(opened.admin, { name: 'Looked up', roles: ['staff'] })
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: found, resolve: hasFound } = Promise.withResolvers<void>()
  // The last that is done of looking a key up.
  const { updateTable } = database.control
  const control = vi.spyOn(database.control, 'updateTable').mockImplementationOnce(((table: 'api_key') => {
    const update = updateTable.call(database.control, table)
    const execute = () => {
      hasFound()
      return held
    }
    vi.spyOn(update, 'set').mockReturnValue({ where: () => ({ where: () => ({ execute }) }) } as never)
    return update
  }) as never)
  const first = authenticate(key)
  await found
  control.mockRestore()
  await database.control.updateTable('api_key').set({ revoked_at: new Date() }).where('id', '=', id).execute()
  const told: string[] = []
  const stop = await database.listen(ACCESS_CHANNEL, (schema) => void told.push(schema))
  await sql`select pg_notify(${ACCESS_CHANNEL}, ${tenant.schema})`.execute(database.control)
  await expect.poll(() => told).toEqual([tenant.schema])
  letGo()
  await first
  await expect(authenticate(key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  await stop()
})
