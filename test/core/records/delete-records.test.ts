import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

describe.each(DATABASE_KINDS)('deleting records on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())
  afterEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
  })

  const create = (entity: string, values: Record<string, string>) =>
    tenon.createRecord(tenon.system, { entity, values })

  test('a record that others restrict is kept, and the error says how many of which entity', async () => {
    const account = await create('account', { name: 'Kept' })
    await create('deal', { name: 'One', account: account.id })
    const two = await create('deal', { name: 'Two', account: account.id })
    await tenon.deleteRecord(tenon.system, { entity: 'deal', id: two.id, version: 1 })
    const deleting = tenon.deleteRecord(tenon.system, { entity: 'account', id: account.id, version: 1 })
    await expect(deleting).rejects.toMatchObject({ code: 'REFERENCE_CONFLICT', message: /1 × deal/ })
    expect(await tenon.getRecord(tenon.system, { entity: 'account', id: account.id })).toMatchObject({ version: 1 })
  })

  test('whoever sees some of the records that restrict it is told how many of these, and no number or entity of the others', async () => {
    const all = { create: 'all', read: 'all', update: 'all', delete: 'all' }
    const told = async (name: string, deal: object, locale: 'en' | 'zh-CN' = 'en') => {
      const row = { name, label: '{"en":"R"}', grants: JSON.stringify({ account: all, deal }) }
      await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(row).execute()
      tenon.access.forget(tenon.tenant.schema)
      const ctx = { ...(await tenon.addUser(name, [name])), locale }
      const account = await create('account', { name: 'Watched' })
      for (const owner of [ctx.actor.id, null, null]) {
        const values = { name: 'D', account: account.id, ownerId: owner }
        await tenon.createRecord(tenon.system, { entity: 'deal', values })
      }
      const deleting = tenon.deleteRecord(ctx, { entity: 'account', id: account.id, version: 1 })
      return deleting.catch(({ code, message }) => `${code} ${/[(（](.*)[)）]/.exec(message)?.[1]}`)
    }
    expect(await told('owner', { ...all, read: 'own' })).toBe('REFERENCE_CONFLICT 1 × deal, some that you cannot see')
    expect(await told('chinese', { ...all, read: 'own' }, 'zh-CN')).toBe(
      'REFERENCE_CONFLICT 1 × 实体deal，您无权查看的记录',
    )
    expect(await told('outsider', { read: 'none' })).toBe('REFERENCE_CONFLICT some that you cannot see')
    const closed = { ...all, fields: { account: { read: false, write: false } } }
    expect(await told('closed', closed)).toBe('REFERENCE_CONFLICT some that you cannot see')
    expect(await told('reader', all)).toBe('REFERENCE_CONFLICT 3 × deal')
  })

  test('references that are to be emptied are, each with its own audit entry and event', async () => {
    const parent = await create('account', { name: 'Parent' })
    const child = await create('account', { name: 'Child', parent: parent.id })
    const events = await tenon.count('_outbox')
    await tenon.deleteRecord(tenon.system, { entity: 'account', id: parent.id, version: 1 })
    expect(await tenon.getRecord(tenon.system, { entity: 'account', id: child.id })).toMatchObject({
      parent: null,
      version: 2,
    })
    const history = await tenon.readHistory(tenon.system, { entity: 'account', id: child.id })
    expect(history[0]).toMatchObject({
      action: 'update',
      changes: { parent: { old: parent.id, new: null } },
      reason: 'The record that this field named was deleted.',
    })
    expect(await tenon.count('_outbox')).toBe(events + 2)
  })

  test('records that go with another are deleted with it, and come back with it', async () => {
    const deal = await create('deal', { name: 'Whole' })
    const line = await create('line', { text: 'Part', deal: deal.id })
    const deleted = await tenon.deleteRecord(tenon.system, { entity: 'deal', id: deal.id, version: 1 })
    expect(deleted).toMatchObject({ version: 2, deletedAt: expect.any(String) })
    const gone = tenon.getRecord(tenon.system, { entity: 'line', id: line.id })
    await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const early = tenon.restoreRecord(tenon.system, { entity: 'line', id: line.id, version: 2 })
    await expect(early).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/deal' }] })
    const chinese = { ...tenon.system, locale: 'zh-CN' } as const
    const restoring = [tenon.system, chinese].map((ctx) =>
      tenon
        .restoreRecord(ctx, { entity: 'line', id: line.id, version: 2 })
        .catch(({ problems }) => problems[0].message),
    )
    // What it belongs to lies in the trash too: that is something else than none.
    expect(await Promise.all(restoring)).toEqual([
      expect.stringMatching(`with the id '${deal.id}' is deleted: it has to come back first`),
      expect.stringMatching(`“${deal.id}”.*已删除，需先恢复它`),
    ])
    const restored = await tenon.restoreRecord(tenon.system, { entity: 'deal', id: deal.id, version: 2 })
    expect(restored).toMatchObject({ version: 3, $along: { returned: 1, left: 0 } })
    expect(await tenon.getRecord(tenon.system, { entity: 'line', id: line.id })).toMatchObject({
      ...{ version: 3, deletedAt: null, deal: deal.id },
    })
    const [entry] = await tenon.readHistory(tenon.system, { entity: 'line', id: line.id })
    expect(entry).toMatchObject({ action: 'restore', reason: 'The record that this one belongs to was restored.' })
  })

  test('a rejecting hook keeps the record', async () => {
    const account = await create('account', { name: 'Precious' })
    tenon.hooks.before = (hook) => (hook === 'beforeDelete' ? { kind: 'reject', message: 'Never.' } : { kind: 'ok' })
    const before = await tenon.counts('_audit', '_outbox')
    const deleting = tenon.deleteRecord(tenon.system, { entity: 'account', id: account.id, version: 1 })
    await expect(deleting).rejects.toMatchObject({ code: 'HOOK_REJECTED' })
    expect(await tenon.counts('_audit', '_outbox')).toEqual(before)
  })

  test('nobody comes to refer to a record while it is being deleted', async () => {
    for (let round = 0; round < 5; round++) {
      const account = await create('account', { name: 'Contested' })
      const results = await Promise.allSettled([
        tenon.deleteRecord(tenon.system, { entity: 'account', id: account.id, version: 1 }),
        create('deal', { name: 'Late', account: account.id }),
      ])
      // One of the two may happen, never both.
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })

  test('an old version, a wrong id and a deleted record are refused', async () => {
    const { id } = await create('account', { name: 'Once' })
    const target = { entity: 'account', id, version: 1 }
    await expect(tenon.deleteRecord(tenon.system, { ...target, version: 9 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
    await expect(tenon.deleteRecord(tenon.system, { ...target, id: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await tenon.deleteRecord(tenon.system, target)
    await expect(tenon.deleteRecord(tenon.system, { ...target, version: 2 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const changing = tenon.updateRecord(tenon.system, { ...target, version: 2, values: { name: 'X' } })
    await expect(changing).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
