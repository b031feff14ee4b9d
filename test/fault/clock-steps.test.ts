import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { removeOldEvents } from '../../core/src/events/remove-old-events.ts'
import { makeTokenBucket } from '../../core/src/http/token-bucket.ts'
import { makeOnce } from '../../core/src/records/idempotency/make-once.ts'
import { removeOldKeys } from '../../core/src/records/idempotency/remove-old-keys.ts'
import { openTestRecords, type TestRecords } from '../core/records/open-test-records.ts'
import { DATABASE_KINDS } from '../support/open-test-database.ts'

const HOUR = 3_600_000
/** Of this process alone: a server's clock goes on as it is. The embedded database has no other, and there a day is a day. */
const STEPS = {
  postgres: [0, 480 * HOUR, -480 * HOUR, 9_600 * HOUR, -1, 3_000, 0],
  pglite: [0, 11 * HOUR, -11 * HOUR, 8 * HOUR, -1, 3_000, 0],
}

describe.each(DATABASE_KINDS)('a clock that jumps, on %s', (kind) => {
  const steps = STEPS[kind]
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())
  afterEach(() => {
    vi.useRealTimers()
  })

  function jump(milliseconds: number): void {
    vi.useRealTimers()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds })
  }

  test('loses and doubles no write: every record has an id, an audit entry and an event of its own, and is listed once', async () => {
    const once = makeOnce(tenon)('create', tenon.createRecord)
    const create = (name: string) =>
      once({ ...tenon.system, idempotencyKey: name }, { entity: 'account', values: { name } })
    const made: string[] = []
    for (const [index, step] of steps.entries()) {
      jump(step)
      for (let one = 0; one < 20; one++) made.push((await create(`Step ${index}.${one}`)).id)
    }
    // Sent again at another time of the process, each still gives its first answer.
    jump(steps[1] ?? 0)
    const again: string[] = []
    for (const index of steps.keys()) {
      for (let one = 0; one < 20; one++) again.push((await create(`Step ${index}.${one}`)).id)
    }
    expect(again).toEqual(made)
    expect(new Set(made).size).toBe(steps.length * 20)
    // What goes by age is judged by the database's clock: nothing is taken for old.
    await removeOldKeys(tenon.database)
    await removeOldEvents(tenon.database)
    const { rows } = await sql<{ audited: number; told: number; kept: number }>`
      select (select count(*)::int from ${sql.id(tenon.tenant.schema, '_audit')} where entity = 'account') as audited,
        (select count(*)::int from ${sql.id(tenon.tenant.schema, '_outbox')} where entity = 'account') as told,
        (select count(*)::int from ${sql.id(tenon.tenant.schema, '_request_key')}) as kept`.execute(
      tenon.database.control,
    )
    expect(rows).toEqual([{ audited: made.length, told: made.length, kept: made.length }])
    const listed: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await tenon.findRecords(tenon.system, { entity: 'account', limit: 30, ...(after && { after }) })
      listed.push(...page.records.map(({ id }) => id))
      if (page.nextCursor === null) break
      after = page.nextCursor
    }
    expect([...listed].sort()).toEqual([...made].sort())
  })

  test('does not change how often somebody may ask', () => {
    const take = makeTokenBucket(2)
    expect([take('one'), take('one')]).toEqual([null, null])
    for (const step of steps) {
      jump(step)
      expect(take('one')).toBeGreaterThan(20)
    }
  })
})
