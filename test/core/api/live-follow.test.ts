import type { FollowedMessage } from '@tenon/sdk/contract/record-event'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeJudgeChanges } from '../../../core/src/records/judge-changes.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { type ServedPlugins, servePlugins } from '../http/serve-plugins.ts'

const PARCELS = {
  'plugin.json': manifest('parcels'),
  'entities/parcel.schema.json': entityFile('parcel', {
    weight: { fieldType: 'integer' },
    secret: { fieldType: 'text' },
  }),
  'entities/note.schema.json': entityFile('note', {}),
}

/** Streams hear in their own time, on a busy machine too. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 })

interface Heard {
  id: string | null
  message: FollowedMessage
}

let plugins: PluginTenant
let served: ServedPlugins
let own: string
beforeAll(async () => {
  plugins = await openPluginTenant('postgres')
  await plugins.install(PARCELS)
  await plugins.tenon.services.roles.set(plugins.ctx, {
    name: 'carrier',
    label: { en: 'Carrier', 'zh-CN': '承运人' },
    grants: { parcel: { read: 'own', fields: { secret: { read: false, write: false } } } },
  })
  served = await servePlugins(plugins)
  own = await served.newKey(['carrier'])
  await plugins.tenon.startBackground()
})
afterAll(async () => {
  await served.close()
  await plugins.close()
})

/** What a stream tells from its opening on. */
async function follow(query: string, { key = served.key, lastId }: { key?: string; lastId?: string } = {}) {
  const stop = new AbortController()
  const headers = { authorization: `Bearer ${key}`, ...(lastId !== undefined && { 'last-event-id': lastId }) }
  const response = await fetch(`${served.url}/api/live${query}`, { headers, signal: stop.signal })
  const heard: Heard[] = []
  const reading = (async () => {
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (data !== undefined) heard.push({ id: /^id: (.*)$/m.exec(block)?.[1] ?? null, message: JSON.parse(data) })
      }
    }
  })().catch(() => undefined)
  return {
    status: response.status,
    heard,
    told: () => heard.map(({ message }) => [message.type, 'recordId' in message ? message.recordId : null]),
    stop: async () => {
      stop.abort()
      await reading
    },
  }
}

const heavy = `?entity=parcel&where=${encodeURIComponent('{"field":"weight","op":"gt","value":100}')}`
const weigh = (weight: number) => plugins.create('parcel', { name: 'Parcel', weight })

describe('whoever follows a list by its filter', () => {
  test('hears of what comes to it, changes in it and leaves it, and of nothing of other entities', async () => {
    const stream = await follow(heavy)
    await plugins.create('note', { name: 'Other' })
    const parcel = await weigh(200)
    await eventually(stream.told).toEqual([['record.created', parcel.id]])
    const lighter = await plugins.update('parcel', parcel, { weight: 5 })
    await eventually(stream.told).toHaveLength(2)
    const heavier = await plugins.update('parcel', lighter, { weight: 500 })
    await plugins.tenon.services.records.delete(plugins.ctx, {
      entity: 'parcel',
      id: parcel.id,
      version: heavier.version,
    })
    await eventually(stream.told).toHaveLength(4)
    expect(stream.told().map(([type]) => type)).toEqual([
      ...['record.created', 'record.left'],
      // What came so close together is told as it is in the end.
      expect.stringMatching(/record\.(updated|left)/),
      'record.left',
    ])
    await stream.stop()
  })

  test('is refused as a list is: an unknown field, an entity that one may not read, a filter that is none', async () => {
    const statuses = []
    for (const query of [
      `?entity=parcel&where=${encodeURIComponent('{"field":"nope","op":"eq","value":1}')}`,
      '?entity=nope',
      '?entity=parcel&where=x',
      '?record=01a201c6-0caa-7a7f-bbeb-4fa2af7471d4',
      '?entity=parcel&record=01a201c6-0caa-7a7f-bbeb-4fa2af7471d4',
    ]) {
      statuses.push((await follow(query)).status)
    }
    expect(statuses).toEqual([400, 403, 400, 400, 404])
    const hidden = `?entity=parcel&where=${encodeURIComponent('{"field":"secret","op":"eq","value":"x"}')}`
    expect((await follow(hidden, { key: own })).status).toBe(400)
    expect((await follow('?entity=note', { key: own })).status).toBe(403)
  })

  test('never hears of records that it may not read', async () => {
    const [all, few] = [await follow(heavy), await follow(heavy, { key: own })]
    const parcel = await weigh(300)
    await eventually(all.told).toEqual([['record.created', parcel.id]])
    await plugins.update('parcel', parcel, { weight: 1 })
    await eventually(all.told).toHaveLength(2)
    expect(few.told()).toEqual([])
    for (const stream of [all, few]) await stream.stop()
  })
})

test('whoever follows a record hears of it alone', async () => {
  const [one, other] = [await weigh(1), await weigh(2)]
  const stream = await follow(`?entity=parcel&record=${one.id}`)
  await plugins.update('parcel', other, { weight: 3 })
  await plugins.update('parcel', one, { weight: 4 })
  // That it was created may be told as late as this.
  const late = ([type, id]: Array<string | null>) =>
    type === 'record.left' || (type === 'record.created' && id === one.id)
  await eventually(() => stream.told().filter((told) => !late(told))).toEqual([['record.updated', one.id]])
  await stream.stop()
})

describe('whoever comes back', () => {
  test('and says what was heard last, is told what was missed, and goes on hearing', async () => {
    const before = await follow(heavy)
    await weigh(150)
    await eventually(() => before.heard.at(-1)?.id).toMatch(/^[0-9a-f-]{36}$/)
    await before.stop()
    const lastId = before.heard.at(-1)?.id ?? ''
    const missed = [await weigh(160), await weigh(170)]
    const heard = () => after.heard.map(({ message }) => ('recordId' in message ? message.recordId : message.type))
    const after = await follow(heavy, { lastId })
    await eventually(heard).toEqual(expect.arrayContaining(missed.map(({ id }) => id)))
    const next = await weigh(180)
    await eventually(heard).toContain(next.id)
    expect(heard()).not.toContain('live.missed')
    await after.stop()
  })

  test.each(['01a201c6-0caa-7a7f-bbeb-4fa2af7471d4', 'nonsense'])(
    'after %s, which nobody remembers, is told to read again',
    async (lastId) => {
      const stream = await follow('', { lastId })
      await eventually(() => stream.heard.map(({ message }) => message.type)).toEqual(['live.missed'])
      await stream.stop()
    },
  )
})

test('a thousand who follow the same list with equal rights share the reading, and are judged alike', async () => {
  let readings = 0
  const judge = makeJudgeChanges({
    findRecords: (ctx, input) => {
      readings += 1
      return plugins.tenon.services.records.find(ctx, input)
    },
    rightsKey: async () => 'roles:admin',
  })
  const [shown, left] = [await weigh(1_000), await weigh(1)]
  const followed = {
    ...{ entity: 'parcel', key: 'parcel' },
    where: { field: 'weight', op: 'gt', value: 100 },
  } as const
  const verdicts = await Promise.all(
    Array.from({ length: 1_000 }, (_, one) => judge(plugins.ctx, followed, one % 2 === 0 ? shown.id : left.id)),
  )
  expect(verdicts.filter((verdict) => verdict === 'shown')).toHaveLength(500)
  expect(verdicts.filter((verdict) => verdict === 'left')).toHaveLength(500)
  expect(readings).toBe(2)
})
