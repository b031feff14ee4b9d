import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'

/** Ends every connection to the database but the one that asks, as a restart or a fail-over does. */
async function endConnections(database: Database): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(database.control)
}

test('a connection that PostgreSQL ends between two statements fails its transaction, not the process', async () => {
  const database = await openTestDatabase('postgres')
  try {
    const broken = database.controlTransaction(async (trx) => {
      await sql`select 1`.execute(trx)
      await endConnections(database)
      // Now the end is heard of while no statement runs on the connection.
      await delay(200)
      await sql`select 1`.execute(trx)
    })
    await expect(broken).rejects.toThrow(/terminat|not queryable/i)
    expect((await sql`select 1 as alive`.execute(database.control)).rows).toEqual([{ alive: 1 }])
  } finally {
    await database.close()
  }
})

test('messages are heard again after PostgreSQL ended the connection that listens', async () => {
  const database = await openTestDatabase('postgres')
  try {
    const heard: string[] = []
    await database.listen('tenon_live', (payload) => heard.push(payload))
    await endConnections(database)
    await expect
      .poll(
        async () => {
          await sql`select pg_notify('tenon_live', 'again')`.execute(database.control)
          return heard
        },
        { timeout: 10_000, interval: 200 },
      )
      .toContain('again')
  } finally {
    await database.close()
  }
})
