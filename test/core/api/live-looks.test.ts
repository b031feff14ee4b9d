import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { uuidv7 } from 'uuidv7'
import { expect, test, vi } from 'vitest'
import { openLiveStream } from '../../../core/src/api/open-live-stream.ts'
import type { Actor, RequestContext } from '../../../core/src/context/request-context.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { makeDocument, viewOf } from './test-model.ts'

const SAM = { kind: 'user', id: uuidv7(), name: 'Sam', roles: ['staff'] } as Actor

/** A stream whose turns to look come when the test says so. */
async function openStream(lastId?: string) {
  const turns: Array<() => Promise<void>> = []
  const rights: Array<() => void> = []
  const live: Array<(message: LiveMessage) => void> = []
  const seen = { turned: false, sights: 0, since: [] as Array<number | undefined>, judged: [] as number[] }
  const ctx = { actor: SAM, tenant: { schema: 't' }, signal: new AbortController().signal } as unknown as RequestContext
  const stream = await openLiveStream(ctx, {
    services: {} as never,
    models: { get: async () => compileModel(makeDocument(), 1) },
    subscribeLive: (_, listener) => {
      live.push(listener)
      return () => undefined
    },
    identify: async () => ({ actor: SAM, tenant: ctx.tenant as never, expiresAt: null }),
    onRightsChange: (_, listener) => {
      rights.push(listener)
      return () => undefined
    },
    readSight: async (_, since) => {
      seen.sights += 1
      seen.since.push(since)
      return { model: 1, text: 'everything', turned: seen.turned }
    },
    readableEntities: async () => new Set(Object.keys(viewOf(makeDocument(), 1).entities)),
    judgeChange: async () => 'shown',
    judgeRecords: async (_ctx, _followed, ids) => {
      seen.judged.push(ids.size)
      return new Map([...ids].map((id) => [id, 'hidden']))
    },
    readMissed: async () => null,
    inTurn: async (work) => void turns.push(work),
    ...{ followed: null, lastId, socket: null, expiresAt: null, ending: new AbortController().signal },
  })
  let told = ''
  stream.setEncoding('utf8').on('data', (text: string) => (told += text))
  return {
    seen,
    turns,
    told: () => [...told.matchAll(/"type":"([^"]+)"/g)].map(([, type]) => type),
    lastLeft: () => [...told.matchAll(/"record\.left","entity":"[^"]+","recordId":"([^"]+)"/g)].map(([, id]) => id),
    rightsChange: () => {
      for (const listener of rights) listener()
    },
    hear: (message: LiveMessage) => {
      for (const listener of live) listener(message)
    },
    close: () => stream.destroy(),
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a stream looks again when it is its turn, and once for all changes of rights until then', async () => {
  const { turns, seen, told, rightsChange, close } = await openStream()
  for (let change = 0; change < 5; change++) rightsChange()
  await settled()
  expect(turns).toHaveLength(1)
  expect(seen.sights).toBe(0)
  await turns[0]?.()
  expect(seen.sights).toBe(1)
  await expect.poll(told).toEqual(['live.missed'])
  // What changes from then on is looked at once more.
  rightsChange()
  await settled()
  expect(turns).toHaveLength(2)
  await turns[1]?.()
  expect(seen.sights).toBe(2)
  expect(told()).toEqual(['live.missed'])
  close()
})

test('a stream that has ended looks at nothing when its turn comes', async () => {
  const { turns, seen, rightsChange, close } = await openStream()
  rightsChange()
  await settled()
  close()
  await settled()
  for (const turn of turns) await turn()
  expect(seen.sights).toBe(0)
})

test('of very many records that a stream has told of it says for the last 200 that they have left, by one look, and that all is to be read again', async () => {
  const { turns, seen, told, lastLeft, rightsChange, hear, close } = await openStream()
  const ids = Array.from({ length: 450 }, () => uuidv7())
  const change = (recordId: string): LiveMessage => {
    return { type: 'record.updated', entity: 'contact', recordId, version: 2, actor: 'system' }
  }
  // The first one is told of last.
  for (const id of [...ids, ids[0] ?? '']) hear(change(id))
  await expect.poll(() => told().length).toBe(451)
  rightsChange()
  await settled()
  await turns[0]?.()
  await expect.poll(() => told().at(-1)).toBe('live.missed')
  expect(seen.judged).toEqual([200])
  expect(lastLeft()).toEqual([...ids.slice(-199), ids[0]])
  close()
})

test.each([true, false])(
  'at its first look a stream asks what has turned by itself since it was opened: %s',
  async (turned) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] })
    try {
      const opened = Date.now()
      const { turns, seen, told, close } = await openStream()
      seen.turned = turned
      vi.advanceTimersByTime(11_000)
      await settled()
      expect(turns).toHaveLength(1)
      await turns[0]?.()
      expect(seen.since).toEqual([opened])
      await settled()
      expect(told()).toEqual(turned ? ['live.missed'] : [])
      // Later looks compare with what was seen.
      vi.advanceTimersByTime(75_000)
      await settled()
      await turns[1]?.()
      expect(seen.since).toEqual([opened, undefined])
      close()
    } finally {
      vi.useRealTimers()
    }
  },
)

test('a stream of somebody who comes back asks also what has changed shortly before what was heard last', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  try {
    const heard = uuidv7()
    const at = Date.now()
    const { turns, seen, close } = await openStream(heard)
    vi.advanceTimersByTime(11_000)
    await settled()
    await turns[0]?.()
    expect(seen.since).toHaveLength(1)
    expect(at - Number(seen.since[0])).toBeGreaterThanOrEqual(1_900)
    expect(at - Number(seen.since[0])).toBeLessThanOrEqual(2_100)
    close()
  } finally {
    vi.useRealTimers()
  }
})
