import type { CreateOutcome } from '@tenon/sdk/contract/create-many'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { toldCreated } from '../../../core/src/records/create-many.ts'
import { makeOnceTelling } from '../../../core/src/records/idempotency/make-once-telling.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const FACTS = ['_audit', '_outbox', 'account', '_request_key'] as const
const names = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `N ${index}` }))
const errorOf = (outcome: CreateOutcome | undefined) =>
  outcome !== undefined && 'error' in outcome ? outcome.error : null

describe.each(DATABASE_KINDS)('creating many records on %s', (kind) => {
  let tenon: TestRecords
  let createMany: TestRecords['createMany']
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    createMany = makeOnceTelling(tenon)('createMany', tenon.createMany, (_, kept) => toldCreated(kept))
  })
  afterAll(() => tenon.close())
  afterEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
  })

  const keyed = (key = uuidv7(), ctx: RequestContext = tenon.system): RequestContext => ({
    ...ctx,
    requestId: uuidv7(),
    idempotencyKey: key,
  })

  test('a thousand are written at once, each with its audit entry and event, and answered in order by id and version alone', async () => {
    const before = await tenon.counts(...FACTS)
    const { created, failed, results } = await tenon.createMany(tenon.system, {
      entity: 'account',
      records: names(1_000),
    })
    expect([created, failed, results.length]).toEqual([1_000, 0, 1_000])
    expect(results.every((result) => Object.keys(result).sort().join() === 'id,version')).toBe(true)
    const [first] = results
    const id = first !== undefined && 'id' in first ? first.id : ''
    expect(await tenon.getRecord(tenon.system, { entity: 'account', id })).toMatchObject({ name: 'N 0', version: 1 })
    expect(await tenon.counts('_audit', '_outbox', 'account')).toEqual({
      _audit: Number(before['_audit']) + 1_000,
      _outbox: Number(before['_outbox']) + 1_000,
      account: Number(before['account']) + 1_000,
    })
  })

  test('all or none: one bad record keeps all out, and the error points at it, also in a batch of one', async () => {
    const before = await tenon.counts(...FACTS)
    const records = [...names(3), { name: 'X', revenue: 'lots' }]
    await expect(tenon.createMany(tenon.system, { entity: 'account', records })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/records/3/revenue' }],
    })
    await expect(tenon.createMany(tenon.system, { entity: 'account', records: [{}] })).rejects.toMatchObject({
      problems: [{ pointer: '/records/0/name' }],
    })
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('best effort: each stands for itself, with the reason and pointers into its own values', async () => {
    const missing = '01890a5d-ac96-774b-bcce-b302099a8057'
    tenon.hooks.before = (_, record) =>
      record.values['name'] === 'Hooked' ? { kind: 'reject', message: 'Not this one' } : { kind: 'ok' }
    const { created, failed, results } = await tenon.createMany(tenon.system, {
      entity: 'account',
      mode: 'bestEffort',
      records: [
        { name: 'One', code: 'CM-1' },
        { name: 'Two', code: 'CM-1' },
        { nam: 'Typo' },
        { name: 'Orphan', parent: missing },
        { name: 'Hooked' },
        { name: 'Six' },
      ],
    })
    expect([created, failed]).toEqual([2, 4])
    expect(results.map((result) => ('error' in result ? result.error.code : result.version))).toEqual([
      1,
      'VALIDATION_FAILED',
      'VALIDATION_FAILED',
      'VALIDATION_FAILED',
      'HOOK_REJECTED',
      1,
    ])
    expect(errorOf(results[1])?.problems).toMatchObject([{ pointer: '/code', rule: 'unique' }])
    expect(errorOf(results[3])?.problems).toMatchObject([{ pointer: '/parent', rule: 'reference' }])
  })

  test('hooks see all of a request at once', async () => {
    const sizes: number[] = []
    const { runBefore } = tenon.hooks
    tenon.hooks.runBefore = (ctx, input) => {
      sizes.push(input.records.length)
      return runBefore(ctx, input)
    }
    await tenon.createMany(tenon.system, { entity: 'account', records: names(250) })
    tenon.hooks.runBefore = runBefore
    expect(sizes).toEqual([250])
  })

  test('a role that may not create learns nothing, whatever it sends', async () => {
    const guest = await tenon.addUser('Guest', [])
    const before = await tenon.counts(...FACTS)
    for (const entity of ['account', 'nowhere']) {
      const creating = tenon.createMany(guest, { entity, records: [{ nam: 1 }], mode: 'bestEffort' })
      await expect(creating).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('sent again with its key, each mode gives its first answer, errors included, and writes nothing', async () => {
    const records = [{ name: 'Good' }, {}]
    const [whole, each] = [keyed(), keyed()]
    const all = await createMany(whole, { entity: 'account', records: names(3) })
    const some = await createMany(each, { entity: 'account', records, mode: 'bestEffort' })
    expect([some.created, some.failed]).toEqual([1, 1])
    const before = await tenon.counts(...FACTS)
    expect(await createMany(keyed(whole.idempotencyKey), { entity: 'account', records: names(3) })).toEqual(all)
    const again = keyed(each.idempotencyKey)
    expect(await createMany(again, { entity: 'account', records, mode: 'bestEffort' })).toEqual(some)
    await expect(createMany(again, { entity: 'account', records: names(1) })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('after a refusal of all the key is free', async () => {
    const ctx = keyed()
    await expect(createMany(ctx, { entity: 'account', records: [{}] })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    })
    expect(await createMany(keyed(ctx.idempotencyKey), { entity: 'account', records: names(1) })).toMatchObject({
      created: 1,
    })
  })

  test('a process that dies between two parts: sent again, the rest is made, and nothing twice', async () => {
    const key = uuidv7()
    const records = [{ name: 'Part' }, { name: 'Part' }, {}, { name: 'Part' }]
    const asked = { entity: 'account', records, mode: 'bestEffort' as const }
    // As a process leaves it that was killed after its first part.
    await makeOnceTelling(tenon)(
      'createMany',
      async (ctx) => {
        await tenon.createMany(ctx, { ...asked, records: records.slice(0, 1) })
        throw new Error('killed')
      },
      (_, kept) => toldCreated(kept),
    )(keyed(key), asked).catch(() => undefined)
    await sql`update ${sql.id(tenon.tenant.schema, '_request_key')} set answer = null, claimed_at = now() - interval '1 minute'
      where key = ${key}`.execute(tenon.database.control)
    const before = await tenon.count('account')
    const { created, failed, results } = await createMany(keyed(key), asked)
    expect([created, failed]).toEqual([3, 1])
    expect(errorOf(results[2])?.problems).toMatchObject([{ pointer: '/name' }])
    expect(await tenon.count('account')).toBe(before + 2)
  })
})
