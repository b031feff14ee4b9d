import { Writable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { type EventStream, openEventStream } from '../../../core/src/api/event-stream.ts'

const NEVER = new AbortController().signal

function open() {
  const events = openEventStream({
    socket: null,
    signal: NEVER,
    ending: NEVER,
    expiresAt: null,
    onClose: () => undefined,
  })
  const state = { events, longest: 0, ended: false }
  events.stream.once('close', () => (state.ended = true)).on('error', () => undefined)
  return state
}

/** As a stream does that has all of them to tell at one moment. */
async function tell(state: ReturnType<typeof open>, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    await state.events.room()
    state.events.send({ at, padding: 'x'.repeat(200) })
    state.longest = Math.max(state.longest, state.events.stream.readableLength)
  }
}

function readInto({ stream }: EventStream, take: (text: string, done: () => void) => void): void {
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => take(chunk.toString(), done) })
  stream.pipe(sink)
}

test('a client that reads is told of thousands of changes of one moment, of which little waits for it', async () => {
  const state = open()
  let told = ''
  readInto(state.events, (text, done) => {
    told += text
    setImmediate(done)
  })
  await tell(state, 3_000)
  await expect.poll(() => told).toContain('"at":2999')
  const heard = [...told.matchAll(/"at":(\d+)/g)].map(([, at]) => Number(at))
  expect(heard).toEqual(Array.from({ length: 3_000 }, (_, at) => at))
  expect(state.ended).toBe(false)
  expect(state.longest).toBeLessThan(40_000)
  state.events.end()
})

test('a client that reads nothing is cut off a while after so much waits for it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  try {
    const state = open()
    readInto(state.events, () => undefined)
    const telling = tell(state, 3_000)
    await vi.advanceTimersByTimeAsync(14_000)
    expect(state.ended).toBe(false)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(state.ended).toBe(true)
    await telling
    expect(state.longest).toBeLessThan(40_000)
  } finally {
    vi.useRealTimers()
  }
})

test('a client that is behind and reads again is not cut off', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  try {
    const state = open()
    const held: Array<() => void> = []
    let isHolding = true
    readInto(state.events, (_text, done) => void (isHolding ? held.push(done) : done()))
    const telling = tell(state, 1_000)
    await vi.advanceTimersByTimeAsync(10_000)
    isHolding = false
    for (const done of held) done()
    await telling
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.ended).toBe(false)
    state.events.end()
  } finally {
    vi.useRealTimers()
  }
})
