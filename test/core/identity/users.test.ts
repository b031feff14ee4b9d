import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import { hashSecret } from '../../../core/src/identity/hash-secret.ts'
import { identityOf } from '../../../core/src/identity/identity-tables.ts'
import { migrateIdentity } from '../../../core/src/identity/migrate-identity.ts'
import { ADMIN, contextOf, openTestIdentity, signIn, type TestIdentity } from './open-test-identity.ts'

let opened: TestIdentity
beforeAll(async () => {
  opened = await openTestIdentity()
})
afterAll(() => opened.database.close())

const BEN = { email: ' Ben@Example.com ', password: 'battery staple', name: 'Ben', roles: ['staff'] }

test('a user has the same id as account, member and row of the tenant, and their e-mail address in lower case', async () => {
  const { database, tenant, identity } = opened
  const { id, email } = await identity.createUser(tenant, BEN)
  expect(email).toBe('ben@example.com')
  const account = await identityOf(database).selectFrom('user').select('id').where('email', '=', email).execute()
  const row = await database.tenant(tenant.schema).selectFrom('_user').select('id').where('email', '=', email).execute()
  const member = await database.control
    .selectFrom('tenant_member')
    .select('tenant_id')
    .where('user_id', '=', id)
    .execute()
  expect([account, row, member]).toEqual([[{ id }], [{ id }], [{ tenant_id: tenant.id }]])
  expect((await signIn(identity, { ...BEN, email: 'Ben@example.com' })).response.status).toBe(200)
})

test('a person who is a user already is refused, and nothing is written', async () => {
  const before = await identityOf(opened.database).selectFrom('account').select('id').execute()
  await expect(opened.identity.createUser(opened.tenant, ADMIN)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await identityOf(opened.database).selectFrom('account').select('id').execute()).toEqual(before)
})

test('a user row that an import made keeps its id when the person gets an account', async () => {
  const { database, tenant, identity } = opened
  const id = uuidv7()
  const row = { id, email: 'cleo@example.com', name: 'Cleo', roles: [] }
  await database.tenant(tenant.schema).insertInto('_user').values(row).execute()
  const created = await identity.createUser(tenant, { ...row, password: 'battery staple', roles: ['staff'] })
  expect(created.id).toBe(id)
})

test('one person can be a user of two tenants and chooses by header', async () => {
  const { database, identity } = opened
  const second = await createTenant(database, { slug: 'second', name: 'Second' })
  const dan = { email: 'dan@example.com', password: 'battery staple', name: 'Dan', roles: ['staff'] }
  const first = await identity.createUser(opened.tenant, dan)
  expect((await identity.createUser(second, { ...dan, roles: ['admin'] })).id).toBe(first.id)
  const { cookie } = await signIn(identity, dan)
  const authenticate = (headers: Record<string, string>) =>
    identity.authenticate({ headers: new Headers({ cookie, ...headers }), method: 'GET', locale: 'en' })
  expect((await authenticate({})).tenant.slug).toBe('acme')
  const chosen = await authenticate({ 'tenon-tenant': 'second' })
  expect(chosen).toMatchObject({ tenant: { slug: 'second' }, actor: { roles: ['admin'] } })
  const me = await identity.users.me(contextOf(chosen.tenant, chosen.actor))
  expect(me).toMatchObject({ user: { email: dan.email }, tenant: { slug: 'second', name: 'Second' } })
  expect(me.tenants.map(({ slug }) => slug)).toEqual(['acme', 'second'])
})

test.each([
  ['an address without a domain', { email: 'ben' }, '/email'],
  ['a short password', { password: 'short' }, '/password'],
  ['an unknown role', { roles: ['king'] }, '/roles/0'],
  ['no role', { roles: [] }, '/roles'],
  ['an empty name', { name: ' ' }, '/name'],
])('%s is refused with a pointer to it', async (_, wrong, pointer) => {
  const user = { ...BEN, email: 'eve@example.com', ...wrong }
  await expect(opened.identity.createUser(opened.tenant, user)).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    problems: [{ pointer }],
  })
})

test('only an admin makes users, and it is recorded without the password', async () => {
  const input = { email: 'fay@example.com', password: 'battery staple', name: 'Fay', roles: ['staff'] }
  const staff = contextOf(opened.tenant, { kind: 'user', id: uuidv7(), name: 'S', roles: ['staff'] })
  await expect(opened.identity.users.create(staff, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const created = await opened.identity.users.create(opened.admin, input)
  expect(opened.changes.at(-1)).toEqual({
    action: 'user.create',
    id: created.id,
    details: { email: 'fay@example.com', roles: ['staff'] },
  })
})

test('an end customer may not list users', async () => {
  const customer = contextOf(opened.tenant, {
    kind: 'customer',
    id: 'c1',
    name: 'C',
    site: 's',
    subject: { entity: 'contact', id: 'c1' },
    scopes: ['customer:read'],
  })
  await expect(opened.identity.users.list(customer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a setup link makes one admin, once, and is not stored in clear', async () => {
  const { identity, database, tenant } = opened
  const token = await identity.setupLinks.create(tenant)
  const rows = await database.control.selectFrom('setup_link').select('hash').execute()
  expect(rows).toEqual([{ hash: hashSecret(token) }])
  const admin = { email: 'gus@example.com', password: 'battery staple', name: 'Gus' }
  await expect(identity.setupLinks.consume(token, { ...admin, password: 'x' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  })
  const { id } = await identity.setupLinks.consume(token, admin)
  const row = await database.tenant(tenant.schema).selectFrom('_user').select('roles').where('id', '=', id).execute()
  expect(row).toEqual([{ roles: ['admin'] }])
  const again = identity.setupLinks.consume(token, { ...admin, email: 'hal@example.com' })
  await expect(again).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a tenant needs a setup link as long as nobody who is active is an admin', async () => {
  const { identity, database, tenant } = opened
  const needed = () => identity.setupLinks.isNeeded(tenant)
  expect(await needed()).toBe(false)
  const users = database.tenant(tenant.schema).updateTable('_user')
  const rows = await database
    .tenant(tenant.schema)
    .selectFrom('_user')
    .select('id')
    .where('active', '=', true)
    .execute()
  const ids = rows.map(({ id }) => id)
  await users.set({ active: false }).where('id', 'in', ids).execute()
  expect(await needed()).toBe(true)
  await users.set({ active: true }).where('id', 'in', ids).execute()
  expect(await needed()).toBe(false)
})

test('a setup link ends after 24 hours', async () => {
  const { identity, database, tenant } = opened
  const token = await identity.setupLinks.create(tenant)
  const hash = hashSecret(token)
  const read = () => database.control.selectFrom('setup_link').select('expires_at').where('hash', '=', hash)
  const { expires_at } = await read().executeTakeFirstOrThrow()
  expect(Math.abs(new Date(expires_at).getTime() - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000)
  await database.control
    .updateTable('setup_link')
    .set({ expires_at: new Date(0) })
    .where('hash', '=', hash)
    .execute()
  const late = identity.setupLinks.consume(token, { email: 'ida@example.com', password: 'battery staple', name: 'Ida' })
  await expect(late).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the tables are made once, however often the server starts', async () => {
  await expect(migrateIdentity(opened.database)).resolves.toBeUndefined()
})

describe('managers and roles of people', () => {
  const person = async (name: string, more: object = {}) => {
    const email = `${name.toLowerCase()}-${uuidv7()}@example.com`
    return opened.identity.users.create(opened.admin, {
      email,
      name,
      password: 'battery staple',
      roles: ['staff'],
      ...more,
    })
  }

  test('a person has a manager, who is shown, and nobody is above themselves', async () => {
    const { users } = opened.identity
    const ann = await person('Ann')
    const bob = await person('Bob', { managerId: ann.id })
    expect(bob.managerId).toBe(ann.id)
    const cid = await person('Cid')
    expect(await users.update(opened.admin, { id: cid.id, managerId: bob.id })).toMatchObject({ managerId: bob.id })
    expect(opened.changes.at(-1)).toMatchObject({
      action: 'user.update',
      id: cid.id,
      details: { old: { managerId: null }, new: { managerId: bob.id } },
    })
    const changes = opened.changes.length
    for (const managerId of [ann.id, bob.id, cid.id])
      await expect(users.update(opened.admin, { id: ann.id, managerId })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        problems: [{ pointer: '/managerId' }],
      })
    await expect(users.update(opened.admin, { id: ann.id, managerId: uuidv7() })).rejects.toMatchObject({
      problems: [{ pointer: '/managerId' }],
    })
    expect(opened.changes).toHaveLength(changes)
    expect(await users.update(opened.admin, { id: cid.id, managerId: null })).toMatchObject({ managerId: null })
    expect((await users.list(opened.admin)).find(({ id }) => id === bob.id)).toMatchObject({ managerId: ann.id })
  })

  test('a manager who does not exist makes no account', async () => {
    const email = 'nobody@example.com'
    await expect(person('Eve', { email, managerId: uuidv7() })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const rows = await identityOf(opened.database).selectFrom('user').select('id').where('email', '=', email).execute()
    expect(rows).toEqual([])
  })

  test('roles are changed by admins, are known ones, and leave an admin', async () => {
    const { users } = opened.identity
    const dot = await person('Dot')
    const staff = contextOf(opened.tenant, { kind: 'user', id: dot.id, name: 'Dot', roles: ['staff'] })
    await expect(users.update(staff, { id: dot.id, roles: ['admin'] })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(users.update(opened.admin, { id: dot.id, roles: ['chef'] })).rejects.toMatchObject({
      problems: [{ pointer: '/roles/0' }],
    })
    const { database, tenant } = opened
    await database
      .tenant(tenant.schema)
      .updateTable('_user')
      .set({ roles: ['staff'] })
      .where('id', '<>', opened.userId)
      .execute()
    const last = users.update(opened.admin, { id: opened.userId, roles: ['staff'] })
    await expect(last).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/roles' }] })
    expect(await users.update(opened.admin, { id: dot.id, roles: ['admin', 'staff'] })).toMatchObject({
      roles: ['admin', 'staff'],
    })
    await users.update(opened.admin, { id: opened.userId, roles: ['staff'] })
    await users.update(opened.admin, { id: opened.userId, roles: ['admin'] })
  })
})
