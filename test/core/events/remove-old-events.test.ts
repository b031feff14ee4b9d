import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeOldEvents } from '../../../core/src/events/remove-old-events.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const DAY = 24 * 3_600_000

describe.each(DATABASE_KINDS)('events on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())

  /** An event as it would be after so many days. */
  async function event(days: number, { delivered }: { delivered: boolean | 'today' }): Promise<string> {
    const at = Date.now() - days * DAY
    const deliveredAt = delivered === 'today' ? new Date() : delivered ? new Date(at) : null
    const time = at.toString(16).padStart(12, '0')
    const id = `${time.slice(0, 8)}-${time.slice(8)}-7abc-8def-${Math.random().toString(16).slice(2, 14).padEnd(12, '0')}`
    await sql`insert into ${sql.id(tenon.tenant.schema, '_outbox')}
      (id, type, entity, record_id, version, occurred_at, actor, depth, delivered_at)
      values (${id}::uuid, 'record.updated', 'deal', ${id}::uuid, 1, ${new Date(at)}, 'system', 0,
        ${deliveredAt})`.execute(tenon.database.control)
    return id
  }

  test('that were delivered two weeks ago are removed, in any number, and no other', async () => {
    const kept = [
      await event(13, { delivered: true }),
      await event(15, { delivered: false }),
      await event(400, { delivered: false }),
      await event(0, { delivered: true }),
      await event(40, { delivered: 'today' }),
    ]
    for (let old = 0; old < 5; old++) await event(15 + old * 30, { delivered: true })
    await sql`insert into ${sql.id(tenon.tenant.schema, '_outbox')}
      (id, type, entity, record_id, version, occurred_at, actor, depth, delivered_at)
      select ('01800000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'record.updated', 'deal',
        gen_random_uuid(), 1, now(), 'system', 0, now() - interval '20 days' from generate_series(1, 2500) n`.execute(
      tenon.database.control,
    )
    await removeOldEvents(tenon.database)
    const { rows } = await sql<{ id: string }>`
      select id from ${sql.id(tenon.tenant.schema, '_outbox')} order by id`.execute(tenon.database.control)
    expect(rows.map(({ id }) => id)).toEqual(kept.sort())
    await removeOldEvents(tenon.database)
    expect(await tenon.count('_outbox')).toBe(kept.length)
  })
})
