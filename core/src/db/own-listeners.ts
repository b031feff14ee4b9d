import type { Database } from './database.ts'

type Listening = Pick<Database, 'listen' | 'hears' | 'tell'>
type Listener = (payload: string, along?: object) => void

/** Keeps account of who listens in this process, so that they can be told without a NOTIFY. */
export function ownListeners(listen: Database['listen']): Listening {
  const listeners = new Map<string, Set<Listener>>()

  function add(channel: string, onMessage: Listener): void {
    const own = listeners.get(channel) ?? new Set()
    listeners.set(channel, own.add(onMessage))
  }

  function remove(channel: string, onMessage: Listener): void {
    const own = listeners.get(channel)
    own?.delete(onMessage)
    if (own?.size === 0) listeners.delete(channel)
  }

  return {
    async listen(channel, onMessage) {
      // One function may listen twice.
      const hear: Listener = (payload, along) => onMessage(payload, along)
      const stop = await listen(channel, hear)
      add(channel, hear)
      return async () => {
        remove(channel, hear)
        await stop()
      }
    },
    hears: (channel) => listeners.has(channel),
    tell(channel, payload, along) {
      for (const hear of listeners.get(channel) ?? []) hear(payload, along)
    },
  }
}
