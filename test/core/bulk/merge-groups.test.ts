import type { MergeGroup } from '@tenon/sdk/contract/bulk-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { MergeTake } from '@tenon/sdk/contract/merge-values'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestBulk, type TestBulk } from './open-test-bulk.ts'

describe.each(DATABASE_KINDS)('merging groups of records in one go on %s', (kind) => {
  let tenon: TestBulk
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestBulk(kind)
  })
  beforeEach(async () => {
    admin = await tenon.addUser('Ada', ['admin'])
  })
  afterEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
    expect(tenon.faults.splice(0)).toEqual([])
  })
  afterAll(() => tenon.close())

  const make = async (values: JsonObject = {}) =>
    (await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'A', ...values } })).id
  const many = async (count: number) => {
    const ids: string[] = []
    for (let index = 0; index < count; index++) ids.push(await make({ name: `A${index}` }))
    return ids
  }
  const get = (id: string) => tenon.getRecord(tenon.system, { entity: 'account', id })
  const gone = (id: string) => expect(get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const group = (into: string, from: string[], values?: JsonObject): MergeGroup => ({
    ...{ into: { id: into, version: 1 }, from: from.map((id) => ({ id, version: 1 })) },
    ...(values && { values }),
  })
  const merge = (
    groups: MergeGroup[],
    { ctx = admin, take, mode }: { ctx?: RequestContext; take?: MergeTake; mode?: 'allOrNothing' } = {},
  ) => {
    const operation = { kind: 'merge' as const, ...(take && { take }) }
    return tenon.run(ctx, { entity: 'account', target: { groups }, operation, ...(mode && { mode }) })
  }

  test('each becomes one record as by a single merge, with values that the group names or the rule takes; one undo takes all back', async () => {
    const [a = '', b = '', c = '', d = '', e = ''] = await many(5)
    const deal = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'D', account: b } })
    const run = await merge([group(a, [b, c], { code: 'one' }), group(d, [e])])
    expect(run).toMatchObject({ status: 'done', total: 2, done: 2, refused: 0, operation: { kind: 'merge' } })
    expect(await get(a)).toMatchObject({ name: 'A0', code: 'one', version: 2 })
    for (const id of [b, c, e]) await gone(id)
    expect(await tenon.deal(deal.id)).toMatchObject({ account: a })
    const rows = await tenon.rows(admin, run)
    expect(rows.get(a)).toMatchObject({ state: 'done', title: 'A0', from: [b, c] })
    const undone = await tenon.undo(admin, run)
    expect(undone).toMatchObject({ status: 'done', done: 2, operation: { kind: 'undo', of: 'merge' } })
    for (const id of [b, c, e]) expect(await get(id)).toMatchObject({ deletedAt: null })
    expect(await get(a)).toMatchObject({ code: null })
    expect(await tenon.deal(deal.id)).toMatchObject({ account: b })
    await expect(tenon.bulk.undo(admin, { id: undone.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await tenon.undo(admin, run)).toMatchObject({ done: 0, skipped: 2 })
  })

  test('a rule takes what the record lacks, or what is newest, and never what the actor does not see', async () => {
    const pair = async () => {
      const kept = await make({ name: 'Kept', code: null })
      const other = await make({ name: 'Other', code: `c${kept}`, revenue: { amount: '5', currency: 'USD' } })
      return [kept, other] as const
    }
    const [one, two, three] = [await pair(), await pair(), await pair()]
    await merge([group(one[0], [one[1]])], { take: 'kept' })
    expect(await get(one[0])).toMatchObject({ name: 'Kept', code: null, revenue: null })
    await merge([group(two[0], [two[1]])], { take: 'filled' })
    expect(await get(two[0])).toMatchObject({ name: 'Kept', code: `c${two[0]}`, revenue: { amount: '5.00' } })
    await merge([group(three[0], [three[1]], { code: 'mine' })], { take: 'newest' })
    expect(await get(three[0])).toMatchObject({ name: 'Other', code: 'mine' })
    const grants = {
      account: { read: 'all', update: 'all', delete: 'all', fields: { revenue: { read: false, write: false } } },
    }
    const role = { name: 'blind', label: '{"en":"B"}', grants: JSON.stringify(grants) }
    await tenon.db.insertInto('_role').values(role).execute()
    tenon.access.forget(tenon.tenant.schema)
    const blind = await tenon.addUser('Bo', ['blind'])
    const four = await pair()
    expect(await merge([group(four[0], [four[1]])], { take: 'newest', ctx: blind })).toMatchObject({ done: 1 })
    expect(await get(four[0])).toMatchObject({ name: 'Other', revenue: null })
  })

  test('a group whose record somebody has changed is refused, and the others are merged', async () => {
    const [a = '', b = '', c = '', d = ''] = await many(4)
    await tenon.updateRecord(tenon.system, { entity: 'account', id: b, version: 1, values: { name: 'New' } })
    const run = await merge([group(a, [b]), group(c, [d])])
    expect(run).toMatchObject({ status: 'done', done: 1, refused: 1 })
    expect((await tenon.rows(admin, run)).get(a)).toMatchObject({ state: 'refused', code: 'VERSION_CONFLICT' })
    expect(await get(a)).toMatchObject({ version: 1 })
    expect(await get(b)).toMatchObject({ name: 'New' })
    await gone(d)
  })

  test('a record that a group before has merged is told as such; a reference that a merge has moved is no change by somebody', async () => {
    const [a = '', b = '', c = '', d = ''] = await many(4)
    const run = await merge([group(a, [b]), group(c, [b, d])])
    expect(run).toMatchObject({ done: 1, refused: 1 })
    expect((await tenon.rows(admin, run)).get(c)).toMatchObject({
      state: 'refused',
      code: 'CONFLICT',
      message: expect.stringContaining('another group of this run'),
    })
    expect(await get(d)).toMatchObject({ version: 1 })
    const [e = '', f = ''] = await many(2)
    const child = await make({ name: 'Child', parent: f })
    const twin = await make({ name: 'Child' })
    expect(await merge([group(e, [f]), group(child, [twin])])).toMatchObject({ done: 2, refused: 0 })
    expect(await get(child)).toMatchObject({ parent: e, version: 3 })
  })

  test('groups are taken back from the last to the first, so that what a later one has moved in an earlier one is as it was', async () => {
    const [a = '', b = '', c = '', d = ''] = await many(4)
    await tenon.updateRecord(tenon.system, { entity: 'account', id: b, version: 1, values: { parent: d } })
    const run = await merge([{ ...group(a, [b]), from: [{ id: b, version: 2 }] }, group(c, [d])], { take: 'filled' })
    expect(run).toMatchObject({ done: 2, refused: 0 })
    expect(await get(a)).toMatchObject({ parent: c })
    const undo = await tenon.undo(admin, run)
    expect(undo).toMatchObject({ done: 2, skipped: 0 })
    expect([...(await tenon.rows(admin, undo)).values()].map(({ message }) => message)).toEqual([null, null])
    expect(await get(a)).toMatchObject({ parent: null })
    expect(await get(b)).toMatchObject({ parent: d, deletedAt: null })
  })

  test('all or nothing merges all, or changes nothing', async () => {
    const ids = await many(6)
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = ids
    const child = await make({ name: 'Child', parent: b })
    await tenon.updateRecord(tenon.system, { entity: 'account', id: d, version: 1, values: { name: 'New' } })
    const audits = await tenon.count('_audit')
    const failed = await merge([group(a, [b]), group(c, [d])], { mode: 'allOrNothing' })
    expect(failed).toMatchObject({ status: 'failed', done: 0, refused: 1 })
    expect(failed.error).toContain('Nothing was changed')
    expect(await get(b)).toMatchObject({ version: 1 })
    // That the run began is all that is written.
    expect(await tenon.count('_audit')).toBe(audits + 1)
    const twice = await merge([group(a, [b]), group(e, [b])], { mode: 'allOrNothing' })
    expect(twice).toMatchObject({ status: 'failed', done: 0 })
    const made = await merge([group(a, [b]), group(e, [f]), group(child, [c])], { mode: 'allOrNothing' })
    expect(made).toMatchObject({ status: 'done', done: 3 })
    expect(await get(child)).toMatchObject({ parent: a, version: 3 })
    expect(await tenon.undo(admin, made)).toMatchObject({ done: 3, skipped: 0 })
    expect(await get(child)).toMatchObject({ parent: b })
    expect(await get(f)).toMatchObject({ deletedAt: null })
  })

  test('hooks are asked, and who may not merge is refused before anything is begun', async () => {
    const [a = '', b = '', c = '', d = ''] = await many(4)
    tenon.hooks.before = (hook, record) =>
      hook === 'beforeDelete' && record.id === b
        ? ({ kind: 'refused', refusals: [{ message: 'B stays' }] } as never)
        : { kind: 'ok' }
    const run = await merge([group(a, [b]), group(c, [d])])
    expect(run).toMatchObject({ done: 1, refused: 1 })
    await get(b)
    const own = await tenon.addUser('Olga', ['own'])
    const begun = await tenon.count('_bulk_run')
    await expect(merge([group(a, [b])], { ctx: own })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const wrong: Array<[MergeGroup[], string]> = [
      [[group(a, [b]), group(a, [c])], '/target/groups/1/into/id'],
      [[group(a, [a])], '/target/groups/0/from'],
      [[group(a, [b], { revenue: 'x' })], '/target/groups/0/values/revenue'],
    ]
    for (const [groups, pointer] of wrong) {
      await expect(merge(groups)).rejects.toMatchObject({ problems: [{ pointer }] })
    }
    const target = { ids: [a] }
    await expect(
      tenon.bulk.start(admin, { entity: 'account', target, operation: { kind: 'merge' } }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer: '/target' }] })
    expect(await tenon.count('_bulk_run')).toBe(begun)
  })
})
