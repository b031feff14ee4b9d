import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import type { TenantTables } from '../../../core/src/db/tenant-tables.ts'
import { insertEmittedEvent } from '../../../core/src/events/insert-emitted-event.ts'
import { startOutboxRelay } from '../../../core/src/events/start-outbox-relay.ts'
import { hearersAmong } from '../../../core/src/hooks/hearers-among.ts'
import { checkEventSchema } from '../../../core/src/plugins/check-event-schema.ts'
import { checkHeardEvents } from '../../../core/src/plugins/check-heard-events.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { pluginPackage } from '../model/sample-model.ts'
import { workingTenant } from '../tasks/task-kit.ts'

interface Hearing {
  needs?: string[]
  declares?: string[]
  hears?: string[]
}

function plugin(id: string, { needs = [], declares = [], hears = [] }: Hearing = {}): PluginPackage {
  const made = pluginPackage(id, {
    manifest: {
      dependencies: Object.fromEntries(needs.map((name) => [name, '^1.0.0'])),
      events: declares.map((name) => ({ name, label: { en: name } })),
    },
  })
  return { ...made, hooks: { ...made.hooks, events: hears } }
}

const SHOP = plugin('shop', { declares: ['sold', 'returned'], hears: ['shop.sold'] })
const LOYALTY = plugin('loyalty', { needs: ['shop'], hears: ['shop.sold'] })
const GIFTS = plugin('gifts', { needs: ['loyalty'], hears: ['shop.sold', 'shop.returned'] })
const STRANGER = plugin('stranger', { hears: ['shop.sold'] })
const ALL = [SHOP, LOYALTY, GIFTS, STRANGER]

describe('an event', () => {
  const hearers = (event: string) =>
    hearersAmong(
      ALL.map((one) => ({ package: one, grants: [] })),
      event,
    )

  test('is heard by the plugin itself and by those that depend on it, directly or by way of others', () => {
    expect(hearers('shop.sold')).toEqual(['shop', 'loyalty', 'gifts'])
    expect(hearers('shop.returned')).toEqual(['gifts'])
    expect(hearers('shop.unknown')).toEqual([])
  })

  test('that no dependency declares cannot be heard, and the check says what to do', () => {
    const check =
      (...packages: PluginPackage[]) =>
      () =>
        checkHeardEvents(packages, 'en')
    expect(check(SHOP, LOYALTY, GIFTS)).not.toThrow()
    expect(check(SHOP, STRANGER)).toThrow(
      `hooks.ts: 'events["shop.sold"]': plugin 'stranger' does not depend on 'shop', whose event it would be; add it to /dependencies of plugin.json`,
    )
    const misspelt = plugin('late', { needs: ['shop'], hears: ['shop.solt'] })
    expect(check(SHOP, misspelt)).toThrow(
      /'shop' declares no event 'solt' in its plugin.json; did you mean 'shop.sold'/,
    )
    expect(() => checkHeardEvents([SHOP, STRANGER], 'zh-CN')).toThrow(/请将其加入/)
  })

  test('that an upgrade takes away from those who hear it refuses the upgrade', () => {
    const older = plugin('shop', { declares: ['sold'] })
    expect(() => checkHeardEvents([older, LOYALTY, GIFTS], 'en')).toThrow(/declares no event 'returned'/)
  })
})

describe.each(DATABASE_KINDS)('emitted events on %s', (kind) => {
  let database: Database
  let tenant: TenantRef

  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    tenant = await workingTenant(database)
  })

  const EVENT = { type: 'plugin.event', name: 'shop.sold', actor: 'plugin:shop', depth: 3, payload: null } as const
  const emit = (id: string, payload: JsonValue = null) =>
    insertEmittedEvent(database.tenant(tenant.schema), tenant.schema, { ...EVENT, id, payload })
  const relay = (finishing?: () => void) => {
    const hooks = { afterHooksFor: async () => [], hearersOf: async () => ['loyalty', 'gifts'] }
    const jobs = { enqueue: async () => void finishing?.() }
    return startOutboxRelay({
      database,
      hooks,
      jobs,
      tenants: async () => [tenant],
      sweepMilliseconds: 300,
      onError: (error) => expect.unreachable(String(error)),
    })
  }
  const tasks = () => database.tenant(tenant.schema).selectFrom('_plugin_task').selectAll().orderBy('plugin').execute()
  const undelivered = async () => {
    const rows = database.tenant(tenant.schema).selectFrom('_outbox').select('id').where('delivered_at', 'is', null)
    return (await rows.execute()).length
  }
  const ID = '019b0000-0000-7000-8000-000000000001'

  test('become one task per hearer, with the facts, whatever the payload holds', async () => {
    const running = await relay()
    const payload = { 名称: 'a \0 \ud800', list: [1, null, 'x'] }
    await emit(ID, payload)
    await expect.poll(undelivered).toBe(0)
    const about = { kind: 'event', name: 'shop.sold', status: 'waiting', depth: 3, created_by: 'plugin:shop' }
    const data = { id: ID, name: 'shop.sold', payload, occurredAt: expect.stringMatching(/^\d{4}-.*Z$/) }
    expect(await tasks()).toEqual([
      expect.objectContaining({ ...about, plugin: 'gifts', data }),
      expect.objectContaining({ ...about, plugin: 'loyalty', data }),
    ])
    await running.close()
  })

  test('that are delivered twice, because a relay died in between, become one task all the same', async () => {
    await emit(ID)
    const first = await relay()
    await expect.poll(undelivered).toBe(0)
    await first.close()
    const outbox = database.tenant(tenant.schema).updateTable('_outbox')
    await outbox.set({ delivered_at: null, claimed_at: null }).execute()
    const before = await tasks()
    const second = await relay()
    await expect.poll(undelivered).toBe(0)
    await second.close()
    expect(await tasks()).toEqual(before)
  })

  test('of a plugin that another process has taken away are not written, and a removal waits for one that is', async () => {
    const { schema } = tenant
    const sell = (db: Kysely<TenantTables>, id: string) =>
      insertEmittedEvent(db, schema, { ...EVENT, id, plugin: 'shop' })
    expect(await sell(database.tenant(schema), ID)).toBe(true)
    if (kind !== 'pglite') {
      const order: string[] = []
      await database.transaction(schema, async (trx) => {
        expect(await sell(trx, ID.replace(/1$/, '2'))).toBe(true)
        void database.execute(`delete from "${schema}"._plugin where id = 'shop'`).then(() => order.push('removed'))
        await new Promise((resolve) => setTimeout(resolve, 200))
        order.push('written')
      })
      await expect.poll(() => order).toEqual(['written', 'removed'])
    } else await database.execute(`delete from "${schema}"._plugin where id = 'shop'`)
    const before = await undelivered()
    expect(await sell(database.tenant(schema), ID.replace(/1$/, '3'))).toBe(false)
    expect(await undelivered()).toBe(before)
  })

  test('for whom too much is waiting are kept as failed ones, to be seen and tried again', async () => {
    await database.execute(`insert into "${tenant.schema}"._plugin_task
      (id, plugin, kind, name, data, run_at, status, depth, created_by)
      select gen_random_uuid(), 'gifts', 'job', 'x', 'null', now() + interval '1 day', 'waiting', 0, 'system'
      from generate_series(1, 10000)`)
    const running = await relay()
    await emit(ID)
    await expect.poll(undelivered).toBe(0)
    const events = (await tasks()).filter((task) => task.kind === 'event')
    expect(events.map(({ plugin: of, status, error_code }) => [of, status, error_code])).toEqual([
      ['gifts', 'failed', 'RATE_LIMITED'],
      ['loyalty', 'waiting', null],
    ])
    await running.close()
  })
})

describe('the schema of a payload', () => {
  test('may be of the kinds that a payload needs', () => {
    const schema = {
      type: 'object',
      title: 'Sale',
      properties: {
        code: { type: 'string', pattern: '^P-\\d+$', minLength: 3, maxLength: 10 },
        at: { type: 'string', format: 'date-time' },
        lines: {
          type: 'array',
          items: { type: 'object', properties: { price: { type: 'number', exclusiveMinimum: 0 } } },
        },
        who: { anyOf: [{ type: 'null' }, { enum: ['shop', 'web'] }] },
      },
      required: ['code'],
      additionalProperties: false,
    }
    expect(checkEventSchema(schema)).toEqual([])
  })

  const nested = (levels: number): Record<string, unknown> => (levels === 0 ? {} : { items: nested(levels - 1) })
  test.each<[string, Record<string, unknown>, string]>([
    ['refers to another', { properties: { next: { $ref: '#' } } }, '/properties/next/$ref'],
    ['compares all with all', { uniqueItems: true }, '/uniqueItems'],
    ['matches names', { patternProperties: { 'a+': {} } }, '/patternProperties'],
    ['has a keyword that is misspelt', { propertys: {} }, '/propertys'],
    ['has a pattern that backtracks to what it captured', { pattern: '(a)\\1' }, '/pattern'],
    ['has a format that there is not', { format: 'regex' }, '/format'],
    ['has too many patterns', { allOf: Array.from({ length: 21 }, () => ({ pattern: 'a' })) }, '/allOf/20/pattern'],
    ['is nested too deep', nested(14), '/items'.repeat(13)],
    ['is too long', { description: 'x'.repeat(20_000) }, ''],
    ['has a value that its keyword does not take', { minLength: 'x);process.exit(' }, '/minLength'],
    ['has no schema where one belongs', { items: 3 }, '/items'],
  ])('is refused when it %s', (_what, schema, pointer) => {
    expect(checkEventSchema(schema)[0]).toMatchObject({ pointer })
  })
})
