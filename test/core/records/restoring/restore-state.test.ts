import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { makeReadAsOf } from '../../../../core/src/records/restoring/read-as-of.ts'
import { makeRestoreState } from '../../../../core/src/records/restoring/restore-state.ts'
import { makeAuditTrail } from '../../../../core/src/records/timeline/make-audit-trail.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'

describe.each(DATABASE_KINDS)('a record as it was, on %s', (kind) => {
  let tenon: TestRecords
  let asOf: ReturnType<typeof makeReadAsOf>
  let restoring: ReturnType<typeof makeRestoreState>
  let ada: RequestContext
  let clerk: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    asOf = makeReadAsOf(tenon)
    restoring = makeRestoreState(tenon)
    ada = await tenon.addUser('Ada', ['admin'])
    clerk = await tenon.addUser('Clerk', ['clerk'])
    const grants = JSON.stringify({
      '*': { read: 'all', update: 'all', fields: { quantity: { write: false }, name: { read: false } } },
    })
    const role = { name: 'clerk', label: JSON.stringify({ en: 'Clerk' }), grants }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
  })
  afterAll(() => tenon.close())

  async function changedDeal() {
    const account = await tenon.createRecord(ada, { entity: 'account', values: { name: 'Acme' } })
    const first = await tenon.createRecord(ada, {
      entity: 'deal',
      values: { name: 'First', account: account.id, quantity: 1 },
    })
    const { id } = first
    const second = await tenon.updateRecord(ada, {
      entity: 'deal',
      id,
      version: 1,
      values: { name: 'Second', account: null, urgent: true },
    })
    await tenon.updateRecord(ada, { entity: 'deal', id, version: 2, values: { quantity: 3, tags: ['hot'] } })
    const trail = await makeAuditTrail(tenon).timeline(ada, { entity: 'deal', id })
    const [last, middle, creation] = trail.entries
    return { id, first, second, account, last: last?.id ?? '', middle: middle?.id ?? '', creation: creation?.id ?? '' }
  }

  test('it is every value of that moment, nothing before it existed, and deleted while it was deleted', async () => {
    const { id, first, second, account } = await changedDeal()
    const was = await asOf(ada, { entity: 'deal', id, at: first.updatedAt })
    expect(was.record).toMatchObject({
      name: 'First',
      account: account.id,
      quantity: 1,
      urgent: null,
      tags: null,
      version: 1,
    })
    expect(was.record?.$labels).toEqual({ [account.id]: 'Acme', [first.ownerId ?? '']: 'Ada' })
    expect((await asOf(ada, { entity: 'deal', id, at: second.updatedAt })).record).toMatchObject({
      name: 'Second',
      account: null,
      quantity: 1,
    })
    expect(await asOf(ada, { entity: 'deal', id, at: '2020-01-01T00:00:00Z' })).toMatchObject({ record: null })
    const gone = await tenon.deleteRecord(ada, { entity: 'deal', id, version: 3 })
    expect((await asOf(ada, { entity: 'deal', id, at: second.updatedAt })).record).toMatchObject({ deletedAt: null })
    const back = await tenon.restoreRecord(ada, { entity: 'deal', id, version: 4 })
    expect((await asOf(ada, { entity: 'deal', id, at: gone.updatedAt })).record?.deletedAt).not.toBeNull()
    expect((await asOf(ada, { entity: 'deal', id, at: back.updatedAt })).record).toMatchObject({
      deletedAt: null,
      quantity: 3,
    })
  })

  test('one value or the whole of it comes back as an ordinary write that says where it is from, and can be undone', async () => {
    const { id, account, middle, creation } = await changedDeal()
    const one = { entity: 'deal', id, entry: middle, side: 'before' as const, fields: ['name'] }
    expect(await restoring.plan(ada, one)).toMatchObject({
      version: 3,
      changes: { name: { oldText: 'Second', newText: 'First' } },
    })
    const named = await restoring.restore(ada, { ...one, version: 3 })
    expect(named).toMatchObject({ name: 'First', account: null, quantity: 3, version: 4 })
    const whole = { entity: 'deal', id, entry: creation, side: 'after' } as const
    const plan = await restoring.plan(ada, whole)
    expect(Object.keys(plan.changes).sort()).toEqual(['account', 'quantity', 'tags', 'urgent'])
    expect(plan.changes['account']).toMatchObject({ label: 'Account', newText: 'Acme' })
    const restored = await restoring.restore(ada, { ...whole, version: 4 })
    expect(restored).toMatchObject({ name: 'First', account: account.id, quantity: 1, urgent: null, tags: null })
    const { entries } = await makeAuditTrail(tenon).timeline(ada, { entity: 'deal', id })
    expect(entries[0]).toMatchObject({ action: 'update', restored: { entry: creation, side: 'after' } })
    const undone = await restoring.restore(ada, {
      entity: 'deal',
      id,
      entry: entries[0]?.id ?? '',
      side: 'before',
      version: 5,
    })
    expect(undone).toMatchObject({ name: 'First', account: null, quantity: 3, urgent: true, tags: ['hot'] })
  })

  test('rights, versions and hooks count as for any write', async () => {
    const { id, middle, creation } = await changedDeal()
    const whole = { entity: 'deal', id, entry: creation, side: 'after' } as const
    expect(Object.keys((await restoring.plan(clerk, whole)).changes).sort()).toEqual(['account', 'tags', 'urgent'])
    await expect(restoring.plan(clerk, { ...whole, fields: ['name'] })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(restoring.restore(clerk, { ...whole, fields: ['quantity'], version: 3 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(restoring.restore(ada, { ...whole, version: 2 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    tenon.hooks.before = () => ({ kind: 'reject', message: 'no way back', problems: [] })
    await expect(restoring.restore(ada, { ...whole, version: 3 })).rejects.toMatchObject({ code: 'HOOK_REJECTED' })
    tenon.hooks.before = () => ({ kind: 'ok' })
    expect(await tenon.getRecord(ada, { entity: 'deal', id })).toMatchObject({ version: 3, name: 'Second' })
    await expect(restoring.plan(ada, { ...whole, entry: creation, side: 'before' })).rejects.toMatchObject({
      problems: [{ pointer: '/entry' }],
    })
    const other = await changedDeal()
    await expect(restoring.plan(ada, { ...whole, id: other.id, entry: middle })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(
      asOf(await tenon.addUser('Nobody', ['nothing']), { entity: 'deal', id, at: '2020-01-01T00:00:00Z' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
