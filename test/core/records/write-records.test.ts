import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { CompiledEntity } from '../../../core/src/model/compiled-model.ts'
import type { ValidatedValues } from '../../../core/src/model/validated-values.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const FACTS = ['_audit', '_outbox', '_stage_history', 'deal'] as const

describe.each(DATABASE_KINDS)('writing records on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())
  afterEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
    tenon.hooks.guard = () => ({ kind: 'ok' })
  })

  test('a text that its index has no room for is refused at its field, without the database’s words', async () => {
    const code = Array.from({ length: 1000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)))
    const values = { name: 'Long', code: code.join('') }
    const creating = tenon.createRecord(tenon.system, { entity: 'account', values })
    await expect(creating).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/code' }] })
    await expect(creating).rejects.not.toThrow(/index row|btree|ux_/)
  })

  test('a new record leaves record, stage history, audit entry and event, and every value comes back as it was given', async () => {
    const before = await tenon.counts(...FACTS)
    const account = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: '上海汽车' } })
    const values = {
      name: 'First',
      account: account.id,
      amount: { amount: '1234.50', currency: 'USD' },
      quantity: 3,
      ratio: '0.1234',
      closesOn: '2026-03-31',
      signedAt: '2026-03-31T08:00:00.123Z',
      urgent: false,
      kind: 'new',
      tags: ['hot', 'cold'],
      details: { nested: [1, 'two', null] },
    }
    const deal = await tenon.createRecord(tenon.system, { entity: 'deal', values })
    expect(deal).toMatchObject({
      ...values,
      version: 1,
      stage: 'fresh',
      pipeline: 'sales',
      number: 'D-001',
      score: null,
    })
    expect(deal.$labels).toEqual({ [account.id]: '上海汽车' })
    expect(deal.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(await tenon.getRecord(tenon.system, { entity: 'deal', id: deal.id })).toEqual(deal)
    expect(await tenon.counts(...FACTS)).toEqual({
      _audit: Number(before['_audit']) + 2,
      _outbox: Number(before['_outbox']) + 2,
      _stage_history: Number(before['_stage_history']) + 1,
      deal: Number(before['deal']) + 1,
    })
  })

  test('a rejecting hook leaves no record, no audit entry and no event', async () => {
    const before = await tenon.counts(...FACTS)
    tenon.hooks.before = () => ({ kind: 'reject', message: 'No.', fields: ['name'], plugin: 'sample' })
    const creating = tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Nope' } })
    await expect(creating).rejects.toMatchObject({
      code: 'HOOK_REJECTED',
      plugin: 'sample',
      problems: [{ pointer: '/name', message: 'No.' }],
    })
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('what a hook returns passes the same gates as what the caller sent', async () => {
    const before = await tenon.counts(...FACTS)
    tenon.hooks.before = () => ({ kind: 'ok', changes: { quantity: 'many' }, plugin: 'sample' })
    const creating = tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'X' } })
    await expect(creating).rejects.toMatchObject({ code: 'PLUGIN_BAD_RETURN', plugin: 'sample' })
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('a hook may set fields that nobody may set by hand', async () => {
    tenon.hooks.before = () => ({ kind: 'ok', changes: { score: 7 } })
    const deal = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Scored' } })
    expect(deal['score']).toBe(7)
    tenon.hooks.before = () => ({ kind: 'ok', changes: { score: 8 } })
    const { id, version } = deal
    const changed = await tenon.updateRecord(tenon.system, { entity: 'deal', id, version, values: { quantity: 1 } })
    expect(changed).toMatchObject({ score: 8, quantity: 1, name: 'Scored', version: 2 })
    const byHand = tenon.updateRecord(tenon.system, { entity: 'deal', id, version: 2, values: { score: 1 } })
    await expect(byHand).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/score' }] })
  })

  test('an update changes only what it names, writes down old and new, and does nothing where nothing changes', async () => {
    const values = { name: 'Before', quantity: 1, amount: { amount: '10.00', currency: 'USD' } }
    const { id } = await tenon.createRecord(tenon.system, { entity: 'deal', values })
    const changed = await tenon.updateRecord(tenon.system, {
      entity: 'deal',
      id,
      version: 1,
      values: { name: 'After', quantity: 1 },
    })
    expect(changed).toMatchObject({ name: 'After', quantity: 1, version: 2, amount: values.amount })
    const before = await tenon.counts(...FACTS)
    const same = await tenon.updateRecord(tenon.system, {
      entity: 'deal',
      id,
      version: 2,
      values: { amount: '10', name: 'After' },
    })
    expect(same).toEqual(changed)
    expect(await tenon.counts(...FACTS)).toEqual(before)
    const history = await tenon.readHistory(tenon.system, { entity: 'deal', id })
    expect(history.map(({ action, version, changes }) => [action, version, changes])).toEqual([
      ['update', 2, { name: { old: 'Before', new: 'After' } }],
      [
        'create',
        1,
        expect.objectContaining({ name: { old: null, new: 'Before' }, stage: { old: null, new: 'fresh' } }),
      ],
    ])
  })

  test('of two writers with the same version one wins and the other is told', async () => {
    const { id } = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Race' } })
    const write = (quantity: number) =>
      tenon.updateRecord(tenon.system, { entity: 'deal', id, version: 1, values: { quantity } })
    const results = await Promise.allSettled([write(1), write(2), write(3)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'VERSION_CONFLICT' })
    }
    expect(await tenon.getRecord(tenon.system, { entity: 'deal', id })).toMatchObject({ version: 2 })
  })

  test('numbers of a sequence are given once each, whoever writes at the same time', async () => {
    const create = (name: string) =>
      tenon.createRecords(tenon.system, { entity: 'deal', records: [{ name }, { name: `${name} too` }] })
    const created = (await Promise.all(['a', 'b', 'c', 'd', 'e'].map(create))).flat()
    const numbers = created.map((record) => record['number'])
    expect(new Set(numbers).size).toBe(10)
    expect(numbers.every((number) => /^D-\d{3}$/.test(String(number)))).toBe(true)
  })

  test('a reference to a record that does not exist, or is deleted, is a problem of that field, and nothing is written', async () => {
    const gone = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Gone' } })
    await tenon.deleteRecord(tenon.system, { entity: 'account', id: gone.id, version: 1 })
    const before = await tenon.counts(...FACTS)
    for (const account of ['01890a5d-ac96-774b-bcce-b302099a8057', gone.id]) {
      const creating = tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'X', account } })
      await expect(creating).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        problems: [{ pointer: '/account', rule: 'reference', message: `there is no account with the id '${account}'` }],
      })
    }
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('a value that must be unique is refused by name, and free again once its record is deleted', async () => {
    const first = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'A', code: 'K-1' } })
    const again = () => tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'B', code: 'K-1' } })
    await expect(again()).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/code', rule: 'unique', message: "Code 'K-1' is already taken by another record" }],
    })
    await tenon.deleteRecord(tenon.system, { entity: 'account', id: first.id, version: 1 })
    await again()
    const restoring = tenon.restoreRecord(tenon.system, { entity: 'account', id: first.id, version: 2 })
    await expect(restoring).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/code' }] })
  })

  test('a batch is written wholly or not at all, and names each bad record', async () => {
    const before = await tenon.counts('account', '_audit')
    const records = [{ name: 'Good' }, { nam: 'Typo' }, { name: 'X', revenue: 'lots' }]
    await expect(tenon.createRecords(tenon.system, { entity: 'account', records })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: expect.arrayContaining([
        expect.objectContaining({ pointer: '/records/1/nam' }),
        expect.objectContaining({ pointer: '/records/2/revenue' }),
      ]),
    })
    expect(await tenon.counts('account', '_audit')).toEqual(before)
  })

  test('where each record stands for itself, bad ones do not keep the others out', async () => {
    const missing = '01890a5d-ac96-774b-bcce-b302099a8057'
    const records = Array.from({ length: 40 }, (_, index) => ({ name: `N${index}`, code: `E-${index}` }))
    const bad = [{ name: 'same', code: 'E-7' }, { name: 'orphan', parent: missing }, { code: 'E-99' }]
    const { done, failed } = await tenon.createEachRecord(tenon.system, {
      entity: 'account',
      records: [...records, ...bad],
    })
    expect(done).toHaveLength(40)
    expect(failed.map(({ position }) => position).sort()).toEqual([40, 41, 42])
  })

  test('values that another state of the model found sound are looked at again', async () => {
    const { entities } = await tenon.models.get(tenon.system.tenant)
    const account = entities.get('account')
    if (account === undefined) throw new Error('no account')
    const records = [{ name: 'once', code: 'ONCE', revenue: 'much' } as unknown as ValidatedValues]
    const create = (by: CompiledEntity) =>
      tenon.createEachRecord(tenon.system, { entity: 'account', records, checked: { by, records } })
    const { done, failed } = await create({ ...account })
    expect(done).toEqual([])
    expect(failed.map(({ value }) => value.code)).toEqual(['VALIDATION_FAILED'])
  })

  test('a text with the character zero is a problem, not a fault of the server', async () => {
    const creating = tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'a\0b' } })
    await expect(creating).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const finding = tenon.findRecords(tenon.system, { entity: 'account', search: 'a\0b' })
    await expect(finding).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
