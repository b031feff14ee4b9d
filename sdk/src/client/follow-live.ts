import type { LiveMessage, MissedMessage } from '../contract/record-event.ts'
import { TenonError } from '../contract/tenon-error.ts'
import type { LiveOptions } from './client-options.ts'
import { readServerEvents } from './read-server-events.ts'
import type { SendRequest } from './send-request.ts'

const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 30_000
/** The server sends a heartbeat every 15 s; three missed ones mean a dead connection that no error has told of. */
const SILENCE_MS = 45_000

export function makeFollowLive(send: SendRequest) {
  return (listener: (message: LiveMessage) => void, options: LiveOptions = {}) => {
    const stopped = new AbortController()
    void follow({ send, listener, onReconnect: options.onReconnect, stop: stopped.signal })
    return () => stopped.abort()
  }
}

interface Following {
  send: SendRequest
  listener: (message: LiveMessage) => void
  onReconnect: (() => void) | undefined
  stop: AbortSignal
}

async function follow(following: Following): Promise<void> {
  const { stop, onReconnect } = following
  let failures = 0
  let opened = false
  while (!stop.aborted) {
    try {
      await followOnce(following, () => {
        failures = 0
        if (opened) onReconnect?.()
        opened = true
      })
    } catch (error) {
      if (isFinal(error)) return
    }
    await pause(delayAfter(failures++), stop)
  }
}

/** Rights will not come back by asking again. */
function isFinal(error: unknown): boolean {
  return error instanceof TenonError && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN')
}

/** Jittered, so that clients of a restarted server do not all return in the same instant. */
function delayAfter(failures: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** failures) * (0.5 + Math.random() / 2)
}

async function followOnce({ send, listener, onReconnect, stop }: Following, onOpen: () => void): Promise<void> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), SILENCE_MS)
  const signal = AbortSignal.any([stop, silence.signal])
  try {
    const request = { path: '/api/live', method: 'GET', accept: 'text/event-stream', signal } as const
    const response = await send(request)
    onOpen()
    for await (const data of readServerEvents(response)) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      if (data === null || stop.aborted) continue
      const message = JSON.parse(data) as LiveMessage | MissedMessage
      if (message.type === 'live.missed') onReconnect?.()
      else listener(message)
    }
  } finally {
    clearTimeout(timer)
  }
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    stop.addEventListener('abort', done)
  })
}
