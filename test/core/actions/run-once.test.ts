import type { RunActionInput } from '@tenon/sdk/contract/action-run'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openStockTenant, type StockTenant } from './open-stock-tenant.ts'

describe.each(DATABASE_KINDS)('under an idempotency key an action, on %s,', (kind) => {
  let stock: StockTenant
  let staff: RequestContext
  beforeAll(async () => {
    stock = await openStockTenant(kind)
    staff = await stock.person('Mei', ['staff'])
  })
  afterAll(() => stock?.close())

  const keyed = (idempotencyKey: string): RequestContext => ({ ...staff, idempotencyKey })
  const sell = (ids: string[]): RunActionInput => {
    return { plugin: 'stock', action: 'sell', ids, form: { on: '2026-03-31' } }
  }
  const ended = (id: string) =>
    vi.waitFor(
      async () => {
        const run = await stock.actions.get(staff, { id })
        expect(run.status).not.toBe('running')
        return run
      },
      { timeout: 30_000, interval: 50 },
    )

  test('is run once, and sent again it answers with the run as it is', async () => {
    const item = await stock.create({ name: 'Lamp' })
    const runs = await Promise.all([1, 2, 3].map(() => stock.actions.run(keyed('press-1'), sell([item.id]))))
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
    const { id } = await ended(runs[0]?.id ?? '')
    expect(await stock.actions.run(keyed('press-1'), sell([item.id]))).toMatchObject({ id, status: 'done', done: 1 })
    expect(await stock.get(item.id)).toMatchObject({ status: 'sold', version: 2 })
    expect((await stock.actions.recent(staff)).map((run) => run.id)).toEqual([id])
  })

  test('with another body is a conflict, and under another key another run', async () => {
    const items = await Promise.all(['Chair', 'Table'].map((name) => stock.create({ name })))
    const [one = '', other = ''] = items.map(({ id }) => id)
    const { id } = await stock.actions.run(keyed('press-2'), sell([one]))
    await expect(stock.actions.run(keyed('press-2'), sell([other]))).rejects.toMatchObject({
      code: 'CONFLICT',
      problems: [{ rule: 'idempotencyKey' }],
    })
    expect(await stock.get(other)).toMatchObject({ version: 1 })
    const again = await stock.actions.run(keyed('press-3'), sell([other]))
    expect(again.id).not.toBe(id)
    for (const run of [id, again.id]) await ended(run)
  })

  test('that was refused leaves the key free', async () => {
    const item = await stock.create({ name: 'Shelf' })
    const wrong = { ...sell([item.id]), form: { on: 'never' } }
    await expect(stock.actions.run(keyed('press-4'), wrong)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect((await ended((await stock.actions.run(keyed('press-4'), sell([item.id]))).id)).status).toBe('done')
  })
})
