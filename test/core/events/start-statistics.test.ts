import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { analyseChangedTables } from '../../../core/src/db/analyse-changed-tables.ts'
import { startStatistics } from '../../../core/src/events/start-statistics.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const to = (entity: string) => ({ fieldType: 'reference', reference: { entity, onDelete: 'setNull' } })
const FIRMS = {
  'plugin.json': manifest('firms'),
  'entities/firm.schema.json': entityFile('firm', { grade: { fieldType: 'integer' }, parent: to('firm') }),
  'entities/order.schema.json': entityFile('order', { firm: to('firm') }),
}
/** Fewer than autovacuum looks at. */
const ROWS = 40

describe.each(DATABASE_KINDS)('what the planner knows of tables on %s', (kind) => {
  let shop: PluginTenant
  let stop: () => Promise<void>
  const errors: unknown[] = []

  beforeAll(async () => {
    shop = await openPluginTenant(kind)
    await shop.install(FIRMS)
  }, 60_000)
  afterAll(async () => {
    await stop?.()
    await shop?.close()
  })

  const start = async () => {
    const { tenon, tenant } = shop
    const onError = (error: unknown) => void errors.push(error)
    const tenants = async () => [tenant]
    stop = await startStatistics({ database: tenon.database, tenants, onError, firstMilliseconds: 100 })
  }

  async function fill(): Promise<void> {
    let parent: string | null = null
    for (let at = 0; at < ROWS; at++) {
      const firm: string = (await shop.create('firm', { name: `Firm ${at}`, grade: at, parent })).id
      await shop.create('order', { name: `Order ${at}`, firm })
      parent = firm
    }
  }

  async function looks(): Promise<Record<string, number>> {
    const { rows } = await sql<{ name: string; looks: number }>`select c.relname as name,
        (pg_stat_get_analyze_count(c.oid) + pg_stat_get_autoanalyze_count(c.oid))::int as looks from pg_class c
      where c.relnamespace = ${shop.tenant.schema}::regnamespace and c.relname in ('firm', 'order')`.execute(
      shop.tenon.database.control,
    )
    return Object.fromEntries(rows.map(({ name, looks }) => [name, looks]))
  }

  /** Rows of firms that have changed since the last look, as far as PostgreSQL has counted them. */
  async function uncounted(): Promise<number> {
    const { rows } = await sql<{ rows: number }>`
      select pg_stat_get_mod_since_analyze(${`${shop.tenant.schema}.firm`}::regclass)::int as rows`.execute(
      shop.tenon.database.control,
    )
    return rows[0]?.rows ?? 0
  }

  test('soon follows what is written, so that a path over five references takes no longer than one, and an estimate is near', async () => {
    await start()
    await fill()
    await vi.waitFor(
      async () => {
        const page = await shop.tenon.services.records.find(shop.ctx, { entity: 'firm', limit: 1, count: 'estimated' })
        expect(page.count).toBeGreaterThan(ROWS / 2)
        expect(await looks()).toEqual({ firm: expect.toSatisfy((n) => n > 0), order: expect.toSatisfy((n) => n > 0) })
      },
      { timeout: 20_000, interval: 200 },
    )
    const began = performance.now()
    const where = { field: 'firm.parent.parent.parent.parent.grade', op: 'eq', value: 7 } as const
    expect((await shop.find('order', { where })).map(({ name }) => name)).toEqual(['Order 11'])
    // Without it: forty by forty by forty … comparisons, of which PostgreSQL does not come to an end in a minute.
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(errors).toEqual([])
  }, 60_000)

  test('is left alone where few rows have changed', async () => {
    const inserted = async (table: string) => {
      const { rows } = await sql<{ rows: number }>`
        select pg_stat_get_tuples_inserted(${`${shop.tenant.schema}.${table}`}::regclass)::int as rows`.execute(
        shop.tenon.database.control,
      )
      return rows[0]?.rows
    }
    for (const table of ['firm', 'order']) {
      // What comes to be counted only now would be looked at together with the one more.
      await vi.waitFor(async () => expect(await inserted(table)).toBe(ROWS), { timeout: 20_000, interval: 500 })
      await sql`analyze ${sql.id(shop.tenant.schema, table)}`.execute(shop.tenon.database.control)
    }
    const before = await looks()
    await shop.create('firm', { name: 'One more' })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await looks()).toEqual(before)
  }, 60_000)

  test('is brought up at the start for what was written before, and not after the end', async () => {
    await stop()
    const before = await looks()
    await fill()
    await vi.waitFor(async () => expect(await uncounted()).toBeGreaterThanOrEqual(ROWS), {
      timeout: 20_000,
      interval: 500,
    })
    expect(await looks()).toEqual(before)
    await start()
    await vi.waitFor(async () => expect((await looks())['firm']).toBeGreaterThan(before['firm'] ?? 0), {
      timeout: 20_000,
      interval: 500,
    })
  }, 60_000)

  test('is looked at a table at a time, for as long as it is wanted', async () => {
    await stop()
    stop = async () => undefined
    const { tenon, tenant } = shop
    for (let at = 0; at < 3; at++) {
      await sql`create table ${sql.id(tenant.schema, `many_${at}`)} as select n from generate_series(1, 50) n`.execute(
        tenon.database.control,
      )
    }
    const counted = async () => {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_class c
        where c.relnamespace = ${tenant.schema}::regnamespace and c.relname like 'many\_%'
          and pg_stat_get_mod_since_analyze(c.oid) >= 50`.execute(tenon.database.control)
      return rows[0]?.count
    }
    await vi.waitFor(async () => expect(await counted()).toBe(3), { timeout: 20_000, interval: 500 })
    let asked = 0
    expect(await analyseChangedTables(tenon.database, [tenant.schema], () => asked++ < 1)).toBe(1)
    expect(await analyseChangedTables(tenon.database, [tenant.schema], () => false)).toBe(0)
    expect(await counted()).toBeGreaterThanOrEqual(2)
  }, 60_000)

  test.runIf(kind === 'postgres')(
    'of a table whose rows change all the time and stay as many, PostgreSQL is not asked again',
    async () => {
      const { tenon, tenant } = shop
      const { control } = tenon.database
      const table = sql.id(tenant.schema, '_api_use')
      await sql`alter table ${table} set (autovacuum_enabled = off)`.execute(control)
      const use = (from: number, to: number) => sql`insert into ${table} (entity, field, actor, day, reads, writes)
        select 'firm', 'field' || n, 'apiKey:1', date '2026-01-01', 1, 1 from generate_series(${sql.lit(from)}, ${sql.lit(to)}) n`
      await use(1, 21).execute(control)
      const changed = async (least: number) => {
        await vi.waitFor(
          async () => {
            const { rows } = await sql<{ rows: number }>`select
              pg_stat_get_mod_since_analyze(${`${tenant.schema}._api_use`}::regclass)::int as rows`.execute(control)
            expect(rows[0]?.rows).toBeGreaterThanOrEqual(least)
          },
          { timeout: 30_000, interval: 500 },
        )
      }
      const looksAt = async () => {
        await analyseChangedTables(tenon.database, [tenant.schema])
        const { rows } = await sql<{ looks: number }>`select
          pg_stat_get_analyze_count(${`${tenant.schema}._api_use`}::regclass)::int as looks`.execute(control)
        return rows[0]?.looks
      }
      await changed(21)
      expect(await looksAt()).toBe(1)
      for (let round = 0; round < 3; round++) await sql`update ${table} set reads = reads + 1`.execute(control)
      await changed(63)
      expect(await looksAt()).toBe(1)
      await use(100, 130).execute(control)
      await changed(94)
      expect(await looksAt()).toBe(2)
    },
    90_000,
  )
})
