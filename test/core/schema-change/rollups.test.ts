import type { RollupSchema } from '@tenon/sdk/contract/entity-schema'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { makeFindDrift } from '../../../core/src/schema-change/find-drift.ts'
import { countPending } from '../../../core/src/schema-change/rollups/count-rollups.ts'
import { foldRollups } from '../../../core/src/schema-change/rollups/fold-rollups.ts'
import { followTimeZone } from '../../../core/src/schema-change/rollups/follow-time-zone.ts'
import { noRollupWork } from '../../../core/src/schema-change/rollups/rollup-work.ts'
import { rebuildRollups, verifyRollups } from '../../../core/src/schema-change/rollups/verify-rollups.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { openPublishingTenant } from './publishing-tenant.ts'

const box = (rollups: RollupSchema[], more: Parameters<typeof entity>[1] = {}) =>
  entity(
    'box',
    {
      colour: field('choice'),
      pieces: field('integer'),
      price: field('money', { currency: 'EUR' }),
      packedAt: field('dateTime'),
      ...more,
    },
    rollups.length > 0 ? { rollups } : {},
  )

const BY_COLOUR: RollupSchema = { name: 'byColour', groupBy: ['colour'], sums: ['pieces', 'price'] }
const BY_DAY: RollupSchema = { name: 'byDay', groupBy: [{ field: 'packedAt', per: 'day' }] }

describe.each(DATABASE_KINDS)('publishing rollups on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())

  async function openTenant({ smallTableRows = 10_000 } = {}) {
    const tenant = await openPublishingTenant(database, { smallTableRows })
    const { schema } = tenant
    const table = sql.id(schema, 'box')
    await tenant.publish({ entities: [box([])] })
    await tenant.query(sql`insert into ${table} (id, name, colour, pieces, price, price_currency, packed_at)
      select gen_random_uuid(), 'box', (array['red', 'green', null])[1 + g % 3], g, g / 4.0, 'EUR',
        '2026-03-31T20:00:00Z'::timestamptz + g * interval '1 hour' from generate_series(1, 30) g`)
    const states = async () => (await verifyRollups(database, schema)).map(({ name, state }) => `${name} ${state}`)
    /** All that is there for rollups: functions, triggers, rows. */
    const left = () =>
      tenant.query(sql`select proname::text as name from pg_proc where pronamespace = ${schema}::regnamespace
          and starts_with(proname, '_rollup_')
        union all select tgname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
          where c.relnamespace = ${schema}::regnamespace and starts_with(tgname, '_rollup_')
        union all select id from ${sql.id(schema, '_rollup')}
        union all select rollup from ${sql.id(schema, '_rollup_total')}
        union all select rollup from ${sql.id(schema, '_rollup_delta')}`)
    const write = () =>
      tenant.query(sql`update ${table} set colour = 'blue', pieces = pieces + 1 where pieces between 5 and 9`)
    const count = () => countPending({ database, work: noRollupWork() }, schema, () => false)
    return { ...tenant, table, states, left, write, count }
  }

  test('one that is declared is exact at once, is told in the plan, and leaves nothing when it goes', async () => {
    const tenant = await openTenant()
    const [step, ...others] = (await tenant.plan({ entities: [box([BY_COLOUR])] })).steps
    expect(others).toEqual([])
    expect(step?.summary.en).toBe(
      'Change which totals of box are kept ready: ‘byColour’ by The choice, sums of The integer, The money',
    )
    expect(step?.summary['zh-CN']).toMatch(/保存的汇总：“byColour”按字段 choice/)
    expect(step).toMatchObject({ risk: 'safe' })
    await tenant.publish({ entities: [box([BY_COLOUR])] })
    expect((await tenant.plan({ entities: [box([BY_COLOUR])] })).steps).toEqual([])
    expect(await tenant.states()).toEqual(['box.byColour exact'])
    await tenant.write()
    expect(await tenant.states()).toEqual(['box.byColour exact'])
    await tenant.publish({ entities: [box([{ ...BY_COLOUR, sums: ['price'] }, BY_DAY])] })
    await tenant.write()
    expect(await tenant.states()).toEqual(['box.byColour exact', 'box.byDay exact'])
    await tenant.query(sql`truncate ${tenant.table}`)
    await foldRollups(database, tenant.schema)
    expect(await tenant.query(sql`select 1 from ${sql.id(tenant.schema, '_rollup_total')}`)).toEqual([])
    expect(await tenant.states()).toEqual(['box.byColour exact', 'box.byDay exact'])
    await tenant.publish({ entities: [box([])] })
    expect(await tenant.left()).toEqual([])
  })

  test('of a large table records are counted after the publish, and no write before, meanwhile or after is missed', async () => {
    const tenant = await openTenant({ smallTableRows: 0 })
    await tenant.publish({ entities: [box([BY_COLOUR, BY_DAY])] })
    await tenant.write()
    expect(await tenant.states()).toEqual(['box.byColour pending', 'box.byDay pending'])
    expect(await foldRollups(database, tenant.schema)).toBe(0)
    if (kind === 'postgres') {
      // One who wrote and has not committed yet holds nothing up, and is counted once.
      await database.transaction(tenant.schema, async (trx) => {
        await sql`update ${tenant.table} set colour = 'red' where pieces > 20`.execute(trx)
        await tenant.count()
        expect(await tenant.states()).toEqual(['box.byColour exact', 'box.byDay exact'])
      })
    } else await tenant.count()
    await tenant.write()
    expect(await tenant.states()).toEqual(['box.byColour exact', 'box.byDay exact'])
    expect(await foldRollups(database, tenant.schema)).toBeGreaterThan(0)
    expect(await tenant.states()).toEqual(['box.byColour exact', 'box.byDay exact'])
  })

  test.each([10_000, 0])(
    'where tables of %d rows are small, it follows fields that get another name or type, and goes with its entity',
    async (smallTableRows) => {
      const tenant = await openTenant({ smallTableRows })
      const exact = async () => {
        await tenant.count()
        await tenant.write()
        expect(await tenant.states()).toEqual(['box.byColour exact'])
      }
      await tenant.publish({ entities: [box([BY_COLOUR])] })
      await exact()
      const decimal = { pieces: field('decimal', { scale: 2 }) }
      await tenant.publish({ entities: [box([BY_COLOUR], decimal)] })
      await exact()
      const { pieces: _pieces, ...rest } = box([]).properties
      const renamed = {
        ...box([{ ...BY_COLOUR, sums: ['amount'] }]),
        properties: { ...rest, amount: { ...decimal.pieces, id: 'sample/box/pieces' } },
      }
      const { steps } = await tenant.plan({ entities: [renamed] })
      expect(steps.flatMap(({ sql: text }) => text).join()).toMatch(/create or replace trigger "_rollup_update"/)
      await tenant.publish({ entities: [renamed] })
      await tenant.count()
      await tenant.query(sql`update ${tenant.table} set amount = amount + 1, colour = 'red'`)
      expect(await tenant.states()).toEqual(['box.byColour exact'])
      await tenant.publish({ entities: [entity('other', {})] })
      expect(await tenant.left()).toEqual([])
      await tenant.publish({ entities: [renamed] })
      await tenant.count()
      await tenant.query(sql`update ${tenant.table} set amount = amount + 1 where colour = 'red'`)
      expect(await tenant.states()).toEqual(['box.byColour exact'])
    },
  )

  test('fields may be called what the statements call their own columns', async () => {
    const tenant = await openTenant()
    const own = ['k0', 'c0', 'a0', 's0', 'f0', 'n', 'sign', 'part', 'keys', 'records', 'currency', 'filled', 'amount']
    const fields = Object.fromEntries(own.map((name) => [name, field('integer')]))
    const rollup = { name: 'own', groupBy: ['k0', 'sign', 'keys'], sums: ['c0', 'a0', 's0', 'n', 'part', 'amount'] }
    await tenant.publish({ entities: [box([rollup], fields)] })
    await tenant.query(sql`update ${tenant.table} set k0 = 1, sign = pieces % 2, n = 3, amount = 4, part = 5, c0 = 6`)
    expect(await tenant.states()).toEqual(['box.own exact'])
    expect(await rebuildRollups(database, tenant.schema)).toMatchObject({ done: ['box.own'] })
    expect(await tenant.states()).toEqual(['box.own exact'])
  })

  test('a publish that fails in its last moment leaves those of before at work', async () => {
    const tenant = await openTenant()
    await tenant.publish({ entities: [box([BY_COLOUR])] })
    const before = await tenant.left()
    const failing = tenant.publish(
      { entities: [box([BY_DAY], { colour: field('text') })] },
      {
        onTables: async () => {
          throw new Error('caller failed')
        },
      },
    )
    await expect(failing).rejects.toThrow('caller failed')
    expect(await tenant.left()).toEqual(before)
    await tenant.write()
    expect(await tenant.states()).toEqual(['box.byColour exact'])
  })

  test('periods of times begin by the clocks of the zone that the tenant has got since', async () => {
    const tenant = await openTenant()
    await tenant.publish({ entities: [box([BY_DAY, BY_COLOUR])] })
    const days = () =>
      tenant.query(sql`select keys ->> 0 as day, records::int from ${sql.id(tenant.schema, '_rollup_total')}
        where rollup like '%byDay%' order by 1`)
    const utc = await days()
    await tenant.query(
      sql`insert into ${sql.id(tenant.schema, '_setting')} (name, value) values ('timeZone', '"Asia/Shanghai"')`,
    )
    expect(await tenant.states()).toEqual(['box.byDay missing', 'box.byColour exact'])
    await followTimeZone(database, tenant.schema)
    expect(await days()).not.toEqual(utc)
    await tenant.write()
    expect(await tenant.states()).toEqual(['box.byDay exact', 'box.byColour exact'])
  })

  test('what was switched off, changed or emptied by hand is found, and brought in step', async () => {
    const tenant = await openTenant()
    const tools = { database, requireAdmin: async () => undefined } as unknown as Parameters<typeof makeFindDrift>[0]
    const drift = async () => (await makeFindDrift(tools)(tenant.ctx)).items
    await tenant.publish({ entities: [box([BY_COLOUR])] })
    expect(await drift()).toEqual([])
    await tenant.query(sql`alter table ${tenant.table} disable trigger _rollup_update`)
    await tenant.write()
    expect(await tenant.states()).toEqual(['box.byColour differs'])
    expect(await drift()).toMatchObject([{ kind: 'rollups', table: 'box', object: 'byColour', repairable: true }])
    await tenant.publish({ entities: [box([BY_COLOUR])] })
    expect([await drift(), await tenant.states()]).toEqual([[], ['box.byColour exact']])
    await tenant.query(sql`update ${sql.id(tenant.schema, '_rollup_total')} set amount = amount + 1`)
    expect(await tenant.states()).toEqual(['box.byColour differs'])
    expect(await rebuildRollups(database, tenant.schema)).toEqual({ done: ['box.byColour'], missing: [] })
    expect(await tenant.states()).toEqual(['box.byColour exact'])
  })

  test.runIf(kind === 'postgres')(
    'writers of the same group wait for nobody, neither for each other nor for a fold',
    async () => {
      const tenant = await openTenant()
      await tenant.publish({ entities: [box([BY_COLOUR])] })
      await database.transaction(tenant.schema, async (trx) => {
        await sql`insert into ${tenant.table} (id, name, colour) values (gen_random_uuid(), 'one', 'red')`.execute(trx)
        await database.transaction(tenant.schema, async (other) => {
          await sql`set local lock_timeout = '1s'`.execute(other)
          await sql`insert into ${tenant.table} (id, name, colour) values (gen_random_uuid(), 'two', 'red')`.execute(
            other,
          )
        })
        expect(await foldRollups(database, tenant.schema)).toBe(1)
      })
      expect(await tenant.states()).toEqual(['box.byColour exact'])
    },
  )
})
