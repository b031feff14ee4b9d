import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { withStatementLimits } from '../../../core/src/db/statement-limits.ts'
import type { TenantTables } from '../../../core/src/db/tenant-tables.ts'
import { withCancel } from '../../../core/src/schema-change/with-cancel.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'
import { openPublishingTenant } from './publishing-tenant.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase('postgres')
})
afterAll(() => database.close())

const doze = (db: Kysely<TenantTables>, seconds: number) => sql`select pg_sleep(${seconds})`.execute(db)

/** A request that is cancelled as `cancel` says, and which of its statements came to an end. */
async function cancelled(cancel: (controller: AbortController, at: 'statement' | 'between') => void) {
  const { ctx } = await openPublishingTenant(database)
  const controller = new AbortController()
  const ended: string[] = []
  const counting = withCancel(database, { ...ctx, signal: controller.signal }, async (db) => {
    await doze(db, 0)
    ended.push('first')
    cancel(controller, 'between')
    // A cancel that was sent meanwhile would find nothing to end.
    if (controller.signal.aborted) await sleep(300)
    const second = doze(db, 20)
    cancel(controller, 'statement')
    await second
    ended.push('second')
  }).catch((error: unknown) => error)
  return { error: await counting, ended }
}

test('a request that is cancelled between two statements sends no other', async () => {
  const started = performance.now()
  const { error, ended } = await cancelled((controller, at) => at === 'between' && controller.abort())
  expect(error).toMatchObject({ code: 'UNAVAILABLE', message: 'Counting was cancelled.' })
  expect(ended).toEqual(['first'])
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('a request that is cancelled while a statement runs has PostgreSQL end it, within other limits or without', async () => {
  const later = (controller: AbortController, at: string) =>
    at === 'statement' && setTimeout(() => controller.abort(), 100)
  for (const within of [(run: () => unknown) => run(), (run: () => unknown) => withStatementLimits(LONG, run)]) {
    const started = performance.now()
    expect(await within(() => cancelled(later))).toMatchObject({ error: { code: 'UNAVAILABLE' }, ended: ['first'] })
    expect(performance.now() - started).toBeLessThan(10_000)
  }
  const { rows } = await database.execute(`select count(*)::int as busy from pg_stat_activity
    where state = 'active' and query like 'select pg_sleep%' and datname = current_database()`)
  expect(rows).toEqual([{ busy: 0 }])
})

test('a request that was cancelled before it began opens no transaction', async () => {
  const { ctx } = await openPublishingTenant(database)
  let begun = false
  const work = async () => {
    begun = true
  }
  await expect(withCancel(database, { ...ctx, signal: AbortSignal.abort() }, work)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  })
  expect(begun).toBe(false)
})

const LONG = { milliseconds: 60_000 }
