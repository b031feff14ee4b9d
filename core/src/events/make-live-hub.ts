import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import type { Database } from '../db/database.ts'
import { LIVE_CHANNEL } from './channels.ts'

/** `id`: of the event that a message tells of, where it does. */
type Listener = (message: LiveMessage, id?: string) => void

export interface LiveHub {
  /** Calls `listener` for every live message of the tenant, which is in use until then; the function returned ends that. */
  subscribe(schema: string, listener: Listener): () => void
  close(): Promise<void>
}

/** Listens once per process and hands each tenant's messages to its subscribers. */
export async function makeLiveHub({ database }: { database: Database }): Promise<LiveHub> {
  const listeners = new Map<string, ReadonlySet<Listener>>()
  const stop = await database.listen(LIVE_CHANNEL, (payload) => {
    const { schema, message, id } = JSON.parse(payload) as { schema: string; message: LiveMessage; id?: string }
    for (const listener of listeners.get(schema) ?? []) listener(message, id)
  })

  function subscribe(schema: string, listener: Listener): () => void {
    // Sets are replaced, never changed: a message on its way goes to those who listened when it came.
    listeners.set(schema, new Set([...(listeners.get(schema) ?? []), listener]))
    const release = database.inUse.hold(schema)
    return () => {
      release()
      const others = new Set([...(listeners.get(schema) ?? [])].filter((one) => one !== listener))
      if (others.size > 0) listeners.set(schema, others)
      else listeners.delete(schema)
    }
  }

  return { subscribe, close: stop }
}
