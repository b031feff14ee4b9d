import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { LOG_LINES_CHANNEL, LOG_READERS_CHANNEL } from '../../../core/src/events/channels.ts'
import { followLogs } from '../../../core/src/events/follow-logs.ts'
import { type LogShare, shareLogs } from '../../../core/src/events/share-logs.ts'
import { type HookLogLine, readLogReader, readSharedLog } from '../../../core/src/events/shared-log.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

const line = (message: string, tenantId = 'acme'): HookLogLine => ({
  tenantId,
  pluginId: 'fleet',
  target: 'entities.fleetJob.beforeCreate',
  level: 'info',
  message,
})
const SOON = { timeout: 20_000 }
const onError = (error: unknown) => {
  throw error
}

describe.each(DATABASE_KINDS)('what hooks log, read along in another process, on %s', (kind) => {
  let database: Database
  let share: LogShare
  /** Everything that went over the channel, whoever it was for. */
  const sent: string[] = []
  const stops: Array<() => Promise<void>> = []

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    share = await shareLogs({ database, onError })
    await database.listen(LOG_LINES_CHANNEL, (payload) => void sent.push(payload))
  }, 60_000)
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
    sent.length = 0
  })
  afterAll(async () => {
    await share.close()
    await database.close()
  })

  let readers = 0
  /** Reads along, and waits until the process that shares has heard of it: of this reader, whatever others still send. */
  async function follow(tenantId = 'acme') {
    const read: string[] = []
    let left = 0
    readers += 1
    const greeting = `greeting ${readers}`
    const onLine = ({ message }: HookLogLine) => void read.push(message)
    const onLeft = (count: number) => {
      left += count
    }
    stops.push(await followLogs({ database, tenantId, onError, onLine, onLeft }))
    await expect
      .poll(() => {
        share.share(line(greeting, tenantId))
        return read
      }, SOON)
      .toContain(greeting)
    return { read: () => read.filter((message) => !message.startsWith('greeting ')), left: () => left }
  }

  async function flushed(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 250))
  }

  test('nothing is sent as long as nobody reads along, nor once they have stopped', async () => {
    share.share(line('unheard'))
    await flushed()
    expect(sent).toEqual([])
    const { read } = await follow()
    share.share(line('heard'))
    await expect.poll(read, SOON).toEqual(['heard'])
    for (const stop of stops.splice(0)) await stop()
    await flushed()
    sent.length = 0
    share.share(line('unheard again'))
    await flushed()
    expect(sent).toEqual([])
    expect(read()).toEqual(['heard'])
  })

  test('a reader hears of its own tenant alone, and what is for others is not sent', async () => {
    const { read } = await follow()
    share.share(line('mine'))
    share.share(line('theirs', 'globex'))
    await expect.poll(read, SOON).toEqual(['mine'])
    expect(sent.join()).not.toContain('theirs')
  })

  test('two readers of one tenant: one that stops leaves the other reading', async () => {
    const one = await follow()
    const other = await follow()
    await stops.shift()?.()
    await flushed()
    share.share(line('still'))
    await expect.poll(() => other.read().includes('still'), SOON).toBe(true)
    expect(one.read()).not.toContain('still')
  })

  test('a process that begins to share later is told of who reads already', async () => {
    const { read } = await follow()
    const later = await shareLogs({ database, onError })
    await expect
      .poll(() => {
        later.share(line('from the later one'))
        return read()
      }, SOON)
      .toContain('from the later one')
    await later.close()
  })

  test('equal lines all arrive, in their order', async () => {
    const { read } = await follow()
    for (const message of ['same', 'same', 'other', 'same']) share.share(line(message))
    // What the test before this one sent may arrive late.
    const own = () => read().filter((message) => message === 'same' || message === 'other')
    await expect.poll(own, SOON).toEqual(['same', 'same', 'other', 'same'])
  })

  test('a flood is cut, and the reader is told how much', async () => {
    const { read, left } = await follow()
    await flushed()
    for (let number = 0; number < 2_000; number++) share.share(line(`line ${number}`))
    await expect.poll(() => read().length + left(), SOON).toBe(2_000)
    expect(read()).toHaveLength(50)
    expect(read()[0]).toBe('line 0')
    expect(sent.filter((payload) => payload.includes('line ')).length).toBe(50)
  })

  test('a line of any length and characters fits into a notification', async () => {
    const { read } = await follow()
    for (const message of ['\u0001'.repeat(3_000), '汉'.repeat(3_000), '😀'.repeat(3_000), '"\\'.repeat(3_000)]) {
      share.share({ ...line(message), target: message, pluginId: message, level: message })
    }
    await expect.poll(() => read().length, SOON).toBe(4)
    expect(read().map((message) => message.length)).toEqual([901, 901, 901, 901])
    for (const payload of sent) expect(Buffer.byteLength(payload)).toBeLessThan(8_000)
  })

  test('notifications of strangers do no harm', async () => {
    const { read } = await follow()
    const say = (channel: string, payload: string) => database.execute('select pg_notify($1, $2)', [channel, payload])
    for (const payload of ['', 'x', '{}', '[]', '{"tenantId":"acme","line":{}}', 'null']) {
      await say(LOG_LINES_CHANNEL, payload)
      await say(LOG_READERS_CHANNEL, payload)
    }
    share.share(line('fine'))
    await expect.poll(read, SOON).toEqual(['fine'])
  })
})

test('no payload whatever makes a reader throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (payload) => {
      readSharedLog(payload)
      readLogReader(payload)
    }),
  )
})
