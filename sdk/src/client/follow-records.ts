import type { Filter } from '../contract/query.ts'
import type { FollowedMessage } from '../contract/record-event.ts'
import { TenonError } from '../contract/tenon-error.ts'
import type { TenonClientOptions } from './client-options.ts'
import { makeSendRequest } from './send-request.ts'

export interface FollowedRecords {
  entity: string
  /** One record alone. */
  record?: string
  /** Those that a list with this filter shows. */
  where?: Filter
}

export interface FollowRecordsOptions {
  /** Called once and for all where the server refuses: there is no such record or field, or no right to it. */
  onRefused?: (error: TenonError) => void
}

const LONGEST_PAUSE_MS = 30_000
/** The server sends a heartbeat every 15 s. */
const SILENCE_MS = 45_000

/**
 * Calls `listener` for each change of the records that are followed, until the returned function is called. After a break
 * it asks for what was missed; `live.missed` says that this is not known any more, so that the list has to be read again.
 * Kept apart from `createTenonClient`, which widgets load.
 */
export function followRecords(
  client: TenonClientOptions,
  followed: FollowedRecords & FollowRecordsOptions,
  listener: (message: FollowedMessage) => void,
): () => void {
  const stopped = new AbortController()
  void follow(client, followed, { listener, stop: stopped.signal })
  return () => stopped.abort()
}

interface Listening {
  listener: (message: FollowedMessage) => void
  stop: AbortSignal
}

async function follow(
  client: TenonClientOptions,
  followed: FollowedRecords & FollowRecordsOptions,
  listening: Listening,
): Promise<void> {
  let lastId: string | null = null
  let failures = 0
  for (let opened = false; !listening.stop.aborted; ) {
    try {
      const response = await open(client, followed, { lastId, stop: listening.stop })
      // Nothing was heard before the break by which one could ask for what was missed.
      if (opened && lastId === null) listening.listener({ type: 'live.missed' })
      opened = true
      failures = 0
      for await (const { id, message } of readMessages(response)) {
        lastId = id ?? lastId
        if (!listening.stop.aborted) listening.listener(message)
      }
    } catch (error) {
      if (error instanceof TenonError && error.status < 500 && error.status !== 429) {
        followed.onRefused?.(error)
        return
      }
    }
    await pause(Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures++) * (0.5 + Math.random() / 2), listening.stop)
  }
}

function open(
  client: TenonClientOptions,
  { entity, record, where }: FollowedRecords,
  { lastId, stop }: { lastId: string | null; stop: AbortSignal },
): Promise<Response> {
  const query = new URLSearchParams({ entity })
  if (record !== undefined) query.set('record', record)
  if (where !== undefined) query.set('where', JSON.stringify(where))
  const headers = { ...client.headers, ...(lastId !== null && { 'last-event-id': lastId }) }
  const send = makeSendRequest({ ...client, headers })
  return send({ path: `/api/live?${query}`, method: 'GET', accept: 'text/event-stream', signal: stop })
}

async function* readMessages(response: Response): AsyncGenerator<{ id: string | null; message: FollowedMessage }> {
  const reader = response.body?.getReader()
  if (reader === undefined) return
  const decoder = new TextDecoder()
  let rest = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    for (;;) {
      timer = setTimeout(() => void reader.cancel(), SILENCE_MS)
      const { done, value } = await reader.read()
      clearTimeout(timer)
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (data === undefined) continue
        yield { id: /^id: (.*)$/m.exec(block)?.[1] ?? null, message: JSON.parse(data) as FollowedMessage }
      }
    }
  } finally {
    clearTimeout(timer)
    await reader.cancel().catch(() => undefined)
  }
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve()
    const timer = setTimeout(resolve, milliseconds)
    stop.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
