import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { contextOf, openTestIdentity, type TestIdentity } from './open-test-identity.ts'

let opened: TestIdentity
let admin: RequestContext
let [ann, ben, staff]: string[] = []
beforeAll(async () => {
  opened = await openTestIdentity()
  admin = opened.admin
  ;[ann, ben, staff] = await Promise.all(['Ann', 'Ben', 'Cy'].map(addUser))
})
afterAll(() => opened.database.close())

async function addUser(name: string): Promise<string> {
  const id = uuidv7()
  const row = { id, email: `${id}@example.com`, name, roles: ['staff'] }
  await opened.database.tenant(opened.tenant.schema).insertInto('_user').values(row).execute()
  return id
}

const teams = () => opened.identity.teams
const id = (user: string | undefined) => user ?? ''

test('a team has a name, a team above and people, who leave the team of before; each change is in the audit trail', async () => {
  const region = await teams().create(admin, { name: '  North   East ' })
  expect(region).toMatchObject({ name: 'North East', parentId: null, archived: false, memberIds: [] })
  const sales = await teams().create(admin, { name: 'Sales', parentId: region.id, memberIds: [id(ben), id(ann)] })
  expect(sales).toMatchObject({ parentId: region.id, memberIds: [ann, ben] })
  const service = await teams().create(admin, { name: 'Service', memberIds: [id(ben)] })
  const listed = await teams().list(contextOf(opened.tenant, { kind: 'user', id: id(staff), name: 'Cy', roles: [] }))
  expect(listed).toMatchObject([region, { ...sales, memberIds: [ann] }, service])
  const renamed = await teams().update(admin, { id: sales.id, name: 'Sales 2', memberIds: [] })
  expect(renamed).toMatchObject({ name: 'Sales 2', parentId: region.id, memberIds: [] })
  expect(opened.changes.filter(({ action }) => action.startsWith('team.')).map(({ action }) => action)).toEqual([
    ...['team.create', 'team.create', 'team.create'],
    'team.update',
  ])
  expect(opened.changes.at(-1)?.details).toMatchObject({ old: { name: 'Sales' }, new: { name: 'Sales 2' } })
})

test('a team is archived and comes back; what is used is not deleted, and what is not goes', async () => {
  const above = await teams().create(admin, { name: 'Above' })
  const below = await teams().create(admin, { name: 'Below', parentId: above.id, memberIds: [id(ann)] })
  const before = opened.changes.length
  for (const used of [above, below]) {
    await expect(teams().delete(admin, { id: used.id })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('archive it instead'),
    })
  }
  expect(opened.changes).toHaveLength(before)
  expect(await teams().update(admin, { id: below.id, archived: true })).toMatchObject({
    archived: true,
    memberIds: [ann],
  })
  expect(await teams().update(admin, { id: below.id, archived: false, memberIds: [] })).toMatchObject({
    archived: false,
  })
  await teams().delete(admin, { id: below.id })
  await teams().delete(admin, { id: above.id })
  const left = await teams().list(admin)
  expect(left.map(({ name }) => name)).not.toEqual(expect.arrayContaining(['Above', 'Below']))
})

test('names that are taken or empty, circles and strangers are refused at their place, and change nothing', async () => {
  const one = await teams().create(admin, { name: 'One' })
  const two = await teams().create(admin, { name: 'Two', parentId: one.id })
  const stranger = uuidv7()
  const before = await teams().list(admin)
  const refused: Array<[Promise<unknown>, string]> = [
    [teams().create(admin, { name: 'Two' }), '/name'],
    [teams().create(admin, { name: ' ' }), '/name'],
    [teams().create(admin, { name: 'x'.repeat(101) }), '/name'],
    [teams().create(admin, { name: 'Three', memberIds: [stranger] }), '/memberIds'],
    [teams().update(admin, { id: two.id, name: 'One' }), '/name'],
    [teams().update(admin, { id: one.id, name: 'Uno', parentId: two.id }), '/parentId'],
    [teams().update(admin, { id: one.id, parentId: one.id }), '/parentId'],
    [teams().update(admin, { id: one.id, parentId: stranger }), '/parentId'],
  ]
  for (const [attempt, pointer] of refused) {
    await expect(attempt).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer }] })
  }
  await expect(teams().update(admin, { id: stranger, name: 'X' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await teams().list(admin)).toEqual(before)
})

test('only admins change teams, and end customers do not see them', async () => {
  const someone = contextOf(opened.tenant, { kind: 'user', id: id(staff), name: 'Cy', roles: ['staff'] })
  const [team] = await teams().list(admin)
  const attempts = [
    teams().create(someone, { name: 'Mine' }),
    teams().update(someone, { id: id(team?.id), archived: true }),
    teams().delete(someone, { id: id(team?.id) }),
  ]
  for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const subject = { entity: 'contact', id: uuidv7() }
  const customer = { kind: 'customer', id: subject.id, name: 'V', site: 's', subject, scopes: [] } as const
  await expect(teams().list(contextOf(opened.tenant, customer))).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
