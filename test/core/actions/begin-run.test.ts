import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorReference, type RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openStockTenant, type StockTenant } from './open-stock-tenant.ts'

describe.each(DATABASE_KINDS)('the beginning of an action’s run on %s', (kind) => {
  let stock: StockTenant

  beforeAll(async () => {
    stock = await openStockTenant(kind)
  }, 60_000)
  afterAll(() => stock.close())

  /** Runs that the person has begun before, and that have ended. */
  async function addRuns(ctx: RequestContext, count: number, ago: string): Promise<void> {
    const began = sql<Date>`now() - ${ago}::interval`
    const about = {
      plugin: 'stock',
      action: 'sell',
      entity: 'item',
      actor: actorReference(ctx.actor),
      actor_name: 'Mei',
    }
    const outcome = { status: 'done' as const, total: 1, done: 1, refused: 0, refusals: '[]', started_at: began }
    const rows = Array.from({ length: count }, () => ({ ...about, ...outcome, id: uuidv7() }))
    await stock.db.insertInto('_action_run').values(rows).execute()
  }

  async function writtenOf(ctx: RequestContext): Promise<{ runs: number; told: number }> {
    const actor = actorReference(ctx.actor)
    const runs = await stock.db.selectFrom('_action_run').select('id').where('actor', '=', actor).execute()
    const entries = stock.db.selectFrom('_audit').select('id').where('action', '=', 'action.run')
    return { runs: runs.length, told: (await entries.where('actor', '=', actor).execute()).length }
  }

  const sell = async (ctx: RequestContext) => {
    const { id } = await stock.create({ name: `Lamp ${uuidv7()}` })
    return stock.actions.run(ctx, { plugin: 'stock', action: 'sell', ids: [id], form: { on: '2026-03-31' } })
  }

  test('whoever has begun sixty within a minute is refused, and neither a run nor an audit entry is written', async () => {
    const staff = await stock.person('Mei', ['staff'])
    await addRuns(staff, 60, '10 seconds')
    await expect(sell(staff)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(await writtenOf(staff)).toEqual({ runs: 60, told: 0 })
    // Others have room of their own.
    expect((await sell(await stock.person('Ann', ['staff']))).status).toBe('done')
  })

  test('a run and its audit entry are written together, and what is older than ninety days goes', async () => {
    const staff = await stock.person('Mei', ['staff'])
    await addRuns(staff, 59, '10 seconds')
    await addRuns(staff, 3, '91 days')
    const run = await sell(staff)
    expect(run).toMatchObject({ status: 'done', total: 1, done: 1, endedAt: expect.any(String) })
    expect(await writtenOf(staff)).toEqual({ runs: 60, told: 1 })
    const entry = stock.db.selectFrom('_audit').select(['record_id', 'request_id', 'reason', 'changes'])
    expect(await entry.where('request_id', '=', run.id).where('action', '=', 'action.run').execute()).toEqual([
      {
        ...{ record_id: expect.any(String), request_id: run.id, reason: 'stock.sell' },
        changes: { run: run.id, plugin: 'stock', action: 'sell', records: 1 },
      },
    ])
  })
})
