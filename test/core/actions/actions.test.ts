import type { ActionRun, RunActionInput } from '@tenon/sdk/contract/action-run'
import type { ActionProgressMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openStockTenant, type StockTenant } from './open-stock-tenant.ts'

describe.each(DATABASE_KINDS)('actions of plugins on %s', (kind) => {
  let stock: StockTenant
  let staff: RequestContext
  beforeAll(async () => {
    stock = await openStockTenant(kind)
  })
  afterAll(() => stock?.close())
  beforeEach(async () => {
    for (const table of ['item', '_audit', '_action_run'] as const) {
      await sql`delete from ${sql.id(stock.tenant.schema, table)}`.execute(stock.tenon.database.control)
    }
    staff = await stock.person('Mei', ['staff'])
  })

  const countOf = async (table: string) =>
    (
      await sql<{ n: number }>`select count(*)::int as n from ${sql.id(stock.tenant.schema, table)}`.execute(
        stock.tenon.database.control,
      )
    ).rows[0]?.n
  const ended = (ctx: RequestContext, id: string) =>
    vi.waitFor(
      async () => {
        const run = await stock.actions.get(ctx, { id })
        expect(run.status).not.toBe('running')
        return run
      },
      { timeout: 30_000, interval: 50 },
    )
  /** Answers when the run has ended, however busy the machine is. */
  const press = async (ctx: RequestContext, input: Omit<RunActionInput, 'plugin'>) => {
    const run = await stock.actions.run(ctx, { plugin: 'stock', ...input })
    return run.status === 'running' ? ended(ctx, run.id) : run
  }
  const sell = (ctx: RequestContext, input: object) =>
    press(ctx, { action: 'sell', form: { on: '2026-03-31' }, ...input })

  test('an action on a record gets its form, writes as the plugin, and says what it did and where to go', async () => {
    const item = await stock.create({ name: 'Lamp' })
    const form = { on: '2026-03-31', price: '12.5', note: ' to Ann ' }
    const run = await sell(staff, { ids: [item.id], form })
    expect(run).toMatchObject({
      ...{ plugin: 'stock', action: 'sell', entity: 'item', status: 'done', total: 1, done: 1, refused: 0 },
      ...{ message: 'Sold.', open: { entity: 'item', id: item.id }, refusals: [], error: null, actorName: 'Mei' },
    })
    expect(run.endedAt).not.toBeNull()
    expect(await stock.get(item.id)).toMatchObject({
      status: 'sold',
      // Defaults are filled in, texts trimmed, amounts written as the currency has them.
      note: '2026-03-31 shop to Ann 12.50 EUR',
      updatedBy: 'plugin:stock',
    })
  })

  test('a selection is worked on record by record: some are refused, with their titles, and the others are done', async () => {
    const items = [await stock.create({ name: 'A' }), await stock.create({ name: 'B', status: 'sold' })]
    const gone = '0190a5d0-ac96-774b-bcce-b302099a8057'
    const run = await sell(staff, { ids: [...items.map(({ id }) => id), gone, gone] })
    expect(run).toMatchObject({ status: 'done', total: 3, done: 3, refused: 2, message: 'Sold.' })
    expect(run.refusals).toEqual([
      { id: gone, title: null, message: 'This record does not exist any more, or is not open to you.' },
      { id: items[1]?.id, title: 'B', message: 'It is sold already.' },
    ])
    expect(await stock.get(items[1]?.id ?? '')).toMatchObject({ version: 1 })
  })

  test('an action on a list has no records, or with a filter all that it selects, in batches', async () => {
    const records = Array.from({ length: 230 }, (_, i) => ({ name: `N${i}`, status: i < 205 ? 'here' : 'sold' }))
    await stock.tenon.createRecords(stock.system, { entity: 'item', records })
    const counted = await press(staff, { action: 'count' })
    expect(counted).toMatchObject({ status: 'done', message: '200 items', total: 4, done: 1 })
    const where = { field: 'status', op: 'eq', value: 'here' } as const
    const begun = await sell(staff, { where })
    const run = await ended(staff, begun.id)
    expect(run).toMatchObject({ status: 'done', total: 205, done: 205, refused: 0, open: null, message: 'Sold.' })
    const sold = {
      entity: 'item',
      where: { field: 'note', op: 'isNull', value: false },
      limit: 1,
      count: true,
    } as const
    expect((await stock.tenon.services.records.find(staff, sold)).count).toBe(205)
  }, 120_000)

  test('whoever does not have the right sees no button and starts no run, and learns nothing of what there is', async () => {
    const reader = await stock.person('Ray', ['reader'])
    const item = await stock.create({ name: 'Lamp' })
    const view = await stock.tenon.services.model.view(reader)
    expect(view.entities['item']?.actions.map(({ name }) => name)).toEqual(['count', 'copy', 'look'])
    const refused = await sell(reader, { ids: [item.id] }).catch((error) => error)
    const unknown = await press(reader, { action: 'nope' }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'FORBIDDEN' })
    expect(unknown.message).toBe(refused.message.replace('sell', 'nope'))
    const nobody = await stock.person('Nob', [])
    await expect(press(nobody, { action: 'count' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const subject = { entity: 'item', id: item.id }
    const actor = { kind: 'customer', id: 'c', name: 'C', site: 's', subject, scopes: ['customer:read'] } as const
    await expect(sell({ ...staff, actor }, { ids: [item.id] })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect([await countOf('_action_run'), (await stock.get(item.id)).version]).toEqual([0, 1])
  })

  test('rows and fields are those of whoever runs it: others’ records are refused, hidden fields are not handed over', async () => {
    const own = await stock.person('Olga', ['own'])
    const mine = await stock.create({ name: 'Mine' }, own)
    const theirs = await stock.create({ name: 'Theirs' })
    const run = await sell(own, { ids: [mine.id, theirs.id] })
    expect(run).toMatchObject({ total: 2, done: 2, refused: 1 })
    expect(run.refusals).toEqual([
      { id: theirs.id, title: 'Theirs', message: 'Your role does not include this record.' },
    ])
    expect(await stock.get(theirs.id)).toMatchObject({ version: 1 })
    const blind = await stock.person('Bo', ['blind'])
    const look = await press(blind, { action: 'look', ids: [mine.id] })
    expect(look.message).toContain('name note')
    expect(look.message).not.toContain('secret')
  })

  test('what the plugin writes is bounded by the rights of whoever runs it', async () => {
    const reader = await stock.person('Ray', ['reader'])
    const item = await stock.create({ name: 'Lamp' })
    const run = await press(reader, { action: 'copy', ids: [item.id] })
    expect(run).toMatchObject({ status: 'failed', done: 0, error: expect.stringContaining('You may not create') })
    expect(await countOf('item')).toBe(1)
    const done = await press(staff, { action: 'copy', ids: [item.id] })
    expect(done).toMatchObject({ status: 'done', open: { entity: 'item' }, message: null })
    expect(await stock.get(done.open?.id ?? '')).toMatchObject({ name: 'Copy of Lamp', createdBy: 'plugin:stock' })
  })

  test.each([
    [{}, '/form/on', 'required', 'On: a value is needed'],
    [{ on: 'soon' }, '/form/on', 'format', /^On: 'soon' is not a date/],
    [{ on: '2026-03-31', price: '-1' }, '/form/price', 'minimum', /^Price: /],
    [{ on: '2026-03-31', note: 'x'.repeat(21) }, '/form/note', 'maxLength', /^Note: /],
    [{ on: '2026-03-31', way: 'fax' }, '/form/way', 'archived', /no longer offered/],
    [{ on: '2026-03-31', onn: 1 }, '/form/onn', 'unknownField', "onn: the form has no such field; did you mean 'on'?"],
    [
      { on: '2026-03-31', insteadOf: '0190a5d0-ac96-774b-bcce-b302099a8057' },
      '/form/insteadOf',
      'reference',
      /choose another/,
    ],
    [
      { on: '2026-03-31', seller: '0190a5d0-ac96-774b-bcce-b302099a8057' },
      '/form/seller',
      'reference',
      /choose another/,
    ],
    [
      { on: '2026-03-31', ownerId: '0190a5d0-ac96-774b-bcce-b302099a8057' },
      '/form/ownerId',
      'unknownField',
      /no such field/,
    ],
  ])('the form %j is refused at %s, and nothing has begun', async (...[form, pointer, rule, message]) => {
    const item = await stock.create({ name: 'Lamp' })
    const refused = await sell(staff, { ids: [item.id], form }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer, rule }] })
    expect(refused.problems[0].message).toMatch(message)
    expect([await countOf('_action_run'), await countOf('_audit')]).toEqual([0, 1])
  })

  test('messages are in the language of whoever runs it', async () => {
    const mei = await stock.person('梅', ['staff'], 'zh-CN')
    const item = await stock.create({ name: 'Lamp' })
    await expect(sell(mei, { ids: [item.id], form: {} })).rejects.toMatchObject({ message: '日期：必须填写' })
    expect(await sell(mei, { ids: [item.id] })).toMatchObject({ message: '已售出' })
    expect((await sell(mei, { ids: [item.id] })).refusals[0]?.message).toBe('已售出。')
  })

  test('an action is run only where it has a button', async () => {
    const [one, two] = [await stock.create({ name: 'One' }), await stock.create({ name: 'Two' })]
    const run = (action: string, input: object) => stock.actions.run(staff, { plugin: 'stock', action, ...input })
    const wrong = { code: 'BAD_REQUEST' }
    await expect(run('count', { ids: [one.id] })).rejects.toMatchObject(wrong)
    await expect(run('copy', { ids: [one.id, two.id] })).rejects.toMatchObject(wrong)
    await expect(run('copy', {})).rejects.toMatchObject(wrong)
    await expect(sell(staff, { ids: [] })).rejects.toMatchObject(wrong)
    await expect(sell(staff, { ids: [one.id], where: { and: [] } })).rejects.toMatchObject(wrong)
    await expect(sell(staff, { where: { field: 'nope', op: 'eq', value: 1 } })).rejects.toMatchObject(wrong)
    expect(await countOf('_action_run')).toBe(0)
  })

  test('an error of the code ends the run where it is, with what is done kept, and a list’s refusal is told', async () => {
    const names = [...Array.from({ length: 100 }, (_, i) => `N${String(i).padStart(3, '0')}`), 'last']
    await stock.tenon.createRecords(stock.system, { entity: 'item', records: names.map((name) => ({ name })) })
    const begun = await press(staff, { action: 'fail', where: { and: [] } })
    const run = await ended(staff, begun.id)
    expect(run).toMatchObject({ status: 'failed', total: 101, done: 100, error: expect.stringContaining('on fire') })
    expect(run.error).toMatch(/^The action “Fail” of “Stock” failed: Error: /)
    await sql`delete from ${sql.id(stock.tenant.schema, 'item')}`.execute(stock.tenon.database.control)
    const empty = await press(staff, { action: 'count' })
    expect(empty).toMatchObject({ status: 'failed', error: 'There is nothing to count.', refused: 0 })
  })

  const addItems = (count: number) => {
    const records = Array.from({ length: count }, (_, i) => ({ name: `N${String(i).padStart(3, '0')}` }))
    return stock.tenon.createRecords(stock.system, { entity: 'item', records })
  }
  /** A run over all items that takes a while; resolves as soon as it is there. */
  async function startSlow(ctx: RequestContext): Promise<{ id: string; answer: Promise<ActionRun> }> {
    const answer = stock.actions.run(ctx, { plugin: 'stock', action: 'slow', where: { and: [] } })
    const [begun] = await vi.waitFor(
      async () => {
        const runs = await stock.actions.recent(ctx)
        expect(runs).toHaveLength(1)
        return runs
      },
      { interval: 20 },
    )
    return { id: begun?.id ?? '', answer }
  }

  test('a run is followed live by its actor alone, and by its id; others learn nothing of it', async () => {
    const heard: ActionProgressMessage[] = []
    const stop = stock.tenon.api.subscribeLive(stock.tenant.schema, (message) => {
      if (message.type === 'action.progress') heard.push(message)
    })
    await addItems(250)
    const { id, answer } = await startSlow(staff)
    const [other, admin] = [await stock.person('Ann', ['staff']), await stock.person('Root', ['admin'])]
    await expect(stock.actions.get(other, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(stock.actions.cancel(other, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await stock.actions.recent(other)).toEqual([])
    expect(await stock.actions.get(admin, { id })).toMatchObject({ id, total: 250 })
    expect((await stock.actions.recent(staff, { entity: 'item' })).map((run) => run.id)).toEqual([id])
    expect((await answer).id).toBe(id)
    expect(await ended(staff, id)).toMatchObject({ status: 'done', total: 250, done: 250, message: null })
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ run: id, status: 'done', done: 250 }))
    expect(heard).toEqual(heard.toSorted((one, two) => one.done - two.done))
    expect(heard.filter(({ message }) => /^Step \d+$/.test(message ?? '')).length).toBeGreaterThan(1)
    stop()
  }, 60_000)

  test('a cancelled run ends at its next word of progress, and says so', async () => {
    await addItems(300)
    const { id, answer } = await startSlow(staff)
    const cancelled = await stock.actions.cancel(staff, { id })
    const endedAt = expect.any(String)
    expect(cancelled).toMatchObject({ status: 'cancelled', error: null, message: null, endedAt })
    // The answer comes when the work has ended: with the batch at work at most, not with all three.
    const { done, ...last } = await answer
    expect(last).toMatchObject({ status: 'cancelled', error: null, endedAt })
    expect(done).toBeLessThan(Math.min(300, cancelled.done + 101))
    expect(await stock.actions.cancel(staff, { id })).toMatchObject({ status: 'cancelled' })
  }, 60_000)

  test('no further batch begins once a run is cancelled', async () => {
    await addItems(250)
    const sold = { field: 'status', op: 'eq', value: 'sold' } as const
    const answer = sell(staff, { where: { and: [] } })
    const [begun] = await vi.waitFor(
      async () => {
        const runs = await stock.actions.recent(staff)
        expect(runs).toHaveLength(1)
        return runs
      },
      { interval: 20 },
    )
    await stock.actions.cancel(staff, { id: begun?.id ?? '' })
    const { id } = await answer
    const find = { entity: 'item', where: sold, limit: 1, count: true }
    // The batch that is under way ends first.
    await vi.waitFor(
      async () => {
        const run = await stock.actions.get(staff, { id })
        expect(run).toMatchObject({ status: 'cancelled', total: 250 })
        expect(run.done).toBeLessThanOrEqual(100)
        expect((await stock.tenon.services.records.find(staff, find)).count).toBe(run.done)
      },
      { timeout: 30_000, interval: 100 },
    )
  }, 60_000)

  test('five runs of one person at once, and no sixth', async () => {
    const item = await stock.create({ name: 'Lamp' })
    const slow = () => stock.actions.run(staff, { plugin: 'stock', action: 'slow', ids: [item.id] })
    const outcomes = await Promise.allSettled(Array.from({ length: 7 }, slow))
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused.map(({ code }) => code)).toEqual(['RATE_LIMITED', 'RATE_LIMITED'])
    const runs = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    await Promise.all(runs.map(({ id }) => stock.actions.cancel(staff, { id })))
    const free = await sell(staff, { ids: [item.id] })
    expect(free.status).toBe('done')
  }, 60_000)

  test('a run whose process has died is shown as interrupted, and holds no place', async () => {
    const item = await stock.create({ name: 'Lamp' })
    const { id } = await sell(staff, { ids: [item.id] })
    const long = sql<Date>`now() - interval '2 minutes'`
    await stock.db.updateTable('_action_run').set({ status: 'running', ended_at: null, touched_at: long }).execute()
    expect(await stock.actions.get(staff, { id })).toMatchObject({ status: 'interrupted' })
    expect((await stock.actions.recent(staff))[0]).toMatchObject({ status: 'interrupted' })
  })

  test('the audit trail names who ran which action on how many records, and its writes name for whom they were', async () => {
    const item = await stock.create({ name: 'Lamp' })
    const run: ActionRun = await sell(staff, { ids: [item.id] })
    const entries = await stock.db.selectFrom('_audit').selectAll().where('action', '=', 'action.run').execute()
    expect(entries).toMatchObject([
      {
        ...{ actor: `user:${(staff.actor as { id: string }).id}`, entity: 'item', record_id: item.id },
        ...{ request_id: run.id, reason: 'stock.sell' },
        changes: { run: run.id, plugin: 'stock', action: 'sell', records: 1 },
      },
    ])
    const history = await stock.tenon.services.records.history(staff, { entity: 'item', id: item.id })
    expect(history).toMatchObject([
      { actor: 'plugin:stock', action: expect.stringMatching(/update/), onBehalfOf: 'Mei' },
      { actorName: 'Mei', action: 'action.run', reason: 'stock.sell', changes: {} },
      { actor: 'system' },
    ])
    expect(history[2]).not.toHaveProperty('onBehalfOf')
  })
})
