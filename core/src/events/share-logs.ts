import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { LOG_LINES_CHANNEL, LOG_READERS_CHANNEL, LOG_SHARERS_CHANNEL } from './channels.ts'
import { makeLogReaders } from './log-readers.ts'
import type { HookLogLine, SharedLog } from './shared-log.ts'

const FLUSH_MILLISECONDS = 100
/** Lines per flush and tenant: five hundred a second are more than anybody reads. */
const MAX_LINES = 50
/** PostgreSQL takes 8000 bytes; in JSON a character has up to six, and there are three names. */
const MAX_MESSAGE = 900
const MAX_NAME = 100

export interface LogShare {
  share(line: HookLogLine): void
  close(): Promise<void>
}

interface Buffer {
  waiting: HookLogLine[]
  left: number
}

/**
 * Sends what hooks log in this process to whoever reads along in another one, such as `plugin dev` beside a server. As
 * long as nobody has said that they read along, nothing is sent, and a line costs a look into an empty map.
 */
export async function shareLogs({
  database,
  onError,
}: {
  database: Database
  onError: (error: unknown) => void
}): Promise<LogShare> {
  const readers = makeLogReaders()
  const buffers = new Map<string, Buffer>()
  let number = 0
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<void> = Promise.resolve()
  const unlisten = await database.listen(LOG_READERS_CHANNEL, readers.hear)
  await sql`select pg_notify(${LOG_SHARERS_CHANNEL}, '')`.execute(database.control)

  function share(line: HookLogLine): void {
    if (!readers.anyOf(line.tenantId)) return
    const buffer = buffers.get(line.tenantId) ?? { waiting: [], left: 0 }
    buffers.set(line.tenantId, buffer)
    if (buffer.waiting.length < MAX_LINES) buffer.waiting.push(line)
    else buffer.left += 1
    timer ??= setTimeout(flush, FLUSH_MILLISECONDS)
  }

  function flush(): void {
    timer = null
    const logs = [...buffers].flatMap(([tenantId, { waiting, left }]) => [
      ...waiting.map((line) => sharedLog(line, number++)),
      ...(left > 0 ? [{ tenantId, number: number++, left, line: null }] : []),
    ])
    buffers.clear()
    sending = sending.then(() => notify(database, logs)).catch(onError)
  }

  return {
    share,
    async close() {
      await unlisten()
      if (timer !== null) {
        clearTimeout(timer)
        flush()
      }
      await sending
    },
  }
}

function sharedLog({ tenantId, ...line }: HookLogLine, number: number): SharedLog {
  const { pluginId, target, level, message } = line
  const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text)
  return {
    tenantId,
    number,
    left: 0,
    line: {
      pluginId: cut(pluginId, MAX_NAME),
      target: cut(target, MAX_NAME),
      level: cut(level, MAX_NAME),
      message: cut(message, MAX_MESSAGE),
    },
  }
}

async function notify(database: Database, logs: SharedLog[]): Promise<void> {
  if (logs.length === 0) return
  const payloads = JSON.stringify(logs.map((log) => JSON.stringify(log)))
  await sql`select pg_notify(${LOG_LINES_CHANNEL}, value) from jsonb_array_elements_text(${payloads}::jsonb)`.execute(
    database.control,
  )
}
