import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeReadRollupStates } from '../../../../core/src/schema-change/rollups/read-rollup-states.ts'
import { noRollupWork, rollupWorkText } from '../../../../core/src/schema-change/rollups/rollup-work.ts'
import { startRollupWork } from '../../../../core/src/schema-change/rollups/start-rollup-work.ts'
import { verifyRollups } from '../../../../core/src/schema-change/rollups/verify-rollups.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { rollupsModel } from './rollups-model.ts'

describe.each(DATABASE_KINDS)('the work on totals on %s', (kind) => {
  let tenon: TestRecords
  let stop: (() => Promise<void>) | undefined
  const work = noRollupWork()
  const failures: unknown[] = []
  beforeAll(async () => {
    tenon = await openTestRecords(kind, rollupsModel())
    // As a process leaves it that died before it had counted anything.
    await sql`delete from ${sql.id(tenon.tenant.schema, '_rollup_total')}`.execute(tenon.database.control)
    await sql`update ${sql.id(tenon.tenant.schema, '_rollup')} set filled_at = null`.execute(tenon.database.control)
    await make(3)
    expect(new Set(await states())).toEqual(new Set(['pending']))
    expect(new Set((await told()).map(({ state }) => state))).toEqual(new Set(['waiting']))
    const tenants = async () => [tenon.tenant]
    stop = await startRollupWork({
      database: tenon.database,
      tenants,
      onError: (error) => void failures.push(error),
      work,
    })
  }, 60_000)
  afterAll(async () => {
    await stop?.()
    await tenon?.close()
    expect(failures).toEqual([])
  })

  const told = () => makeReadRollupStates({ ...tenon, requireAdmin: tenon.access.requireAdmin })(tenon.system)

  const make = (count: number) =>
    tenon.createRecords(tenon.system, {
      entity: 'deal',
      records: Array.from({ length: count }, () => ({ name: 'x', stage: 'won', signedAt: '2026-03-31T22:30:00Z' })),
    })
  const states = async () => (await verifyRollups(tenon.database, tenon.tenant.schema)).map(({ state }) => state)
  const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 })
  const unfolded = () => tenon.count('_rollup_delta')

  test('counts what a process that died has left, and folds what writes note', async () => {
    await eventually(async () => expect(new Set(await states())).toEqual(new Set(['exact'])))
    const ready = await told()
    expect(ready[0]).toMatchObject({ entity: 'deal', state: 'ready', since: expect.stringMatching(/^20.*Z$/) })
    expect(work).toMatchObject({ counting: 0, counted: ready.length, failed: 0, seconds: expect.any(Number) })
    const figures = rollupWorkText(work)
    expect(figures).toContain(`tenon_rollup_counts_total{outcome="done"} ${ready.length}`)
    expect(figures).toMatch(/tenon_rollup_count_seconds_total 0\.\d+/)
    const staff = await tenon.addUser('Sam', ['staff'])
    const asking = makeReadRollupStates({ ...tenon, requireAdmin: tenon.access.requireAdmin })(staff)
    await expect(asking).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await make(5)
    await eventually(async () => expect(await unfolded()).toBe(0))
    expect(new Set(await states())).toEqual(new Set(['exact']))
    const { groups } = await tenon.groupRecords(tenon.system, { entity: 'deal', groupBy: ['stage'] })
    expect(groups).toEqual([{ values: ['won'], measures: { count: 8 } }])
  })

  test('says that one is being counted while that lasts, since when and over how many records', async () => {
    await tenon.database.transaction(tenon.tenant.schema, async (trx) => {
      // Whoever counts waits for who holds the row, as for a count of a large table.
      const { rows } = await sql<{ id: string }>`update ${sql.id(tenon.tenant.schema, '_rollup')}
        set filled_at = null, counting_since = now() returning id`.execute(trx)
      expect(rows.length).toBeGreaterThan(0)
    })
    await sql`analyze ${sql.id(tenon.tenant.schema, 'deal')}`.execute(tenon.database.control)
    for (const { state, since, records } of await told()) {
      expect(['counting', 'ready']).toContain(state)
      expect(since).not.toBeNull()
      expect(records).toBe(8)
    }
    await sql`select pg_notify('tenon_rollups', ${tenon.tenant.schema})`.execute(tenon.database.control)
    await make(1)
    await eventually(async () => expect(new Set(await states())).toEqual(new Set(['exact'])))
  })

  test('has days begin by the clocks of another time zone once the tenant has one', async () => {
    const { database, tenant, zones } = tenon
    await database.transaction(tenant.schema, (trx) => zones.store(trx, tenant, 'Asia/Shanghai'))
    zones.forget(tenant)
    await eventually(async () => expect(new Set(await states())).toEqual(new Set(['exact'])))
    const days = await tenon.groupRecords(tenon.system, {
      entity: 'deal',
      groupBy: [{ field: 'signedAt', per: 'day' }],
    })
    expect(days.groups).toEqual([{ values: ['2026-04-01'], measures: { count: 9 } }])
  })
})
