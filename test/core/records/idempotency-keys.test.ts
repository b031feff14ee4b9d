import { setTimeout as sleep } from 'node:timers/promises'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeOnce } from '../../../core/src/records/idempotency/make-once.ts'
import { makeTellKept } from '../../../core/src/records/idempotency/make-tell-kept.ts'
import { removeOldKeys } from '../../../core/src/records/idempotency/remove-old-keys.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const FACTS = ['_audit', '_outbox', 'account', '_request_key'] as const

describe.each(DATABASE_KINDS)('idempotency keys on %s', (kind) => {
  let tenon: TestRecords
  let create: TestRecords['createRecord']
  let update: TestRecords['updateRecord']
  let remove: TestRecords['deleteRecord']
  let restore: TestRecords['restoreRecord']
  let move: TestRecords['moveStage']
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    const once = makeOnce(tenon)
    const again = makeTellKept(tenon)
    create = once('create', tenon.createRecord, again)
    update = once('update', tenon.updateRecord, again)
    remove = once('delete', tenon.deleteRecord, again)
    restore = once('restore', tenon.restoreRecord, again)
    move = once('moveStage', tenon.moveStage, again)
  })
  afterAll(() => tenon.close())
  afterEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
  })

  function keyed(key = uuidv7(), ctx: RequestContext = tenon.system): RequestContext {
    return { ...ctx, requestId: uuidv7(), idempotencyKey: key }
  }
  const account = (name: string) => ({ entity: 'account', values: { name } })
  const table = () => sql.id(tenon.tenant.schema, '_request_key')

  test('a create that is sent again gives the first answer, even when the record has changed since, and writes nothing', async () => {
    const ctx = keyed()
    const first = await create(ctx, account('Once'))
    await tenon.updateRecord(tenon.system, { entity: 'account', id: first.id, version: 1, values: { name: 'Later' } })
    const before = await tenon.counts(...FACTS)
    expect(await create(keyed(ctx.idempotencyKey), account('Once'))).toEqual(first)
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('the same key with another body, or for another verb, is a conflict that names it, and writes nothing', async () => {
    const ctx = keyed('order-4711')
    const record = await create(ctx, account('Mine'))
    const before = await tenon.counts(...FACTS)
    await expect(create(ctx, account('Other'))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining("'order-4711'"),
      problems: [{ rule: 'idempotencyKey' }],
    })
    await expect(remove(ctx, { entity: 'account', id: record.id, version: 1 })).rejects.toThrow("'order-4711'")
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })

  test('without a key no row is kept', async () => {
    const before = await tenon.count('_request_key')
    await create(tenon.system, account('Plain'))
    expect(await tenon.count('_request_key')).toBe(before)
  })

  test('of many at once one writes, and all get its answer', async () => {
    const ctx = keyed()
    tenon.hooks.before = () => ({ kind: 'ok' })
    const before = await tenon.counts(...FACTS)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => create(keyed(ctx.idempotencyKey), account('Race'))),
    )
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(await tenon.counts(...FACTS)).toEqual(
      Object.fromEntries(Object.entries(before).map(([name, count]) => [name, Number(count) + 1])),
    )
  })

  test('a key is one actor’s: another one’s same key is another key', async () => {
    const [one, other] = [await tenon.addUser('One', ['admin']), await tenon.addUser('Other', ['admin'])]
    const first = await create(keyed('1', one), account('Of one'))
    const second = await create(keyed('1', other), account('Of another'))
    expect(second.id).not.toBe(first.id)
  })

  test('whoever has lost the right to see a record, or a field of it, is told no more of it than id and version, or the rest', async () => {
    const db = tenon.database.tenant(tenon.tenant.schema)
    const setGrants = async (account: object) => {
      const role = { name: 'seller', label: '{"en":"R"}', grants: JSON.stringify({ account }) }
      await db
        .insertInto('_role')
        .values(role)
        .onConflict((one) => one.column('name').doUpdateSet(role))
        .execute()
      tenon.access.forget(tenon.tenant.schema)
    }
    await setGrants({ create: 'all', read: 'all', update: 'all' })
    const seller = await tenon.addUser('Seller', ['seller'])
    const key = uuidv7()
    const parent = await tenon.createRecord(tenon.system, account('Parent'))
    const asked = { entity: 'account', values: { name: 'Mine', code: `C-${key}`, parent: parent.id } }
    const first = await create(keyed(key, seller), asked)
    expect(first).toMatchObject({ name: 'Mine', parent: parent.id, $labels: { [parent.id]: 'Parent' } })
    expect(await create(keyed(key, seller), asked)).toEqual(first)

    await setGrants({
      create: 'all',
      read: 'all',
      fields: { code: { read: false, write: false }, parent: { read: false, write: false } },
    })
    const { code: _, parent: __, ...rest } = first
    const { [parent.id]: ___, ...labels } = first.$labels ?? {}
    expect(await create(keyed(key, seller), asked)).toEqual({ ...rest, $labels: labels })

    const { id, version } = first
    await setGrants({ create: 'all', read: { where: "name == 'Theirs'" } })
    expect(await create(keyed(key, seller), asked)).toEqual({ id, version })
    await setGrants({ create: 'all', read: 'none' })
    expect(await create(keyed(key, seller), asked)).toEqual({ id, version })
  })

  test('after a refusal the key is free: the corrected request goes through', async () => {
    const ctx = keyed()
    await expect(create(ctx, { entity: 'account', values: {} })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await create(ctx, account('Corrected'))).toMatchObject({ name: 'Corrected', version: 1 })
  })

  test('update, move, delete and restore take one too, and give their first answer where the version has moved on', async () => {
    const made = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Deal' } })
    const target = { entity: 'deal', id: made.id }
    const steps: Array<(ctx: RequestContext) => Promise<TenonRecord>> = [
      (ctx) => update(ctx, { ...target, version: 1, values: { name: 'Changed' } }),
      (ctx) => update(ctx, { ...target, version: 2, values: { name: 'Changed' } }),
      (ctx) => move(ctx, { ...target, version: 2, stage: 'talking' }),
      (ctx) => remove(ctx, { ...target, version: 3 }),
      (ctx) => restore(ctx, { ...target, version: 4 }),
    ]
    const answers: TenonRecord[] = []
    const keys = steps.map(() => keyed())
    for (const [index, step] of steps.entries()) answers.push(await step(keys[index] ?? keyed()))
    expect(answers.map(({ version }) => version)).toEqual([2, 2, 3, 4, 5])
    const before = await tenon.counts('_audit', '_outbox')
    for (const [index, step] of steps.entries()) expect(await step(keys[index] ?? keyed())).toEqual(answers[index])
    expect(await tenon.counts('_audit', '_outbox')).toEqual(before)
  })

  test('a request that outlived its claim writes nothing, and the one that took over answers both', async () => {
    const ctx = keyed()
    let slow: Promise<unknown> | null = null
    await new Promise<void>((entered) => {
      const runBefore = tenon.hooks.runBefore
      tenon.hooks.runBefore = async (hookCtx, input) => {
        tenon.hooks.runBefore = runBefore
        entered()
        // Meanwhile the claim becomes too old, and another process takes it.
        await sleep(300)
        return runBefore(hookCtx, input)
      }
      slow = create(ctx, account('Slow')).catch((error: unknown) => error)
    })
    await sql`update ${table()} set claimed_at = now() - interval '1 minute'
      where key = ${ctx.idempotencyKey}`.execute(tenon.database.control)
    const taken = await create(keyed(ctx.idempotencyKey), account('Slow'))
    expect(await slow).toMatchObject({ code: 'UNAVAILABLE' })
    const { rows } = await sql`select id from ${sql.id(tenon.tenant.schema, 'account')} where name = 'Slow'`.execute(
      tenon.database.control,
    )
    expect(rows).toEqual([{ id: taken.id }])
    expect(await create(keyed(ctx.idempotencyKey), account('Slow'))).toEqual(taken)
  })

  test('a day later the key is unknown, and its row is removed', async () => {
    const ctx = keyed()
    const first = await create(ctx, account('Old'))
    await sql`update ${table()} set claimed_at = now() - interval '25 hours'
      where key = ${ctx.idempotencyKey}`.execute(tenon.database.control)
    const second = await create(ctx, account('Old'))
    expect(second.id).not.toBe(first.id)
    await sql`update ${table()} set claimed_at = now() - interval '25 hours'
      where key = ${ctx.idempotencyKey}`.execute(tenon.database.control)
    const before = await tenon.count('_request_key')
    await removeOldKeys(tenon.database)
    expect(await tenon.count('_request_key')).toBe(before - 1)
  })
})
