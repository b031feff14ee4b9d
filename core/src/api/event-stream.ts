import type { Socket } from 'node:net'
import { Readable } from 'node:stream'

const HEARTBEAT_MS = 15_000
/** What waits for a client; what comes beyond waits for its turn. */
const MOST_WAITING_BYTES = 32 * 1024
/** A client that takes nothing for so long while more than that waits is cut off; it comes back and re-reads. */
const LONGEST_WAIT_MS = 15_000
const MAX_TIMER_MS = 2 ** 31 - 1

export interface EventStream {
  readonly stream: Readable
  /** `id`: what the client says it has heard last, when it comes back. Wait for `room` before. */
  send(data: object, id?: string): void
  /** Until the client has taken what waits for it: a thousand changes of one moment are more than fits. Null where there is room. */
  room(): Promise<void> | null
  end(): void
  /** Ends it once that was told. */
  endWith(data: object): void
}

interface Ends {
  /** What it is sent over. */
  socket: Pick<Socket, 'cork' | 'uncork'> | null
  /** The request's. */
  signal: AbortSignal
  /** Milliseconds since 1970 at which the caller's credential ends. */
  expiresAt: number | null
  /** Aborted when the server ends: clients are to come back to another process, not all at once. */
  ending: AbortSignal
  onClose: () => void
}

/** A text/event-stream that ends with its request, its credential or the server. */
export function openEventStream({ socket, signal, expiresAt, ending, onClose }: Ends): EventStream {
  const { stream, room, end } = openPaced()
  const write = (text: string | Buffer) => {
    if (stream.destroyed) return
    // Sent at once and whole: else a thousand streams that are told of one change send it after the last of them is told.
    socket?.cork()
    stream.push(text)
    socket?.uncork()
  }
  const sendAway = () => {
    write(`retry: ${500 + Math.floor(Math.random() * 2_500)}\n: the server ends\n\n`)
    stream.push(null)
  }
  const beat = () => void (room() ?? write(': heartbeat\n\n'))
  const heartbeat = setInterval(beat, HEARTBEAT_MS)
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
  const send = (data: object, id?: string) => write(eventBytes(data, id))
  return {
    ...{ stream, send, room, end },
    endWith(data) {
      send(data)
      if (!stream.destroyed) stream.push(null)
    },
  }
}

/** A stream that knows when it may be written to. */
function openPaced() {
  let taken: PromiseWithResolvers<void> | null = null
  let tooLong: NodeJS.Timeout | undefined
  const proceed = () => {
    clearTimeout(tooLong)
    taken?.resolve()
    taken = null
  }
  const stream = new Readable({
    // Called once there is less than that.
    highWaterMark: MOST_WAITING_BYTES,
    read: proceed,
  }).once('close', proceed)
  const end = () => void (stream.destroyed || stream.destroy())
  const room = () => {
    if (stream.destroyed || stream.readableLength < MOST_WAITING_BYTES) return null
    if (taken === null) {
      taken = Promise.withResolvers()
      tooLong = setTimeout(end, LONGEST_WAIT_MS).unref()
    }
    return taken.promise
  }
  return { stream, room, end }
}

interface Written {
  id: string | undefined
  bytes: Buffer
}

const written = new WeakMap<object, Written>()

/** Made once for all streams that are told of it. */
function eventBytes(data: object, id: string | undefined): Buffer {
  const known = written.get(data)
  if (known !== undefined && known.id === id) return known.bytes
  const bytes = Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)
  written.set(data, { id, bytes })
  return bytes
}

function timeUntil(at: number): number {
  return Math.min(MAX_TIMER_MS, Math.max(0, at - Date.now()))
}
