import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toErrorBody } from '../../../core/src/api/to-error-body.ts'
import { makeReadiness } from '../../../core/src/events/make-readiness.ts'
import { limitVerbs } from '../../../core/src/records/limit-verbs.ts'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { type ServedPlugins, servePlugins } from './serve-plugins.ts'

const reason = { en: 'Notes of boxes.' }

/** Before a box is stored its hook reads notes, and afterwards it writes one: each needs a connection of its own. */
const BOXES = {
  'plugin.json': manifest('boxes', {
    capabilities: ['read', 'write'].map((right) => ({ capability: `entity:note:${right}`, reason })),
  }),
  'entities/box.schema.json': entityFile('box', {}),
  'entities/note.schema.json': entityFile('note', {}),
  'hooks.ts': hooksFile(`{ entities: { box: {
    beforeCreate: eachRecord(async (_record, tenon) => {
      await tenon.records.find({ entity: 'note', limit: 1 })
    }),
    afterCreate: eachRecord(async ({ values }, tenon) => {
      await tenon.records.create({ entity: 'note', values: { name: 'of ' + values.name } })
    }),
  } } }`),
}

let plugins: PluginTenant
const open: ServedPlugins[] = []
beforeAll(async () => {
  plugins = await openPluginTenant('postgres')
  await plugins.install(BOXES)
})
afterAll(async () => {
  for (const served of open) await served.close()
  await plugins.close()
})

async function serve(...limits: Parameters<typeof servePlugins> extends [unknown, ...infer L] ? L : never) {
  const served = await servePlugins(plugins, ...limits)
  open.push(served)
  return served
}

const table = () => sql.id(plugins.tenant.schema, 'note')

/** While `work` runs, nobody reads or writes notes. */
async function withNotesLocked<T>(work: () => Promise<T>): Promise<T> {
  return plugins.tenon.database.transaction(plugins.tenant.schema, async (trx) => {
    await sql`lock table ${table()} in access exclusive mode`.execute(trx)
    return work()
  })
}

async function waitingForNotes(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where wait_event_type = 'Lock' and datname = current_database()`.execute(plugins.tenon.database.control)
  return rows[0]?.count ?? 0
}

describe('health', () => {
  test('is told without credentials and without a reason; not ready before the background work and after the end has begun', async () => {
    const served = await serve()
    const ask = async (path: string) => {
      const response = await fetch(served.url + path)
      return [response.status, await response.json()]
    }
    expect(await ask('/health/live')).toEqual([200, { status: 'ok' }])
    expect(await ask('/health/ready')).toEqual([503, { status: 'notReady' }])
    expect(plugins.tenon.readiness.isWatched()).toBe(true)
    plugins.tenon.readiness.noteSweep()
    await sleep(1_050)
    expect(await ask('/health/ready')).toEqual([200, { status: 'ready' }])
    await sql`update tenon.tenant set migration = '0001-tenant'`.execute(plugins.tenon.database.control)
    await sleep(1_050)
    expect(await ask('/health/ready')).toEqual([503, { status: 'notReady' }])
    await sql`update tenon.tenant set migration = '9999-newer'`.execute(plugins.tenon.database.control)
    expect(await plugins.tenon.readiness.isReady()).toBe(true)
    const ending = makeReadiness(plugins.tenon)
    ending.noteSweep()
    expect(await ending.isReady()).toBe(true)
    ending.stop()
    expect(await ending.isReady()).toBe(false)
    expect(await ask('/health/live')).toEqual([200, { status: 'ok' }])
  })
})

describe('rates', () => {
  test('an actor who asks too often is told when there is room again; another one is served', async () => {
    const served = await serve({ perActor: 3 })
    const statuses = []
    for (let request = 0; request < 4; request++) statuses.push((await served.send('/api/v1/note')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    const refused = await served.send('/api/v1/note', { headers: { 'accept-language': 'zh-CN' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10)
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('秒后重试') })
    const overTrpc = await served.send('/api/trpc/records.find', { body: { entity: 'note' } })
    expect([overTrpc.status, overTrpc.headers.has('retry-after')]).toEqual([429, true])
    const other = { authorization: `Bearer ${await served.newKey()}` }
    expect((await served.send('/api/v1/note', { headers: other })).status).toBe(200)
  })

  test('an address that asks too often is refused before anybody looks who asks; its IPv6 network is one address', async () => {
    const served = await serve({ perAddress: 2 })
    const from = (ip: string) =>
      served.send('/api/v1/note', { headers: { 'x-forwarded-for': ip, authorization: 'Bearer x' } })
    expect((await from('203.0.113.7')).status).toBe(401)
    expect((await from('203.0.113.7')).status).toBe(401)
    const refused = await from('203.0.113.7')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30'])
    expect((await from('203.0.113.8')).status).toBe(401)
    const network = ['2001:db8:1:2::1', '2001:db8:1:2:3::4', '2001:0db8:1:2::5'].map((ip) => ip.replace('0db8', 'db8'))
    const answers = []
    for (const ip of network) answers.push((await from(ip)).status)
    expect(answers).toEqual([401, 401, 429])
    expect((await from('2001:db8:1:3::1')).status).toBe(401)
    expect((await fetch(`${served.url}/health/live`, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(
      200,
    )
  })
})

describe('turns', () => {
  test('so many requests work, so many wait, and all others are told at once to come back; nothing else is lost', async () => {
    const served = await serve({ running: 2, waiting: 3 })
    const [answers, refused] = await withNotesLocked(async () => {
      const sent = Array.from({ length: 9 }, () => served.send('/api/v1/note?limit=1'))
      const early = await Promise.race(sent)
      await expect.poll(waitingForNotes).toBe(2)
      return [sent, early] as const
    })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    const statuses = (await Promise.all(answers)).map(({ status }) => status).sort()
    expect(statuses).toEqual([200, 200, 200, 200, 200, 503, 503, 503, 503])
  })

  test('who leaves while waiting gives the place to another', async () => {
    const served = await serve({ running: 1, waiting: 1 })
    await withNotesLocked(async () => {
      const first = served.send('/api/v1/note').then(({ status }) => status)
      await expect.poll(waitingForNotes).toBe(1)
      const leaving = new AbortController()
      const second = served.send('/api/v1/note', { signal: leaving.signal }).catch(() => 'left')
      await sleep(50)
      leaving.abort()
      expect(await second).toBe('left')
      await sleep(50)
      const third = served.send('/api/v1/note').then(({ status }) => status)
      await sleep(50)
      return [first, third]
    }).then(async (answers) => expect(await Promise.all(answers)).toEqual([200, 200]))
  })

  test('a live stream waits for its turn to open, is refused where nobody may wait any more, and holds none once open', async () => {
    const served = await serve({ running: 1, waiting: 1 })
    const leaving = new AbortController()
    const open = async () => (await served.send('/api/live?entity=note', { signal: leaving.signal })).status
    let opened = 0
    const [list, stream] = await withNotesLocked(async () => {
      const first = served.send('/api/v1/note').then(({ status }) => status)
      await expect.poll(waitingForNotes).toBe(1)
      const second = open().finally(() => {
        opened += 1
      })
      await sleep(100)
      expect([await open(), opened]).toEqual([503, 0])
      return [first, second]
    })
    expect([await list, await stream]).toEqual([200, 200])
    for (let other = 0; other < 3; other++) expect(await open()).toBe(200)
    expect((await served.send('/api/v1/note')).status).toBe(200)
    leaving.abort()
  })

  test('two thousand live streams that come at one moment, as after a restart, all open', async () => {
    const served = await serve({ running: 10, waiting: 2_000 })
    const leaving = new AbortController()
    const opened = Array.from({ length: 2_000 }, (_, at) =>
      served.send(at % 2 === 0 ? '/api/live' : '/api/live?entity=note', { signal: leaving.signal }),
    )
    const statuses = (await Promise.all(opened)).map(({ status }) => status)
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    leaving.abort()
  }, 60_000)

  test('64 at once on a pool of 5, with hooks that read and write records of their own, lose nothing', async () => {
    const served = await serve()
    await plugins.tenon.startBackground()
    const [boxes, notes] = [await plugins.count('box'), await plugins.count('note')]
    const sent = Array.from({ length: 64 }, (_, index) => served.send('/api/v1/box', { body: { name: `${index}` } }))
    const failed = (await Promise.all(sent)).filter(({ status }) => status !== 201)
    expect((await failed[0]?.json()) ?? null).toBe(null)
    expect(await plugins.count('box')).toBe(boxes + 64)
    await expect.poll(() => plugins.count('note'), { timeout: 30_000 }).toBe(notes + 64)
  }, 60_000)
})

test('when the client of a list leaves, its statement ends on the server; a write goes on', async () => {
  const served = await serve()
  const before = await plugins.count('note')
  await withNotesLocked(async () => {
    const leaving = new AbortController()
    const reading = served.send('/api/v1/note', { signal: leaving.signal }).catch(() => 'left')
    await expect.poll(waitingForNotes).toBe(1)
    leaving.abort()
    expect(await reading).toBe('left')
    await expect.poll(waitingForNotes).toBe(0)
    const saving = new AbortController()
    const writing = served.send('/api/v1/note', { body: { name: 'Kept' }, signal: saving.signal }).catch(() => 'left')
    await expect.poll(waitingForNotes).toBe(1)
    saving.abort()
    expect(await writing).toBe('left')
  })
  await expect.poll(() => plugins.count('note')).toBe(before + 1)
})

test('a statement that takes longer than its kind of request may is ended, and the caller told in its language', async () => {
  const quick = { read: 200, write: 300, report: 100, export: 100 }
  const records = limitVerbs(plugins.tenon.services.records, quick, { find: 'read' })
  await withNotesLocked(async () => {
    const failed = await records.find(plugins.ctx, { entity: 'note' }).catch((error: unknown) => error)
    const { body, retryAfter } = toErrorBody(failed, { requestId: '1', locale: 'zh-CN' })
    expect(body).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('时间过长') })
    expect(retryAfter).toBe(1)
    await expect(records.create(plugins.ctx, { entity: 'note', values: { name: 'Late' } })).rejects.toThrow()
    expect(await waitingForNotes()).toBe(0)
  })
  expect(await plugins.find('note', { where: { field: 'name', op: 'eq', value: 'Late' } })).toEqual([])
})
