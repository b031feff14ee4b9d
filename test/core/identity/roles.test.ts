import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextOf, openTestIdentity, type TestIdentity } from './open-test-identity.ts'

let opened: TestIdentity
beforeAll(async () => {
  opened = await openTestIdentity()
})
afterAll(() => opened.database.close())

const CHIEF = {
  name: 'chief',
  label: { en: 'Chief', 'zh-CN': '主管' },
  grants: { contact: { read: 'all', update: 'own', override: true } },
} as const

test('a role of the tenant’s own is made, changed, listed and removed, each with an entry in the audit trail', async () => {
  const { admin, changes, identity } = opened
  const { roles } = identity
  expect((await roles.list(admin)).map(({ name, own }) => [name, own])).toEqual([
    ['admin', false],
    ['staff', false],
  ])
  expect(await roles.set(admin, CHIEF)).toEqual({ ...CHIEF, rights: [], builtIn: false, own: true, people: 0 })
  await roles.set(admin, { ...CHIEF, grants: { '*': { read: 'all' } } })
  expect(changes.slice(-2)).toMatchObject([
    { action: 'role.set', id: 'chief', details: { old: null, new: CHIEF.grants } },
    { action: 'role.set', id: 'chief', details: { old: CHIEF.grants, new: { '*': { read: 'all' } } } },
  ])
  const { id } = await identity.users.create(admin, {
    ...{ email: 'chi@example.com', name: 'Chi', password: 'battery staple', roles: ['chief'] },
  })
  await expect(roles.remove(admin, { name: 'chief' })).rejects.toMatchObject({ code: 'CONFLICT', message: /1 people/ })
  await identity.users.update(admin, { id, roles: ['staff'] })
  expect((await roles.remove(admin, { name: 'chief' })).map(({ name }) => name)).toEqual(['admin', 'staff'])
  expect(changes.at(-1)).toMatchObject({ action: 'role.remove', id: 'chief' })
})

test('a role that lets its people change what it does not show them says so, in the reader’s language', async () => {
  const { admin, identity } = opened
  const grants = {
    contact: { update: 'all', delete: 'own', read: 'none' },
    '*': { create: 'all', update: 'own' },
  } as const
  const made = await identity.roles.set(admin, { ...CHIEF, name: 'blind', grants })
  const places = made.hints?.map(({ pointer }) => pointer)
  expect(places?.sort()).toEqual(['/grants/*/update', '/grants/contact/delete', '/grants/contact/update'])
  const english = made.hints?.map(({ message }) => message) ?? []
  expect(english.join()).toMatch(/can change no record of 'contact', because it lets them read none/)
  const listed = await identity.roles.list({ ...admin, locale: 'zh-CN' })
  const chinese = listed.find(({ name }) => name === 'blind')?.hints?.map(({ message }) => message) ?? []
  expect(chinese.join()).toMatch(/无法删除“contact”的任何记录/)
  expect(listed.filter(({ hints }) => hints !== undefined)).toHaveLength(1)
  const seeing = await identity.roles.set(admin, {
    ...CHIEF,
    name: 'blind',
    grants: { contact: { read: 'own', delete: 'all' } },
  })
  expect(seeing).not.toHaveProperty('hints')
  await identity.roles.remove(admin, { name: 'blind' })
})

test('what staff may do is replaced and comes back; admin cannot be changed', async () => {
  const { admin, identity } = opened
  const before = (await identity.roles.list(admin)).find(({ name }) => name === 'staff')
  const own = { name: 'staff', label: { en: 'Team' }, grants: { '*': { read: 'own' } } } as const
  expect(await identity.roles.set(admin, own)).toMatchObject({ own: true, builtIn: true, grants: own.grants })
  const after = await identity.roles.remove(admin, { name: 'staff' })
  expect(after.find(({ name }) => name === 'staff')).toEqual(before)
  await expect(identity.roles.set(admin, { ...own, name: 'admin' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(identity.roles.remove(admin, { name: 'admin' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('wrong names, entities and fields are refused where they stand, and nobody but admins gets to see roles', async () => {
  const { admin, identity, tenant, changes } = opened
  const before = changes.length
  const set = (more: object) => identity.roles.set(admin, { ...CHIEF, ...more })
  await expect(set({ name: 'no name' })).rejects.toMatchObject({ problems: [{ pointer: '/name' }] })
  await expect(set({ grants: { contct: { read: 'all' } } })).rejects.toMatchObject({
    problems: [{ pointer: '/grants/contct', message: /contact/ }],
  })
  const fields = { nothing: { read: true, write: false } }
  await expect(set({ grants: { contact: { fields } } })).rejects.toMatchObject({
    problems: [{ pointer: '/grants/contact/fields/nothing' }],
  })
  const staff = contextOf(tenant, { kind: 'user', id: opened.userId, name: 'S', roles: ['staff'] })
  await expect(identity.roles.list(staff)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(identity.roles.set(staff, CHIEF)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(changes).toHaveLength(before)
})
