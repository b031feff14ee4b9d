import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { makeTestSchedules, type TestSchedules } from '../../../core/src/plugin-testing/make-test-schedules.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'

const tenant: TenantRef = { id: '0190a5d0-0000-7000-8000-000000000001', slug: 'test', schema: 't_test' }
let database: Database
let now = new Date()
/** Statements that went to the database. */
let asked = 0

beforeAll(async () => {
  database = await openTestDatabase('pglite')
}, 60_000)
afterAll(() => database.close())
beforeEach(() => {
  now = new Date('2026-01-05T09:00:00Z')
})

const clock = {
  now: () => now,
  set: async (to: Date) => {
    now = to
  },
  setting: () => sql``,
}

function schedulesOf(declared: number): TestSchedules {
  const schedules = Array.from({ length: declared }, (_, index) => ({ name: `daily${index}`, cron: '0 8 * * *' }))
  const counted = new Proxy(database, {
    get(target, name, receiver) {
      if (name === 'control' || name === 'controlTransaction' || name === 'transaction') asked += 1
      return Reflect.get(target, name, receiver)
    },
  })
  const packages = [{ manifest: { id: 'fleet', schedules } }] as unknown as Parameters<
    typeof makeTestSchedules
  >[0]['packages']
  return makeTestSchedules({ database: counted, tenant, clock, packages })
}

async function countOf(work: () => Promise<void>): Promise<boolean> {
  asked = 0
  await work()
  return asked > 0
}

test('without schedules the database is never asked', async () => {
  const schedules = schedulesOf(0)
  expect(await countOf(() => schedules.restart())).toBe(false)
  expect(await countOf(() => schedules.move(new Date('2026-01-09T09:00:00Z')))).toBe(false)
  expect(await countOf(() => schedules.move(new Date('2026-01-01T09:00:00Z')))).toBe(false)
})

test('schedules that wait from this very time already are not asked for again', async () => {
  const schedules = schedulesOf(1)
  expect(await countOf(() => schedules.restart())).toBe(true)
  expect(await countOf(() => schedules.restart())).toBe(false)
  now = new Date('2026-02-05T09:00:00Z')
  expect(await countOf(() => schedules.restart())).toBe(true)
})

test('a clock that has gone on and was put back has them wait anew', async () => {
  const schedules = schedulesOf(1)
  await schedules.restart()
  const start = now
  expect(await countOf(() => schedules.move(new Date('2026-01-09T09:00:00Z')))).toBe(true)
  now = start
  expect(await countOf(() => schedules.restart())).toBe(true)
  await schedules.move(new Date('2026-01-09T09:00:00Z'))
  expect(await countOf(() => schedules.move(new Date('2026-01-07T09:00:00Z')))).toBe(true)
  expect(await countOf(() => schedules.restart())).toBe(false)
})
