import { randomUUID } from 'node:crypto'
import type { RecordEventType } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { LIVE_CHANNEL } from '../../../core/src/events/channels.ts'
import { dueEvents } from '../../../core/src/events/claim-events.ts'
import type { EventKind } from '../../../core/src/events/event-kind.ts'
import { reopenEvents } from '../../../core/src/events/finish-events.ts'
import { takeEvents } from '../../../core/src/events/take-events.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

const LIMIT = 500

describe.each(DATABASE_KINDS)('taking events on %s', (kind) => {
  let database: Database
  let tenants: TenantRef[]
  let unlisten: () => Promise<void>
  const told: unknown[] = []
  beforeAll(async () => {
    database = await openTestDatabase(kind)
    tenants = await Promise.all(['one', 'two', 'three'].map((slug) => createTenant(database, { slug, name: slug })))
    unlisten = await database.listen(LIVE_CHANNEL, (payload) => void told.push(JSON.parse(payload)))
  })
  beforeEach(() => {
    told.length = 0
  })
  afterEach(async () => {
    for (const { schema } of tenants) await sql`delete from ${sql.id(schema, '_outbox')}`.execute(database.control)
  })
  afterAll(async () => {
    await unlisten()
    await database.close()
  })

  interface Written {
    type?: RecordEventType | 'plugin.event'
    entity?: string
    after?: object
  }
  let last = 0
  async function write(
    { schema }: TenantRef,
    { type = 'record.created', entity = 'account', after = {} }: Written = {},
  ) {
    last += 1
    const id = `019a0000-0000-7000-8000-${String(last).padStart(12, '0')}`
    const ofRecord = type === 'plugin.event' ? [null, null, null] : [entity, randomUUID(), 1]
    const [name, payload] = type === 'plugin.event' ? ['sample.said', '{}'] : [null, null]
    await sql`insert into ${sql.id(schema, '_outbox')} (id, type, entity, record_id, version, name, payload, actor, depth, after)
      values (${id}::uuid, ${type}::text, ${ofRecord[0]}::text, ${ofRecord[1]}::uuid, ${ofRecord[2]}::int, ${name}::text,
        ${payload}::json, 'system', 0, ${JSON.stringify(after)}::jsonb)`.execute(database.control)
    return id
  }
  const [first, second] = [() => tenants[0] as TenantRef, () => tenants[1] as TenantRef]
  const take = ({ schema }: TenantRef, followed: EventKind[] | null = [], limit = LIMIT) =>
    takeEvents(database, schema, { limit, followed })
  const undelivered = async ({ schema }: TenantRef) => {
    const { rows } = await sql<{ id: string }>`select id from ${sql.id(schema, '_outbox')} where delivered_at is null
      order by id`.execute(database.control)
    return rows.map(({ id }) => id)
  }

  test('looks at none of those that were delivered before', async () => {
    const { schema } = first()
    const outbox = sql.id(schema, '_outbox')
    await sql`alter table ${outbox} set (autovacuum_enabled = false)`.execute(database.control)
    await sql`insert into ${outbox} (id, type, entity, record_id, version, actor, depth, after)
      select ('019a0000-0000-7000-9000-' || lpad(i::text, 12, '0'))::uuid, 'record.created', 'account', gen_random_uuid(), 1,
        'system', 0, jsonb_build_object('told', repeat('x', 1000)) from generate_series(1, 6000) i`.execute(
      database.control,
    )
    while ((await take(first())).count === LIMIT);
    const due = dueEvents(outbox, { columns: sql`id`, limit: LIMIT })
    const look = async () => {
      const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>`
        explain (analyze, buffers, format json) ${due}`.execute(database.control)
      return rows[0]?.['QUERY PLAN'][0].Plan['Shared Hit Blocks']
    }
    // As soon as nobody else in the database could still see them as undelivered.
    await expect.poll(look, { timeout: 20_000 }).toBeLessThan(100)
    // Whatever PostgreSQL knows of the table.
    await sql`analyze ${outbox}`.execute(database.control)
    await expect.poll(look, { timeout: 20_000 }).toBeLessThan(100)
    await sql`alter table ${outbox} reset (autovacuum_enabled)`.execute(database.control)
  })

  test('those of which nothing follows are told and delivered with it, in their order', async () => {
    const ids = [await write(first()), await write(first(), { type: 'record.deleted' }), await write(first())]
    const other = await write(second())
    const followed: EventKind[] = ['record.updated account', 'record.created task']
    expect(await take(first(), followed)).toEqual({ count: 3, claimed: [], delivered: ids })
    expect(await undelivered(first())).toEqual([])
    expect(await undelivered(second())).toEqual([other])
    await expect.poll(() => told).toHaveLength(3)
    const message = { entity: 'account', recordId: expect.any(String), version: 1, actor: 'system' }
    expect(told).toEqual(
      ['record.created', 'record.deleted', 'record.created'].map((type, index) => ({
        ...{ schema: first().schema, id: ids[index] },
        message: { type, ...message },
      })),
    )
    expect(await take(first(), followed)).toEqual({ count: 0, claimed: [], delivered: [] })
  })

  test.each([
    ['an after-hook or a stage follows', {}, ['record.created account']],
    ['a plugin may hear', { type: 'plugin.event' }, []],
    ['values could not be worked out', { after: { $stale: ['score'] } }, []],
    ['it is not known what follows', {}, null],
  ] as Array<[string, Written, EventKind[] | null]>)(
    'one of which %s is claimed, and so are those beside it',
    async (_, written, followed) => {
      const ids = [
        await write(first(), { entity: 'task' }),
        await write(first(), written),
        await write(first(), { entity: 'task' }),
      ]
      const { count, claimed, delivered } = await take(first(), followed)
      expect([count, claimed.map(({ id }) => id), delivered]).toEqual([3, ids, []])
      expect(claimed[1]).toMatchObject({ type: written.type ?? 'record.created', actor: 'system' })
      expect(await undelivered(first())).toEqual(ids)
      // A claim is somebody's.
      expect(await take(first(), [])).toEqual({ count: 0, claimed: [], delivered: [] })
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(told).toEqual([])
    },
  )

  test('as many as are wanted, the oldest first', async () => {
    const ids = [await write(first()), await write(first()), await write(first())]
    expect((await take(first(), [], 2)).delivered).toEqual(ids.slice(0, 2))
    expect((await take(first(), [], 2)).delivered).toEqual(ids.slice(2))
  })

  test('what is reopened is taken once more', async () => {
    const [one, other] = [await write(first()), await write(first())]
    await take(first())
    await reopenEvents(database, first().schema, [other])
    expect(await undelivered(first())).toEqual([other])
    const { claimed } = await take(first(), ['record.created account'])
    expect(claimed.map(({ id }) => id)).toEqual([other])
    expect(one).not.toBe(other)
  })

  test('each tenant that is asked for at one moment has its own, however often', async () => {
    for (let round = 0; round < 12; round++) {
      const ids = await Promise.all(tenants.map((tenant) => write(tenant)))
      const taken = await Promise.all(tenants.map((tenant) => take(tenant)))
      expect(taken.map(({ delivered }) => delivered)).toEqual(ids.map((id) => [id]))
    }
    await expect.poll(() => told).toHaveLength(36)
    const schemas = told.map((one) => (one as { schema: string }).schema)
    expect(tenants.map(({ schema }) => schemas.filter((own) => own === schema).length)).toEqual([12, 12, 12])
  })
})
