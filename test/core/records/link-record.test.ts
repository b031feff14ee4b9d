import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

describe.each(DATABASE_KINDS)('pointing a reference at a record on %s', (kind) => {
  let tenon: TestRecords
  let first: string
  let second: string
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    const made = ['First', 'Second'].map((name) =>
      tenon.createRecord(tenon.system, { entity: 'account', values: { name } }),
    )
    const [one, other] = await Promise.all(made)
    first = one?.id ?? ''
    second = other?.id ?? ''
  })
  afterAll(() => tenon.close())

  const newDeal = () => tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Deal', account: first } })
  const link = (ctx: RequestContext, id: string, to: string | null) =>
    tenon.linkRecord(ctx, { entity: 'deal', id, field: 'account', to })

  test('needs no version, keeps what others have typed meanwhile, and empties with null', async () => {
    const deal = await newDeal()
    await tenon.updateRecord(tenon.system, { entity: 'deal', id: deal.id, version: 1, values: { quantity: 7 } })
    expect(await link(tenon.system, deal.id, second)).toMatchObject({ account: second, quantity: 7, version: 3 })
    expect(await link(tenon.system, deal.id, null)).toMatchObject({ account: null, version: 4 })
  })

  test('of several links at once none is lost to a race, each with its own version and audit entry', async () => {
    const deal = await newDeal()
    const before = await tenon.count('_audit')
    await Promise.all([link(tenon.system, deal.id, second), link(tenon.system, deal.id, null)])
    const stored = await tenon.getRecord(tenon.system, { entity: 'deal', id: deal.id })
    expect(stored.version).toBe(3)
    expect(await tenon.count('_audit')).toBe(before + 2)
  })

  test('is refused where an update would be: no right, no such record, nothing at the other end, no reference', async () => {
    const deal = await newDeal()
    const nobody = await tenon.addUser('Nobody', [])
    const missing = '01990000-0000-7000-8000-000000000000'
    await expect(link(nobody, deal.id, second)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(link(tenon.system, missing, second)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(link(tenon.system, 'x', second)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(link(tenon.system, deal.id, missing)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const wrong = tenon.linkRecord(tenon.system, { entity: 'deal', id: deal.id, field: 'quantity', to: second })
    await expect(wrong).rejects.toThrow(/'quantity' is no reference of 'deal'; it has account, contact/)
    expect(await tenon.getRecord(tenon.system, { entity: 'deal', id: deal.id })).toMatchObject({
      account: first,
      version: 1,
    })
  })
})
