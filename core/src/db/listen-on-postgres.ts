import pg from 'pg'
import { makeHearing } from './make-hearing.ts'

type Listener = (payload: string) => void

const RECONNECT_MILLISECONDS = 1_000
const CONNECT_MILLISECONDS = 10_000

/**
 * One connection of its own that only listens, opened at the first subscription and opened again when it breaks.
 * Messages sent while it is away are lost: subscribers must have a sweep of their own, or ask `hasHeardSince`.
 */
export function listenOnPostgres(url: string) {
  const listeners = new Map<string, Set<Listener>>()
  /** Of the connection that is there, by channel. */
  let listening = new Map<string, Promise<unknown>>()
  let client: Promise<pg.Client> | null = null
  let closed = false
  const hearing = makeHearing()

  function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
    })
    fresh.on('error', () => undefined)
    const opened = open(fresh)
    client = opened
    // The end of one that was given up can come when another has taken its place: that one is to stay.
    const lose = () => client === opened && reconnect()
    fresh.on('end', lose)
    opened.catch(() => {
      breakOff(fresh)
      lose()
    })
    return opened
  }

  async function open(fresh: pg.Client): Promise<pg.Client> {
    const own = new Map<string, Promise<unknown>>()
    listening = own
    fresh.on('notification', ({ channel, payload }) => {
      hearing.hear(channel, payload)
      for (const listener of listeners.get(channel) ?? []) listener(payload ?? '')
    })
    await fresh.connect()
    await Promise.all([hearing.channel, ...listeners.keys()].map((channel) => listenOnce(fresh, own, channel)))
    hearing.begin({
      ask: async (token) => void (await fresh.query('select pg_notify($1, $2)', [hearing.channel, token])),
      giveUp: () => breakOff(fresh),
    })
    return fresh
  }

  function reconnect(): void {
    client = null
    hearing.end()
    if (closed) return
    setTimeout(() => {
      if (!closed && client === null) void connect()
    }, RECONNECT_MILLISECONDS).unref()
  }

  async function listen(channel: string, onMessage: Listener): Promise<() => Promise<void>> {
    listeners.set(channel, new Set([...(listeners.get(channel) ?? []), onMessage]))
    const connection = await (client ?? connect())
    await listenOnce(connection, listening, channel)
    return async () => {
      listeners.set(channel, new Set([...(listeners.get(channel) ?? [])].filter((other) => other !== onMessage)))
    }
  }

  async function close(): Promise<void> {
    closed = true
    hearing.end()
    const connection = await client?.catch(() => null)
    await connection?.end()
  }

  return { listen, close, hasHeardSince: hearing.hasHeardSince }
}

function breakOff(client: pg.Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
}

/** Whoever subscribes second hears from then on as well, and not from when the first one does. */
function listenOnce(client: pg.Client, listening: Map<string, Promise<unknown>>, channel: string): Promise<unknown> {
  const known = listening.get(channel) ?? client.query(`listen ${client.escapeIdentifier(channel)}`)
  listening.set(channel, known)
  known.catch(() => listening.delete(channel))
  return known
}
