import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toldCreated } from '../../../core/src/records/create-many.ts'
import { makeOnceTelling } from '../../../core/src/records/idempotency/make-once-telling.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const FACTS = ['_audit', '_outbox', 'account', '_request_key'] as const
const MANY = 1_000
const MISSING = '01890a5d-ac96-774b-bcce-b302099a8057'
const named = (more: Readonly<Record<number, object>>) =>
  Array.from({ length: MANY }, (_, index) => ({ name: `N ${index}`, ...more[index] }))

describe.each(DATABASE_KINDS)('a thousand records in one request, on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())

  test('a reference without a target, of a record far behind, leaves none of them, and is pointed at', async () => {
    const before = await tenon.counts(...FACTS)
    const records = named({ 0: { code: 'PART-0' }, 730: { parent: MISSING } })
    await expect(tenon.createMany(tenon.system, { entity: 'account', records })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/records/730/parent', rule: 'reference' }],
    })
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('a value that two of them far apart share leaves none of them', async () => {
    const before = await tenon.counts(...FACTS)
    const records = named({ 10: { code: 'PART-1' }, 910: { code: 'PART-1' } })
    await expect(tenon.createMany(tenon.system, { entity: 'account', records })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: expect.stringMatching(/^\/records\/(10|910)\/code$/), rule: 'unique' }],
    })
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('best effort leaves out the one that is to blame, and the answers stand in the order of the records', async () => {
    const { created, failed, results } = await tenon.createMany(tenon.system, {
      ...{ entity: 'account', mode: 'bestEffort' },
      records: named({ 730: { parent: MISSING } }),
    })
    expect([created, failed]).toEqual([MANY - 1, 1])
    expect(results[730]).toMatchObject({ error: { problems: [{ pointer: '/parent' }] } })
    for (const position of [0, 199, 200, 731, 999]) {
      const result = results[position]
      const id = result !== undefined && 'id' in result ? result.id : ''
      expect(await tenon.getRecord(tenon.system, { entity: 'account', id })).toMatchObject({ name: `N ${position}` })
    }
  })

  test('they are there together with the answer under their key, or neither is', async () => {
    const createMany = makeOnceTelling(tenon)('createMany', tenon.createMany, (_, kept) => toldCreated(kept))
    const key = uuidv7()
    const keyed = () => ({ ...tenon.system, requestId: uuidv7(), idempotencyKey: key })
    const broken = { entity: 'account', records: named({ 730: { parent: MISSING } }) }
    await expect(createMany(keyed(), broken)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const before = await tenon.count('account')
    const asked = { entity: 'account', records: named({}) }
    const first = await createMany(keyed(), asked)
    expect(await createMany(keyed(), asked)).toEqual(first)
    expect(await tenon.count('account')).toBe(before + MANY)
  })

  test('of somebody who leaves midway all of them are made, or none', async () => {
    const leaving = new AbortController()
    const before = await tenon.counts(...FACTS)
    const ctx = { ...tenon.system, signal: leaving.signal }
    const creating = tenon.createMany(ctx, { entity: 'account', records: named({}) })
    const settled = creating.then(
      () => 'made',
      () => 'left',
    )
    setImmediate(() => leaving.abort())
    const made = (await settled) === 'made' ? MANY : 0
    expect(await tenon.count('account')).toBe(Number(before['account']) + made)
    expect(await tenon.count('_audit')).toBe(Number(before['_audit']) + made)
  })
})
