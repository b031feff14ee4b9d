import { PRESENCE_TIMES, type PresentPerson } from '@tenon/sdk/contract/presence-api'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { PRESENCE_CHANNEL } from './channels.ts'
import { type ChangedRecord, type Presence, PresenceBoard } from './presence-board.ts'

const SWEEP_MS = 2_000

type Listener = (message: LiveMessage) => void

export interface PresenceHub {
  /** Tells all processes; resolves to who has the record open, as far as this one knows. */
  announce(presence: Presence): Promise<PresentPerson[]>
  /** Calls `listener` when the people of a record of the tenant change; the function returned ends that. */
  subscribe(schema: string, listener: Listener): () => void
  close(): Promise<void>
}

/**
 * Who has which record open, in all processes: each hears of everybody by NOTIFY and keeps them in memory for as long as they are
 * heard of. Nothing is written, and nothing runs where nobody has a record open.
 */
export async function makePresenceHub({ database }: { database: Database }): Promise<PresenceHub> {
  const board = new PresenceBoard(PRESENCE_TIMES.goneMs)
  const listeners = new Map<string, ReadonlySet<Listener>>()
  let sweeping: ReturnType<typeof setInterval> | null = null

  function tell(changed: readonly ChangedRecord[]): void {
    for (const { schema, entity, record, people } of changed) {
      const message = { type: 'presence.changed' as const, of: { entity, id: record }, people }
      for (const listener of listeners.get(schema) ?? []) listener(message)
    }
  }

  function hear(presence: Presence): void {
    tell(board.hear(presence, Date.now()))
    if (board.isEmpty || sweeping !== null) return
    sweeping = setInterval(sweep, SWEEP_MS)
    sweeping.unref()
  }

  function sweep(): void {
    tell(board.sweep(Date.now()))
    if (!board.isEmpty || sweeping === null) return
    clearInterval(sweeping)
    sweeping = null
  }

  const stop = await database.listen(PRESENCE_CHANNEL, (payload) => hear(JSON.parse(payload) as Presence))

  return {
    async announce(presence) {
      await sql`select pg_notify(${PRESENCE_CHANNEL}, ${JSON.stringify(presence)})`.execute(database.control)
      return board.people(presence)
    },
    subscribe(schema, listener) {
      listeners.set(schema, new Set([...(listeners.get(schema) ?? []), listener]))
      return () => {
        const others = new Set([...(listeners.get(schema) ?? [])].filter((one) => one !== listener))
        if (others.size > 0) listeners.set(schema, others)
        else listeners.delete(schema)
      }
    },
    async close() {
      if (sweeping !== null) clearInterval(sweeping)
      await stop()
    },
  }
}
