import type { BulkProgressMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { LIVE_CHANNEL } from '../../../core/src/events/channels.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestBulk, type TestBulk } from './open-test-bulk.ts'

const WAIT = { timeout: 30_000, interval: 30 }

describe.each(DATABASE_KINDS)('the course of changes of many records on %s', (kind) => {
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

  test('two runs over the same records at once both end, and each record has what the last of them gave it', async () => {
    const ids = await tenon.deals(200)
    const values = [
      { name: 'One', quantity: 11 },
      { name: 'Two', urgent: true },
    ] as const
    const runs = await Promise.all(
      values.map((one, index) =>
        tenon.run(index === 0 ? admin : tenon.system, {
          target: { ids: index === 0 ? ids : ids.toReversed() },
          operation: { kind: 'update', values: one },
        }),
      ),
    )
    expect(runs.map(({ status, done, refused }) => [status, done, refused])).toEqual([
      ['done', 200, 0],
      ['done', 200, 0],
    ])
    for (const id of [ids[0] ?? '', ids.at(-1) ?? '']) {
      expect(await tenon.deal(id)).toMatchObject({ quantity: 11, urgent: true, version: 3 })
    }
  })

  /** Cancels a run from within, without waiting for its end. */
  async function cancelled(id: string): Promise<void> {
    const cancelling = tenon.bulk.cancel(admin, { id })
    await tenon.ended(admin, id)
    cancelling.catch(() => undefined)
  }

  test('cancelled half-way it begins no further batch; what is done stays and is told, and live messages go to the actor', async () => {
    const ids = await tenon.deals(250)
    const heard: BulkProgressMessage[] = []
    const stop = await tenon.database.listen(LIVE_CHANNEL, (payload) => {
      const { message } = JSON.parse(payload)
      if (message.type === 'bulk.progress') heard.push(message)
    })
    const { runBefore } = tenon.hooks
    let batches = 0
    tenon.hooks.runBefore = async (ctx, input) => {
      batches += 1
      if (batches === 2) await cancelled(ctx.requestId)
      return runBefore(ctx, input)
    }
    const run = await tenon.run(admin, { target: { ids }, operation: { kind: 'update', values: { urgent: true } } })
    // The batch at hand is finished.
    await vi.waitFor(async () => expect(await tenon.bulk.get(admin, run)).toMatchObject({ done: 200 }), WAIT)
    tenon.hooks.runBefore = runBefore
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ status: 'cancelled', done: 200 }), WAIT)
    await stop()
    expect(run).toMatchObject({ status: 'cancelled', total: 250, refused: 0 })
    expect(batches).toBe(2)
    expect((await tenon.bulk.report(admin, { id: run.id, state: 'waiting' })).rows).toHaveLength(50)
    expect(new Set(heard.map(({ actor }) => actor))).toEqual(new Set([run.actor]))
  })

  test('all or nothing that is cancelled before its end has changed nothing', async () => {
    const ids = await tenon.deals(20)
    const { runBefore } = tenon.hooks
    tenon.hooks.runBefore = async (ctx, input) => {
      await cancelled(ctx.requestId)
      return runBefore(ctx, input)
    }
    const run = await tenon.run(admin, {
      ...{ target: { ids }, mode: 'allOrNothing' },
      operation: { kind: 'update', values: { urgent: true } },
    })
    tenon.hooks.runBefore = runBefore
    expect(run).toMatchObject({ status: 'cancelled', done: 0 })
    expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ version: 1 })
  })

  test('begun again with its key, or undone again, it is the same run, and nothing is changed twice', async () => {
    const ids = await tenon.deals(2)
    const keyed = (key: string) => ({ ...admin, requestId: uuidv7(), idempotencyKey: key })
    const input = { entity: 'deal', target: { ids }, operation: { kind: 'update' as const, values: { urgent: true } } }
    const [key, other] = [uuidv7(), uuidv7()]
    const first = await tenon.once.start(keyed(key), input)
    await tenon.ended(admin, first.id)
    expect(await tenon.once.start(keyed(key), input)).toMatchObject({ id: first.id, status: 'done' })
    await expect(tenon.once.undo(keyed(key), { id: first.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    const undone = await tenon.once.undo(keyed(other), { id: first.id })
    expect((await tenon.once.undo(keyed(other), { id: first.id })).id).toBe(undone.id)
    await tenon.ended(admin, undone.id)
    expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ version: 3, urgent: null })
  })

  describe('taking a run back', () => {
    test('puts back what nobody has changed since, leaves the rest and says why; it can itself be taken back', async () => {
      const ids = await tenon.deals(5, { urgent: false })
      const [plain = '', mixed = '', whole = '', gone = ''] = ids
      const values = { urgent: true, quantity: 9 }
      const run = await tenon.run(admin, { target: { ids }, operation: { kind: 'update', values } })
      const change = (id: string, changed: object) =>
        tenon.updateRecord(tenon.system, { entity: 'deal', id, version: 2, values: { ...changed } })
      await change(mixed, { quantity: 5 })
      await change(whole, { quantity: 5, urgent: false })
      await tenon.deleteRecord(tenon.system, { entity: 'deal', id: gone, version: 2 })
      const undone = await tenon.undo(admin, run)
      expect(undone).toMatchObject({ status: 'done', operation: { kind: 'undo' }, undoes: run.id })
      expect(undone).toMatchObject({ total: 5, done: 3, skipped: 2, refused: 0 })
      expect((await tenon.bulk.get(admin, { id: run.id })).undoneBy).toBe(undone.id)
      expect(await tenon.deal(plain)).toMatchObject({ urgent: false, quantity: 1 })
      expect(await tenon.deal(mixed)).toMatchObject({ urgent: false, quantity: 5 })
      expect(await tenon.deal(whole)).toMatchObject({ urgent: false, quantity: 5, version: 3 })
      const rows = await tenon.rows(admin, undone)
      expect(rows.get(mixed)).toMatchObject({ state: 'done', message: 'Changed by others since: Quantity' })
      expect(rows.get(whole)).toMatchObject({ state: 'skipped' })
      expect(rows.get(gone)).toMatchObject({ state: 'skipped', message: 'It was deleted since.' })
      await tenon.undo(admin, undone)
      expect(await tenon.deal(plain)).toMatchObject({ urgent: true, quantity: 9 })
    })

    test('brings deleted records back, and deletes those that were restored', async () => {
      const ids = await tenon.deals(2)
      const deleted = await tenon.run(admin, { target: { ids }, operation: { kind: 'delete' } })
      const back = await tenon.undo(admin, deleted)
      expect(back).toMatchObject({ done: 2 })
      expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ deletedAt: null })
      await tenon.undo(admin, back)
      await expect(tenon.deal(ids[0] ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    test('goes batch by batch, with hooks asked for a hundred at once, and each entry names the state that it goes back to', async () => {
      const ids = await tenon.deals(120, { quantity: 1 })
      const changed = await tenon.run(admin, {
        target: { ids },
        operation: { kind: 'update', values: { quantity: 2 } },
      })
      const other = ids[7] ?? ''
      await tenon.updateRecord(tenon.system, { entity: 'deal', id: other, version: 2, values: { quantity: 9 } })
      const asked: number[] = []
      const before = tenon.hooks.runBefore
      tenon.hooks.runBefore = async (ctx, input) => {
        asked.push(input.records.length)
        return before(ctx, input)
      }
      const undone = await tenon.undo(admin, changed)
      tenon.hooks.runBefore = before
      expect(undone).toMatchObject({ status: 'done', done: 119, skipped: 1, refused: 0 })
      expect(asked.sort((a, b) => b - a)).toEqual([99, 20])
      expect(await tenon.deal(other)).toMatchObject({ quantity: 9, version: 3 })
      expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ quantity: 1, version: 3 })
      const entries = await tenon.db
        .selectFrom('_audit')
        .select(['record_id', 'version', 'details', 'id'])
        .where('record_id', 'in', ids.slice(0, 2))
        .orderBy('id')
        .execute()
      for (const id of ids.slice(0, 2)) {
        const [, change, back] = entries.filter((entry) => entry.record_id === id)
        expect(back?.details).toMatchObject({ restored: { entry: change?.id, side: 'before' } })
      }
    })

    test('brings back what a deletion took along, and says how much', async () => {
      const ids = await tenon.deals(3)
      const line = async (deal: string | undefined) =>
        tenon.createRecord(tenon.system, { entity: 'line', values: { text: 'L', deal: deal ?? '' } })
      const lines = [await line(ids[0]), await line(ids[0]), await line(ids[1])]
      const first = lines[0]
      await tenon.deleteRecord(tenon.system, { entity: 'line', id: first?.id ?? '', version: 1 })
      const deleted = await tenon.run(admin, { target: { ids }, operation: { kind: 'delete' } })
      const undone = await tenon.undo(admin, deleted)
      expect(undone).toMatchObject({ done: 3, refused: 0, skipped: 0 })
      const rows = await tenon.rows(admin, undone)
      expect(rows.get(ids[0] ?? '')).toMatchObject({ message: expect.stringContaining('1 came back') })
      expect(rows.get(ids[2] ?? '')?.message ?? null).toBeNull()
      const live = await tenon.findRecords(tenon.system, {
        ...{ entity: 'line', fields: [] },
        where: { field: 'id', op: 'in', value: lines.map(({ id }) => id) },
      })
      expect(live.records.map(({ id }) => id).sort()).toEqual(
        lines
          .slice(1)
          .map(({ id }) => id)
          .sort(),
      )
    })

    test('is a change by whoever asks for it, with that one’s rights', async () => {
      const own = await tenon.addUser('Olga', ['own'])
      const ids = await tenon.deals(2, {}, own)
      const ownerId = admin.actor.kind === 'user' ? admin.actor.id : ''
      const run = await tenon.run(own, { target: { ids }, operation: { kind: 'update', values: { urgent: true } } })
      expect(run).toMatchObject({ done: 2 })
      // They are not hers any more.
      await tenon.run(admin, { target: { ids }, operation: { kind: 'assign', ownerId } })
      const undone = await tenon.undo(own, run)
      expect(undone).toMatchObject({ done: 0, refused: 2 })
      expect((await tenon.rows(own, undone)).get(ids[0] ?? '')).toMatchObject({ code: 'FORBIDDEN' })
      expect(await tenon.undo(admin, run)).toMatchObject({ done: 2 })
    })
  })

  test('one person has three under way at most', async () => {
    const ids = await tenon.deals(1)
    const table = sql.id(tenon.tenant.schema, '_bulk_run')
    const one = await tenon.run(admin, { target: { ids }, operation: { kind: 'delete' } })
    for (let index = 0; index < 3; index++) {
      await sql`insert into ${table} (id, entity, operation, mode, actor, actor_name, status, total)
        select ${uuidv7()}::uuid, entity, operation, mode, actor, actor_name, 'running', 1 from ${table}
        where id = ${one.id}::uuid`.execute(tenon.database.control)
    }
    const start = () => tenon.bulk.start(admin, { entity: 'deal', target: { ids }, operation: { kind: 'restore' } })
    await expect(start()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })
})
