import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, RequestContext } from '../../../core/src/context/request-context.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

describe('rights over records', () => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords('pglite')
  })
  afterAll(() => tenon.close())

  async function addRole(name: string, grants: RoleGrants): Promise<void> {
    const row = { name, label: '{"en":"Role"}', grants: JSON.stringify(grants) }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(row).execute()
    tenon.access.forget(tenon.tenant.schema)
  }

  function customer(entity: string, id: string, scopes: string[] = ['customer:read']): RequestContext {
    return tenon.as({ kind: 'customer', id, name: 'Visitor', site: 'shop', subject: { entity, id }, scopes })
  }

  test('staff may do all but delete what is not their own, and whoever creates a record owns it', async () => {
    const [anna, ben] = [await tenon.addUser('Anna'), await tenon.addUser('Ben')]
    const record = await tenon.createRecord(anna, { entity: 'account', values: { name: 'Annas' } })
    expect(record.ownerId).toBe(anna.actor.id)
    expect(record.$labels).toEqual({ [anna.actor.id]: 'Anna' })
    const { id } = record
    await tenon.updateRecord(ben, { entity: 'account', id, version: 1, values: { code: 'Z' } })
    const deleting = tenon.deleteRecord(ben, { entity: 'account', id, version: 2 })
    await expect(deleting).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await tenon.deleteRecord(anna, { entity: 'account', id, version: 2 })).toMatchObject({ version: 3 })
  })

  test('the model tells what is open for some records only, that admins may share, and what roles are called', async () => {
    await addRole('mixed', {
      account: { read: 'all', update: 'own', delete: { where: "code == 'Z'" } },
      deal: { read: 'all' },
    })
    const view = async (...roles: string[]) => tenon.viewModel(await tenon.addUser(roles.join(), roles))
    const mixed = await view('mixed')
    expect(mixed.entities['account']?.access).toMatchObject({
      update: true,
      delete: true,
      ofSome: ['update', 'delete'],
    })
    expect(mixed.entities['deal']?.access).toMatchObject({ update: false, delete: false })
    expect(mixed.entities['deal']?.access).not.toHaveProperty('ofSome')
    expect(mixed.roleLabels).toMatchObject({ mixed: { en: 'Role' } })
    const staff = await view('staff')
    expect(staff.entities['account']?.access).toMatchObject({ ofSome: ['delete'] })
    expect(staff.entities['account']?.access).not.toHaveProperty('share')
    const admin = await view('admin')
    expect(admin.entities['account']?.access).toMatchObject({ share: true })
    expect(admin.entities['account']?.access).not.toHaveProperty('ofSome')
    const { id } = await tenon.createRecord(await tenon.addUser('Maker'), {
      entity: 'account',
      values: { name: 'Of a customer' },
    })
    expect(await tenon.viewModel(customer('account', id))).not.toHaveProperty('roleLabels')
  })

  test('a role of own rows sees, counts and changes no others, not even by guessing ids', async () => {
    await addRole('agent', { deal: { create: 'own', read: 'own', update: 'own' } })
    const [anna, ben] = [await tenon.addUser('Anna', ['agent']), await tenon.addUser('Ben', ['agent'])]
    const mine = await tenon.createRecord(anna, { entity: 'deal', values: { name: 'Annas deal' } })
    const other = await tenon.createRecord(ben, { entity: 'deal', values: { name: 'Bens deal' } })
    const page = await tenon.findRecords(anna, { entity: 'deal', count: true })
    expect(page).toMatchObject({ count: 1, records: [{ id: mine.id }] })
    const summary = await tenon.summarizeRecords(anna, { entity: 'deal', groupBy: 'stage' })
    expect(summary.groups).toMatchObject([{ count: 1 }])
    const target = { entity: 'deal', id: other.id, version: 1 }
    await expect(tenon.getRecord(anna, target)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(tenon.readHistory(anna, target)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const changing = tenon.updateRecord(anna, { ...target, values: { name: 'Stolen' } })
    await expect(changing).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const giving = tenon.createRecord(anna, { entity: 'deal', values: { name: 'X', ownerId: ben.actor.id } })
    await expect(giving).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('an entity that is not permitted and one that does not exist give the same answer', async () => {
    await addRole('limited', { account: { read: 'all' } })
    const user = await tenon.addUser('L', ['limited'])
    const codes = ['contact', 'nonsense', '__proto__', 'constructor'].map(async (entity) => {
      const error: Error = await tenon.findRecords(user, { entity }).then(
        () => new Error('found'),
        (reason: Error) => reason,
      )
      return error.message.replace(entity, '?')
    })
    expect(new Set(await Promise.all(codes)).size).toBe(1)
  })

  test('a hidden field cannot be read, filtered, sorted, searched, set or guessed', async () => {
    await addRole('clerk', {
      contact: { create: 'all', read: 'all', update: 'all', fields: { salary: { read: false, write: false } } },
    })
    const clerk = await tenon.addUser('C', ['clerk'])
    const { id } = await tenon.createRecord(tenon.system, {
      entity: 'contact',
      values: { name: 'Paid', salary: '9000.00' },
    })
    const record = await tenon.getRecord(clerk, { entity: 'contact', id })
    expect(record).not.toHaveProperty('salary')
    expect((await tenon.readHistory(clerk, { entity: 'contact', id }))[0]?.changes).not.toHaveProperty('salary')
    expect((await tenon.viewModel(clerk)).entities['contact']?.properties).not.toHaveProperty('salary')
    const attempts = [
      tenon.findRecords(clerk, { entity: 'contact', where: { field: 'salary', op: 'gt', value: '1' } }),
      tenon.findRecords(clerk, { entity: 'contact', sort: [{ field: 'salary' }] }),
      tenon.findRecords(clerk, { entity: 'contact', fields: ['salary'] }),
      tenon.summarizeRecords(clerk, { entity: 'contact', groupBy: 'ownerId', sum: 'salary' }),
    ]
    for (const attempt of attempts) {
      await expect(attempt).rejects.toMatchObject({ code: 'BAD_REQUEST' })
      await expect(attempt).rejects.toThrow(`'contact' has no field 'salary'`)
    }
    const near = tenon.findRecords(clerk, { entity: 'contact', fields: ['salarx'] })
    await expect(near).rejects.not.toThrow(/salary/)
    const setting = tenon.updateRecord(clerk, { entity: 'contact', id, version: 1, values: { salary: '1' } })
    await expect(setting).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ rule: 'unknownField' }] })
  })

  test('of two roles, fields are open only on the rows of the role that opens them', async () => {
    await addRole('own-pay', { contact: { read: 'own' } })
    await addRole('all-no-pay', { contact: { read: 'all', fields: { salary: { read: false, write: false } } } })
    const both = await tenon.addUser('Both', ['own-pay', 'all-no-pay'])
    const { records } = await tenon.findRecords(both, { entity: 'contact' })
    expect(records.length).toBeGreaterThan(0)
    for (const record of records) expect(record).not.toHaveProperty('salary')
  })

  test('a reference to a record that the actor may not see reads like one to nothing', async () => {
    await addRole('narrow', { deal: { create: 'all', read: 'all' }, account: { read: 'own' } })
    const narrow = await tenon.addUser('N', ['narrow'])
    const hidden = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Hidden' } })
    const missing = '01890a5d-ac96-774b-bcce-b302099a8057'
    const messages = [hidden.id, missing].map((account) =>
      tenon.createRecord(narrow, { entity: 'deal', values: { name: 'X', account } }).then(
        () => 'created',
        (error: Error) => error.message.replace(account, '?'),
      ),
    )
    const [one, other] = await Promise.all(messages)
    expect(one).toContain('there is no account')
    expect(one).toBe(other)
    const { id } = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Y', account: hidden.id } })
    const seen = await tenon.findRecords(narrow, {
      entity: 'deal',
      where: { field: 'id', op: 'eq', value: id },
      expand: ['account'],
    })
    expect(seen.records).toMatchObject([{ $labels: {}, $expanded: { account: null } }])
  })

  test('an end customer sees the own record and what belongs to it, of that the exposed fields, and can write nothing', async () => {
    const create = (entity: string, values: Record<string, string>) =>
      tenon.createRecord(tenon.system, { entity, values })
    const [me, other] = [await create('contact', { name: 'Me' }), await create('contact', { name: 'Other' })]
    const mine = await create('deal', { name: 'My car', contact: me.id })
    const theirs = await create('deal', { name: 'Their car', contact: other.id })
    const ctx = customer('contact', me.id)
    expect((await tenon.findRecords(ctx, { entity: 'contact' })).records.map(({ id }) => id)).toEqual([me.id])
    const deals = await tenon.findRecords(ctx, { entity: 'deal', count: true })
    expect(deals).toMatchObject({ count: 1, records: [{ id: mine.id, name: 'My car' }] })
    for (const hidden of ['number', 'ownerId', 'createdBy', 'quantity', 'account']) {
      expect(deals.records[0]).not.toHaveProperty(hidden)
    }
    await expect(tenon.getRecord(ctx, { entity: 'deal', id: theirs.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const history = tenon.readHistory(ctx, { entity: 'deal', id: mine.id })
    await expect(history).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(tenon.findRecords(ctx, { entity: 'account' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(tenon.findRecords(ctx, { entity: 'line' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const writing = tenon.updateRecord(ctx, { entity: 'contact', id: me.id, version: 1, values: { name: 'X' } })
    await expect(writing).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const creating = tenon.createRecord(ctx, { entity: 'deal', values: { name: 'X', contact: me.id } })
    await expect(creating).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const view = await tenon.viewModel(ctx)
    expect(Object.keys(view.entities).sort()).toEqual(['contact', 'deal'])
    expect(view.users).toEqual([])
    const unscoped = customer('contact', me.id, [])
    await expect(tenon.findRecords(unscoped, { entity: 'contact' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('a plugin may do what its capabilities name, and no more than whoever caused the call', async () => {
    const agent = await tenon.addUser('P', ['limited'])
    const asPlugin = (capabilities: string[], onBehalfOf: Actor) =>
      tenon.as({ kind: 'plugin', id: 'p', name: 'P', hook: 'afterCreate', capabilities, onBehalfOf })
    const reader = asPlugin(['entity:account:read', 'entity:contact:read'], agent.actor)
    expect((await tenon.findRecords(reader, { entity: 'account' })).records.length).toBeGreaterThan(0)
    await expect(tenon.findRecords(reader, { entity: 'contact' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const none = asPlugin([], tenon.system.actor)
    await expect(tenon.findRecords(none, { entity: 'account' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const writer = asPlugin(['entity:account:write'], tenon.system.actor)
    const made = await tenon.createRecord(writer, { entity: 'account', values: { name: 'By plugin' } })
    expect(await tenon.getRecord(tenon.system, { entity: 'account', id: made.id })).toMatchObject({
      createdBy: 'plugin:p',
      name: 'By plugin',
    })
  })

  test('only administrators and the system pass where administrators are asked for', async () => {
    const admin = await tenon.addUser('A', ['admin'])
    const staff = await tenon.addUser('S', ['staff'])
    await tenon.access.requireAdmin(admin)
    await tenon.access.requireAdmin(tenon.system)
    const actor: Actor = { kind: 'plugin', id: 'p', name: 'P', hook: 'h', capabilities: [], onBehalfOf: admin.actor }
    for (const ctx of [staff, customer('contact', staff.actor.id), tenon.as(actor)]) {
      await expect(tenon.access.requireAdmin(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
  })
})
