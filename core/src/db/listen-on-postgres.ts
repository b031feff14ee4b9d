import pg from 'pg'

type Listener = (payload: string) => void

const RECONNECT_MILLISECONDS = 1_000

/**
 * One connection of its own that only listens, opened at the first subscription and opened again when it breaks.
 * Messages sent while it is away are lost: subscribers must have a sweep of their own.
 */
export function listenOnPostgres(url: string) {
  const listeners = new Map<string, Set<Listener>>()
  let client: Promise<pg.Client> | null = null
  let closed = false

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true })
    fresh.on('notification', ({ channel, payload }) => {
      for (const listener of listeners.get(channel) ?? []) listener(payload ?? '')
    })
    fresh.on('error', () => undefined)
    fresh.on('end', reconnect)
    await fresh.connect()
    for (const channel of listeners.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`)
    return fresh
  }

  function reconnect(): void {
    client = null
    if (closed) return
    setTimeout(() => {
      if (closed || client !== null) return
      client = connect()
      client.catch(reconnect)
    }, RECONNECT_MILLISECONDS).unref()
  }

  async function listen(channel: string, onMessage: Listener): Promise<() => Promise<void>> {
    const known = listeners.get(channel)
    listeners.set(channel, new Set([...(known ?? []), onMessage]))
    if (client === null) client = connect()
    const connection = await client
    if (known === undefined) await connection.query(`listen ${connection.escapeIdentifier(channel)}`)
    return async () => {
      listeners.set(channel, new Set([...(listeners.get(channel) ?? [])].filter((other) => other !== onMessage)))
    }
  }

  async function close(): Promise<void> {
    closed = true
    const connection = await client?.catch(() => null)
    await connection?.end()
  }

  return { listen, close }
}
