import { Readable } from 'node:stream'

const HEARTBEAT_MS = 15_000
/** A client that does not read this much is cut off; it comes back and re-reads. */
const MAX_WAITING_BYTES = 64 * 1024
const MAX_TIMER_MS = 2 ** 31 - 1

export interface EventStream {
  readonly stream: Readable
  /** `id`: what the client says it has heard last, when it comes back. */
  send(data: unknown, id?: string): void
  end(): void
}

interface Ends {
  /** The request's. */
  signal: AbortSignal
  /** Milliseconds since 1970 at which the caller's credential ends. */
  expiresAt: number | null
  /** Aborted when the server ends: clients are to come back to another process, not all at once. */
  ending: AbortSignal
  onClose: () => void
}

/** A text/event-stream that ends with its request, its credential or the server. */
export function openEventStream({ signal, expiresAt, ending, onClose }: Ends): EventStream {
  const stream = new Readable({ read: () => undefined })
  const end = () => void (stream.destroyed || stream.destroy())
  const write = (text: string) => {
    if (stream.destroyed) return
    if (stream.readableLength > MAX_WAITING_BYTES) end()
    else stream.push(text)
  }
  const sendAway = () => {
    write(`retry: ${500 + Math.floor(Math.random() * 2_500)}\n: the server ends\n\n`)
    stream.push(null)
  }
  const heartbeat = setInterval(() => write(': heartbeat\n\n'), HEARTBEAT_MS)
  const expiry = expiresAt === null ? undefined : setTimeout(end, timeUntil(expiresAt))
  ending.addEventListener('abort', sendAway, { once: true })
  stream.once('close', () => {
    ending.removeEventListener('abort', sendAway)
    clearInterval(heartbeat)
    clearTimeout(expiry)
    onClose()
  })
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  write('retry: 1000\n: connected\n\n')
  return {
    stream,
    send: (data, id) => write(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`),
    end,
  }
}

function timeUntil(at: number): number {
  return Math.min(MAX_TIMER_MS, Math.max(0, at - Date.now()))
}
