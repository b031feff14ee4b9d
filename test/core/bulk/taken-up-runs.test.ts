import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestBulk, type TestBulk } from './open-test-bulk.ts'

const CHANGE = { kind: 'update', values: { urgent: true } } as const

describe.each(DATABASE_KINDS)('changes of many records whose process is gone, on %s', (kind) => {
  let tenon: TestBulk
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestBulk(kind)
  })
  beforeEach(async () => {
    admin = await tenon.addUser('Ada', ['admin'])
  })
  afterEach(() => {
    expect(tenon.faults.splice(0)).toEqual([])
  })
  afterAll(() => tenon.close())

  const table = (name: string) => sql.id(tenon.tenant.schema, name)
  const control = () => tenon.database.control
  const goOn = (by = tenon.bulk) => by.goOn(tenon.tenant)

  async function fallSilent(id: string): Promise<void> {
    await sql`update ${table('_bulk_run')} set touched_at = now() - interval '2 minutes' where id = ${id}::uuid`.execute(
      control(),
    )
  }

  /** As a process leaves a run that dies after writing to records and before its note of them; others are not reached. */
  async function died({ id }: BulkRun, { open = [], attempts = 0 }: { open?: string[]; attempts?: number } = {}) {
    await sql`update ${table('_bulk_row')} set state = 'waiting', version = null where run = ${id}::uuid`.execute(
      control(),
    )
    await sql`insert into ${table('_bulk_row')} (run, record_id) select ${id}::uuid, unnest(${open}::uuid[])`.execute(
      control(),
    )
    await sql`update ${table('_bulk_run')} set status = 'running', ended_at = null, done = 0, skipped = 0, refused = 0,
      attempts = ${attempts}::int, worker = ${uuidv7()}::uuid, total = total + ${open.length}::int
      where id = ${id}::uuid`.execute(control())
    await fallSilent(id)
  }

  /** How often records were written by a run, and told of. */
  async function writesOf({ id }: BulkRun): Promise<{ records: number; entries: number; events: number }> {
    const { rows } = await sql<{ records: number; entries: number; events: number }>`
      select count(distinct a.record_id)::int as records, count(*)::int as entries,
        (select count(*)::int from ${table('_outbox')} o
          where (o.record_id, o.version) in (select record_id, version from ${table('_audit')}
            where request_id = ${id} and record_id is not null)) as events
      from ${table('_audit')} a where a.request_id = ${id} and a.record_id is not null`.execute(control())
    return rows[0] ?? { records: 0, entries: 0, events: 0 }
  }

  test('another process goes on where it was: each record is changed, audited and told of once', async () => {
    const ids = await tenon.deals(30)
    const run = await tenon.run(admin, { target: { ids: ids.slice(0, 20) }, operation: CHANGE })
    await died(run, { open: ids.slice(20) })
    expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'running' })
    await expect(tenon.bulk.undo(admin, run)).rejects.toMatchObject({ code: 'CONFLICT' })
    await Promise.all([goOn(), goOn(tenon.another())])
    expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'done', total: 30, done: 30, skipped: 0 })
    expect(await writesOf(run)).toEqual({ records: 30, entries: 30, events: 30 })
    for (const id of ids) expect(await tenon.deal(id)).toMatchObject({ urgent: true, version: 2 })
    expect(await tenon.undo(admin, run)).toMatchObject({ done: 30 })
  })

  test('one that died before its records were put down chooses them, by the filter that it was given', async () => {
    const where = { field: 'kind', op: 'eq', value: 'renewal' } as const
    const run = await tenon.run(admin, { target: { where }, operation: CHANGE })
    const ids = await tenon.deals(4, { kind: 'renewal' })
    await died(run, { open: ids.slice(0, 1) })
    const target = JSON.stringify({ where })
    await sql`update ${table('_bulk_run')} set target = ${target}::json where id = ${run.id}::uuid`.execute(control())
    await goOn()
    expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'done', total: 4, done: 4 })
    for (const id of ids) expect(await tenon.deal(id)).toMatchObject({ urgent: true, version: 2 })
    expect(await writesOf(run)).toEqual({ records: 4, entries: 4, events: 4 })
  })

  test('after three attempts that did nothing it is interrupted, with what it had done, which can be undone', async () => {
    const ids = await tenon.deals(30)
    const run = await tenon.run(admin, { target: { ids: ids.slice(0, 20) }, operation: CHANGE })
    await died(run, { open: ids.slice(20), attempts: 3 })
    await goOn()
    const found = await tenon.bulk.get(admin, run)
    expect(found).toMatchObject({ status: 'interrupted', total: 30, done: 20 })
    expect(found.endedAt).not.toBeNull()
    expect((await tenon.bulk.report(admin, { id: run.id, state: 'waiting' })).rows).toHaveLength(10)
    expect(await tenon.undo(admin, run)).toMatchObject({ done: 20 })
    expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ urgent: null })
    expect(await tenon.deal(ids[29] ?? '')).toMatchObject({ urgent: null, version: 1 })
  })

  test('who began it has the rights of now; in the name of one who may not sign in any more nothing is written', async () => {
    const own = await tenon.addUser('Olga', ['own'])
    const user = own.actor.kind === 'user' ? own.actor.id : ''
    const ids = await tenon.deals(2, {}, own)
    const run = await tenon.run(own, { target: { ids: ids.slice(0, 1) }, operation: CHANGE })
    await died(run, { open: ids.slice(1) })
    await tenon.db
      .updateTable('_user')
      .set({ roles: ['plain'] as never })
      .where('id', '=', user)
      .execute()
    const amount = { kind: 'update', values: { amount: { amount: '1', currency: 'USD' } } }
    await sql`update ${table('_bulk_run')} set operation = ${JSON.stringify(amount)}::json where id = ${run.id}::uuid`.execute(
      control(),
    )
    await goOn()
    expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'done', done: 1, refused: 1 })
    expect(await tenon.deal(ids[1] ?? '')).toMatchObject({ amount: null, version: 1 })

    const second = await tenon.run(admin, {
      target: { ids: ids.slice(0, 1) },
      operation: { kind: 'update', values: { quantity: 7 } },
    })
    await died(second, { open: ids.slice(1) })
    const ada = admin.actor.kind === 'user' ? admin.actor.id : ''
    await tenon.db.updateTable('_user').set({ active: false }).where('id', '=', ada).execute()
    await goOn()
    const ended = await tenon.bulk.get(tenon.system, second)
    expect(ended).toMatchObject({ status: 'failed', done: 1 })
    expect(ended.error).toContain('may not sign in any more')
    expect(await tenon.deal(ids[1] ?? '')).toMatchObject({ quantity: 1, version: 1 })
  })

  test('a process that ends leaves its runs after the batch at hand, and another finishes them at once', async () => {
    const ids = await tenon.deals(250)
    const process = tenon.another()
    const { runBefore } = tenon.hooks
    let closing: Promise<void> | null = null
    tenon.hooks.runBefore = async (ctx, input) => {
      closing ??= process.close()
      return runBefore(ctx, input)
    }
    const begun = await process.start(admin, { entity: 'deal', target: { ids }, operation: CHANGE })
    tenon.hooks.runBefore = runBefore
    await closing
    const left = await tenon.bulk.get(admin, begun)
    expect(left.status).toBe('running')
    expect(left.done).toBeLessThan(250)
    await goOn()
    expect(await tenon.bulk.get(admin, begun)).toMatchObject({ status: 'done', done: 250 })
    expect(await writesOf(begun)).toEqual({ records: 250, entries: 250, events: 250 })
  })

  test('one that was only silent for too long writes nothing any more', async () => {
    const ids = await tenon.deals(120)
    const slow = tenon.another()
    const { runBefore } = tenon.hooks
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let calls = 0
    tenon.hooks.runBefore = async (ctx, input) => {
      calls += 1
      if (calls === 1) await held
      return runBefore(ctx, input)
    }
    const begun = await slow.start(admin, {
      entity: 'deal',
      target: { ids },
      operation: { kind: 'update', values: { quantity: 8 } },
    })
    expect(begun.status).toBe('running')
    await fallSilent(begun.id)
    await goOn()
    expect(await tenon.bulk.get(admin, begun)).toMatchObject({ status: 'done', done: 120 })
    release()
    await slow.close()
    tenon.hooks.runBefore = runBefore
    expect(await tenon.bulk.get(admin, begun)).toMatchObject({ status: 'done', done: 120, refused: 0, skipped: 0 })
    expect(await writesOf(begun)).toEqual({ records: 120, entries: 120, events: 120 })
  })

  test('taking back goes on too, also in a record that is half put back, and nothing is put back twice', async () => {
    const ids = await tenon.deals(4)
    const run = await tenon.run(admin, { target: { ids: ids.slice(0, 3) }, operation: CHANGE })
    const deletion = await tenon.run(admin, { target: { ids: ids.slice(3) }, operation: { kind: 'delete' } })
    for (const [undone, count] of [
      [run, 3],
      [deletion, 1],
    ] as const) {
      const undo = await tenon.undo(admin, undone)
      const before = await writesOf(undo)
      await died(undo)
      await goOn()
      expect(await tenon.bulk.get(admin, undo)).toMatchObject({ status: 'done', done: count, skipped: 0 })
      expect(await writesOf(undo)).toEqual(before)
    }
    for (const id of ids.slice(0, 3)) expect(await tenon.deal(id)).toMatchObject({ urgent: null, version: 3 })
  })

  test('of groups that are merged, those that were are not merged again, and a record that a merge only touched is not done', async () => {
    const make = async (values: object = {}) =>
      (await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'A', ...values } })).id
    const [a, b] = [await make(), await make()]
    const [child, twin] = [await make({ parent: b }), await make()]
    const group = (into: string, from: string) => ({ into: { id: into, version: 1 }, from: [{ id: from, version: 1 }] })
    const groups = [group(a, b)]
    const run = await tenon.run(admin, { entity: 'account', target: { groups }, operation: { kind: 'merge' } })
    await died(run)
    const input = JSON.stringify({ version: 1, from: [{ id: twin, version: 1 }] })
    await sql`insert into ${table('_bulk_row')} (run, record_id, input) values (${run.id}::uuid, ${child}::uuid, ${input}::jsonb)`.execute(
      control(),
    )
    await goOn()
    expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'done', done: 2, refused: 0 })
    expect(await tenon.count('_merge')).toBe(2)
    const undo = await tenon.undo(admin, run)
    expect(undo).toMatchObject({ done: 2 })
    await died(undo)
    await goOn()
    expect(await tenon.bulk.get(admin, undo)).toMatchObject({ status: 'done', done: 2, skipped: 0 })
  })
})
