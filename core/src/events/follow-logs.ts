import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { LOG_LINES_CHANNEL, LOG_READERS_CHANNEL, LOG_SHARERS_CHANNEL } from './channels.ts'
import { type HookLogLine, type LogReader, readSharedLog } from './shared-log.ts'

/** Notifications can be lost; then this is how long the reader hears nothing. */
const REMIND_MILLISECONDS = 5_000
/** A reader that was killed is forgotten after this time. */
const READ_SECONDS = 15

interface FollowOptions {
  database: Database
  tenantId: string
  onLine: (line: HookLogLine) => void
  /** So many lines more were logged than are sent. */
  onLeft: (count: number) => void
  onError: (error: unknown) => void
}

/**
 * Reads along what a tenant's hooks log in other processes of the same database. Resolves, once they have been told, to
 * the function that ends it.
 */
export async function followLogs(options: FollowOptions): Promise<() => Promise<void>> {
  const { database, tenantId, onLine, onLeft, onError } = options
  const unlisten = await database.listen(LOG_LINES_CHANNEL, (payload) => {
    const log = readSharedLog(payload)
    if (log === null || log.tenantId !== tenantId) return
    if (log.line !== null) onLine({ tenantId, ...log.line })
    if (log.left > 0) onLeft(log.left)
  })
  const reader = randomUUID()
  const remind = () => tell(database, { reader, tenantId, seconds: READ_SECONDS })
  const hearSharers = await database.listen(LOG_SHARERS_CHANNEL, () => void remind().catch(onError))
  await remind()
  const timer = setInterval(() => void remind().catch(onError), REMIND_MILLISECONDS)
  return async () => {
    clearInterval(timer)
    await hearSharers()
    await unlisten()
    await tell(database, { reader, tenantId, seconds: 0 })
  }
}

async function tell(database: Database, told: LogReader): Promise<void> {
  await sql`select pg_notify(${LOG_READERS_CHANNEL}, ${JSON.stringify(told)})`.execute(database.control)
}
