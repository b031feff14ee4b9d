import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

describe.each(DATABASE_KINDS)('what is known of rights, on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    await setRole({ deal: { create: 'all', read: 'all' } })
  })
  afterAll(() => tenon?.close())

  async function setRole(grants: RoleGrants): Promise<void> {
    const row = { name: 'clerk', label: '{"en":"Clerk"}', grants: JSON.stringify(grants) }
    const insert = tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(row)
    await insert.onConflict((one) => one.column('name').doUpdateSet({ grants: row.grants })).execute()
    tenon.access.forget(tenon.tenant.schema)
  }

  const dealsOf = async (actor: Actor) => {
    const model = await tenon.models.get(tenon.tenant)
    return (await tenon.access.of(tenon.as(actor), model)).readable('deal')
  }
  const clerk = (): Extract<Actor, { kind: 'user' }> => ({
    kind: 'user',
    id: '0190a5c2-0000-7000-8000-000000000001',
    name: 'Ann',
    roles: ['clerk'],
  })
  const system = (): Actor => ({ kind: 'system', id: 'system', name: 'Tenon' })
  const code = (): Extract<Actor, { kind: 'plugin' }> => ({
    ...{ kind: 'plugin', id: 'fleet', name: 'Fleet', hook: 'entities.deal.afterCreate' },
    ...{ capabilities: ['entity:deal:read'], onBehalfOf: clerk() },
  })

  test.each([
    ['the system', system],
    ['a person', clerk],
    ["a plugin's code", code],
  ])('of %s is the same for another object that says the same', async (_, make) => {
    const known = await dealsOf(make())
    expect(known).not.toBeNull()
    expect(await dealsOf(make())).toBe(known)
  })

  test('is another for whoever differs in anything that is said of him', async () => {
    const others: Actor[] = [
      { ...code(), hook: 'actions.one' },
      { ...code(), id: 'other' },
      { ...code(), capabilities: ['entity:deal:read', 'entity:deal:write'] },
      { ...code(), onBehalfOf: { ...clerk(), id: '0190a5c2-0000-7000-8000-000000000002' } },
      { ...code(), onBehalfOf: system() },
    ]
    const all = [await dealsOf(code()), ...(await Promise.all(others.map(dealsOf)))]
    expect(new Set(all).size).toBe(all.length)
    expect(await dealsOf({ ...code(), capabilities: [] })).toBeNull()
    expect(await dealsOf({ ...code(), onBehalfOf: { ...clerk(), roles: [] } })).toBeNull()
  })

  test('stays when the rights are read again and nothing has changed, and goes when a role has', async () => {
    const known = await dealsOf(clerk())
    tenon.access.forget(tenon.tenant.schema)
    expect(await dealsOf(clerk())).toBe(known)
    await setRole({ deal: { read: 'own' } })
    expect((await dealsOf(clerk()))?.rows('read')).not.toBe(known?.rows('read'))
    await setRole({ account: { read: 'all' } })
    expect(await dealsOf(clerk())).toBeNull()
    await setRole({ deal: { create: 'all', read: 'all' } })
    expect((await dealsOf(clerk()))?.rows('read')).toBe('all')
  })

  test('of a team is read again, though the rights themselves have not changed', async () => {
    await setRole({ deal: { create: 'own', read: 'team' } })
    const ann = await tenon.addUser('Ann', ['clerk'])
    const bob = await tenon.addUser('Bob', ['clerk'])
    await tenon.createRecord(bob, { entity: 'deal', values: { name: 'Of Bob' } })
    const sees = async () => (await tenon.findRecords(ann, { entity: 'deal' })).records.map(({ name }) => name)
    expect(await sees()).toEqual([])
    const db = tenon.database.tenant(tenon.tenant.schema)
    const team = '0190a5c2-0000-7000-8000-0000000000aa'
    await db.insertInto('_team').values({ id: team, name: 'North', parent_id: null }).execute()
    await db.updateTable('_user').set({ team_id: team }).where('id', 'in', [ann.actor.id, bob.actor.id]).execute()
    tenon.access.forget(tenon.tenant.schema)
    expect(await sees()).toEqual(['Of Bob'])
    await setRole({ deal: { create: 'all', read: 'all' } })
  })

  test('has each call of a plugin write down its own request and hook', async () => {
    const calls = ['actions.one', 'actions.two', 'actions.one'].map((hook) =>
      tenon.as({ ...code(), hook, capabilities: ['entity:deal:read', 'entity:deal:write'], onBehalfOf: system() }),
    )
    const made: string[] = []
    for (const ctx of calls)
      made.push((await tenon.createRecord(ctx, { entity: 'deal', values: { name: 'Of code' } })).id)
    const { rows } = await sql<{ record: string; request: string; hook: string; actor: string }>`
      select record_id as record, request_id as request, origin ->> 'hook' as hook, actor
      from ${sql.id(tenon.tenant.schema, '_audit')} where record_id = any(array(
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(made)}::jsonb)))`.execute(
      tenon.database.control,
    )
    const told = made.map((id) => rows.find(({ record }) => record === id))
    expect(told.map((row) => row?.request)).toEqual(calls.map(({ requestId }) => requestId))
    expect(told.map((row) => row?.hook)).toEqual(['actions.one', 'actions.two', 'actions.one'])
    expect(new Set(told.map((row) => row?.actor))).toEqual(new Set(['plugin:fleet']))
  })
})
