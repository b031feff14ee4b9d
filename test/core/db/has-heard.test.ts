import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { isFresh } from '../../../core/src/db/is-fresh.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  let database: Database
  beforeEach(async () => {
    database = await openTestDatabase(kind)
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await database?.close()
  })

  test('what was asked for once somebody listens is taken as it is for longer than what was asked for before', async () => {
    const before = performance.now()
    await database.listen('tenon_trial', () => undefined)
    const after = performance.now()
    const inMinutes = (minutes: number) =>
      vi.spyOn(performance, 'now').mockImplementation(() => after + minutes * 60_000)
    // The proof is as old as the question, until it has arrived.
    inMinutes(2)
    await expect.poll(() => isFresh(database, after)).toBe(true)
    expect(isFresh(database, before)).toBe(kind === 'pglite')
    inMinutes(11)
    expect(isFresh(database, after)).toBe(false)
  })

  test('who subscribes to a channel while another is about to hears what is told right afterwards', async () => {
    const heard: string[] = []
    const subscribed = Array.from({ length: 20 }, (_, at) =>
      database.listen('tenon_together', (payload) => void heard.push(`${at} ${payload}`)),
    )
    await subscribed[19]
    await sql`select pg_notify('tenon_together', 'now')`.execute(database.control)
    await Promise.all(subscribed)
    await expect.poll(() => heard).toContain('19 now')
  })
})

test('a listening connection that was broken has not heard what it missed, and does not say so', async () => {
  const database = await openTestDatabase('postgres')
  try {
    await database.listen('tenon_missing', () => undefined)
    const before = performance.now()
    await expect.poll(() => database.hasHeardSince(before)).toBe(true)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ~* '^listen|pg_notify' and pid <> pg_backend_pid()`.execute(
      database.control,
    )
    await expect.poll(() => database.hasHeardSince(before)).toBe(false)
    await expect.poll(() => database.hasHeardSince(performance.now()), { timeout: 10_000 }).toBe(true)
    expect(database.hasHeardSince(before)).toBe(false)
  } finally {
    await database.close()
  }
})
