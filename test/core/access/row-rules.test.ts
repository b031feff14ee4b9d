import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

describe.each(DATABASE_KINDS)('row rules on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())

  const db = () => tenon.database.tenant(tenon.tenant.schema)

  async function addRole(name: string, grants: RoleGrants): Promise<void> {
    const row = { name, label: '{"en":"Role"}', grants: JSON.stringify(grants) }
    await db().insertInto('_role').values(row).execute()
    tenon.access.forget(tenon.tenant.schema)
  }

  async function addPerson(
    name: string,
    roles: string[],
    place: { team_id?: string; manager_id?: string } = {},
  ): Promise<RequestContext> {
    const ctx = await tenon.addUser(name, roles)
    if (Object.keys(place).length > 0)
      await db().updateTable('_user').set(place).where('id', '=', ctx.actor.id).execute()
    tenon.access.forget(tenon.tenant.schema)
    const { actor } = ctx
    return tenon.as({ ...actor, team: place.team_id ?? null } as typeof actor)
  }

  async function addTeam(name: string, parent: string | null = null): Promise<string> {
    const id = uuidv7()
    await db().insertInto('_team').values({ id, name, parent_id: parent, archived_at: null }).execute()
    return id
  }

  const make = async (entity: string, values: Record<string, unknown>) =>
    (await tenon.createRecord(tenon.system, { entity, values: values as never })).id

  const namesSeen = async (ctx: RequestContext, entity: string) =>
    (await tenon.findRecords(ctx, { entity, limit: 200 })).records.map(({ name }) => name).sort()

  test('a team sees what its members own; with those below, also lower teams and whoever is managed at any depth', async () => {
    await addRole('teamSees', { account: { read: 'team' } })
    await addRole('belowSees', { account: { read: 'teamAndBelow' } })
    const [upper, other] = [await addTeam('Upper'), await addTeam('Other')]
    const lower = await addTeam('Lower', upper)
    const boss = await addPerson('Boss', ['belowSees'], { team_id: upper })
    const peer = await addPerson('Peer', ['teamSees'], { team_id: upper })
    const low = await addPerson('Low', ['teamSees'], { team_id: lower })
    const report = await addPerson('Report', ['teamSees'], { team_id: other, manager_id: boss.actor.id })
    const deep = await addPerson('Deep', ['belowSees'], { manager_id: report.actor.id })
    const stranger = await addPerson('Stranger', ['teamSees'])
    for (const { actor } of [boss, peer, low, report, deep, stranger])
      await make('account', { name: `of ${actor.name}`, ownerId: actor.id })
    await make('account', { name: 'of nobody' })
    expect(await namesSeen(peer, 'account')).toEqual(['of Boss', 'of Peer'])
    expect(await namesSeen(low, 'account')).toEqual(['of Low'])
    expect(await namesSeen(boss, 'account')).toEqual(['of Boss', 'of Deep', 'of Low', 'of Peer', 'of Report'])
    expect(await namesSeen(deep, 'account')).toEqual(['of Deep'])
    expect(await namesSeen(stranger, 'account')).toEqual(['of Stranger'])
    await db().updateTable('_user').set({ manager_id: null }).where('id', '=', report.actor.id).execute()
    tenon.access.forget(tenon.tenant.schema)
    expect(await namesSeen(boss, 'account')).toEqual(['of Boss', 'of Low', 'of Peer'])
  })

  test('a condition says which records are seen, made, changed and deleted, also by what they refer to', async () => {
    await addRole('smallDeals', {
      deal: {
        read: { where: `account.code == 'EAST' || ownerId == actor.id` },
        create: { where: 'quantity != null && quantity < 10' },
        update: { where: 'quantity < 100' },
        delete: { where: `kind == 'other'` },
      },
      account: { read: 'all' },
    })
    const ctx = await addPerson('Small', ['smallDeals'])
    const east = await make('account', { name: 'East', code: 'EAST' })
    const west = await make('account', { name: 'West', code: 'WEST' })
    const seen = await make('deal', { name: 'east', account: east, quantity: 5 })
    const hidden = await make('deal', { name: 'west', account: west, quantity: 5 })
    expect(await namesSeen(ctx, 'deal')).toEqual(['east'])
    await expect(tenon.getRecord(ctx, { entity: 'deal', id: hidden })).rejects.toMatchObject({ code: 'NOT_FOUND' })

    const make9 = await tenon.createRecord(ctx, { entity: 'deal', values: { name: 'mine', quantity: 9 } })
    expect(await namesSeen(ctx, 'deal')).toEqual(['east', 'mine'])
    for (const quantity of [10, null]) {
      const making = tenon.createRecord(ctx, { entity: 'deal', values: { name: 'no', quantity } })
      await expect(making).rejects.toMatchObject({ code: 'FORBIDDEN', problems: [{ rule: 'access' }] })
    }
    const changed = await tenon.updateRecord(ctx, { entity: 'deal', id: seen, version: 1, values: { quantity: 99 } })
    expect(changed).toMatchObject({ version: 2 })
    const beyond = tenon.updateRecord(ctx, { entity: 'deal', id: seen, version: 2, values: { quantity: 100 } })
    await expect(beyond).rejects.toMatchObject({ code: 'FORBIDDEN', problems: [{ rule: 'access' }] })
    await tenon.updateRecord(tenon.system, { entity: 'deal', id: seen, version: 2, values: { quantity: 100 } })
    const back = tenon.updateRecord(ctx, { entity: 'deal', id: seen, version: 3, values: { quantity: 1 } })
    await expect(back).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const deleting = tenon.deleteRecord(ctx, { entity: 'deal', id: make9.id, version: 1 })
    await expect(deleting).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await tenon.updateRecord(ctx, { entity: 'deal', id: make9.id, version: 1, values: { kind: 'other' } })
    await tenon.deleteRecord(ctx, { entity: 'deal', id: make9.id, version: 2 })
    expect(await namesSeen(ctx, 'deal')).toEqual(['east'])
  })

  test('who may change only own records gives none away', async () => {
    await addRole('keeper', { line: { create: 'own', read: 'all', update: 'own' } })
    const [one, other] = [await addPerson('One', ['keeper']), await addPerson('Two', ['keeper'])]
    const { id } = await tenon.createRecord(one, { entity: 'line', values: { text: 'mine' } })
    const giving = tenon.updateRecord(one, { entity: 'line', id, version: 1, values: { ownerId: other.actor.id } })
    await expect(giving).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await tenon.getRecord(one, { entity: 'line', id })).toMatchObject({ version: 1, ownerId: one.actor.id })
  })

  test('rows of several roles add up; a field shows only on rows of a role that shows it, whatever is asked', async () => {
    const hidden = { read: false, write: false }
    await addRole('payOfOwn', { contact: { create: 'own', read: 'own', update: 'own' } })
    await addRole('everyone', {
      contact: {
        read: { where: `email.startsWith('s')` },
        update: { where: `email.startsWith('s')` },
        fields: { name: hidden },
      },
    })
    const both = await addPerson('Both', ['payOfOwn', 'everyone'])
    const own = { name: 'Visible name', email: 'own@example.com', ownerId: both.actor.id }
    const mine = await make('contact', own)
    const theirs = await make('contact', { name: 'Hidden name', email: 's@example.com' })
    await make('contact', { name: 'Hidden row', email: 'x@example.com' })
    const page = await tenon.findRecords(both, { entity: 'contact', sort: [{ field: 'name' }], count: true })
    expect(page.count).toBe(2)
    expect(page.records.map(({ id }) => id)).toEqual([mine, theirs])
    expect(page.records[0]).toMatchObject({ name: 'Visible name' })
    expect(page.records[1]).not.toHaveProperty('name')
    const named = (where: object) => tenon.findRecords(both, { entity: 'contact', where: where as never })
    expect((await named({ field: 'name', op: 'contains', value: 'name' })).records.map(({ id }) => id)).toEqual([mine])
    expect((await named({ field: 'name', op: 'eq', value: 'Hidden name' })).records).toEqual([])
    expect((await named({ field: 'name', op: 'isNull', value: true })).records.map(({ id }) => id)).toEqual([theirs])
    const searched = await tenon.findRecords(both, { entity: 'contact', search: 'Hidden' })
    expect(searched.records).toEqual([])
    const history = await tenon.readHistory(both, { entity: 'contact', id: theirs })
    expect(JSON.stringify(history)).not.toContain('Hidden name')
    expect(JSON.stringify(await tenon.readHistory(both, { entity: 'contact', id: mine }))).toContain('Visible name')
    const naming = { entity: 'contact', id: theirs, version: 1, values: { name: 'Changed' } }
    await expect(tenon.updateRecord(both, naming)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      problems: [{ pointer: '/name' }],
    })
    await tenon.updateRecord(both, { ...naming, id: mine })
    const mailing = { entity: 'contact', id: theirs, version: 1, values: { email: 'sales@example.com' } }
    const answer = await tenon.updateRecord(both, mailing)
    expect(answer).toMatchObject({ version: 2, email: 'sales@example.com' })
    expect(answer).not.toHaveProperty('name')
    const deal = await make('deal', { name: 'Referring', contact: theirs })
    await addRole('dealReader', { deal: { read: 'all' } })
    const reader = tenon.as({ ...both.actor, roles: ['payOfOwn', 'everyone', 'dealReader'] } as typeof both.actor)
    const told = await tenon.findRecords(reader, {
      entity: 'deal',
      where: { field: 'id', op: 'eq', value: deal },
      expand: ['contact'],
    })
    expect(JSON.stringify(told)).not.toContain('Hidden name')
    expect(told.records[0]).toMatchObject({ $expanded: { contact: { id: theirs } } })
  })

  test('a condition that does not fit the model any more holds for no record', async () => {
    await addRole('broken', { account: { read: { where: 'gone == 1' } } })
    const ctx = await addPerson('Broken', ['broken'])
    await expect(tenon.findRecords(ctx, { entity: 'account' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('a change of rights made elsewhere is heard of', async () => {
    await addRole('changing', { line: { read: 'all' } })
    const ctx = await addPerson('Changing', ['changing'])
    await make('line', { text: 'line' })
    expect((await tenon.findRecords(ctx, { entity: 'line' })).records.length).toBeGreaterThan(0)
    const grants = JSON.stringify({ line: { read: 'own' } })
    await db().updateTable('_role').set({ grants }).where('name', '=', 'changing').execute()
    await sql`select pg_notify('tenon_access', ${tenon.tenant.schema})`.execute(tenon.database.control)
    await expect.poll(async () => (await tenon.findRecords(ctx, { entity: 'line' })).records).toEqual([])
  })
})
