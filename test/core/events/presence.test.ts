import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makePresenceHub, type PresenceHub } from '../../../core/src/events/make-presence-hub.ts'
import { PresenceBoard } from '../../../core/src/events/presence-board.ts'
import { makeAnnouncePresence } from '../../../core/src/records/announce-presence.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const at = (actor: string, place: string, more = {}) => ({
  ...{ schema: 't', entity: 'deal', record: 'r', actor, name: actor, place, state: 'viewing' as const },
  ...more,
})
const OF = { schema: 't', entity: 'deal', record: 'r' }

describe('what a process knows of who is where', () => {
  test('people are told once, as editing where they do so anywhere, and only changes are news', () => {
    const board = new PresenceBoard(18_000)
    expect(board.hear(at('ada', '1'), 0)).toMatchObject([{ people: [{ actor: 'ada', state: 'viewing' }] }])
    expect(board.hear(at('ada', '1'), 8_000)).toEqual([])
    expect(board.hear(at('ada', '2', { state: 'editing' }), 8_000)).toMatchObject([{ people: [{ state: 'editing' }] }])
    expect(board.hear(at('ada', '2', { state: 'gone' }), 9_000)).toMatchObject([{ people: [{ state: 'viewing' }] }])
    expect(board.hear(at('ada', '3', { state: 'gone' }), 9_000)).toEqual([])
  })

  test('whoever is not heard of for 18 seconds has gone, and a place is at one record', () => {
    const board = new PresenceBoard(18_000)
    board.hear(at('ada', '1'), 0)
    board.hear(at('kim', '1'), 10_000)
    expect(board.sweep(17_999)).toEqual([])
    expect(board.sweep(18_000)).toMatchObject([{ people: [{ actor: 'kim' }] }])
    expect(
      board
        .hear(at('kim', '1', { record: 'other' }), 19_000)
        .map(({ record }) => record)
        .sort(),
    ).toEqual(['other', 'r'])
    expect(board.people(OF)).toEqual([])
    board.sweep(99_000)
    expect(board.isEmpty).toBe(true)
  })

  test('one person cannot be everywhere, and a record tells of thirty', () => {
    const board = new PresenceBoard(18_000)
    for (let place = 0; place < 500; place++) board.hear(at('ada', `${place}`, { record: `r${place}` }), place)
    const known = Array.from({ length: 500 }, (_, place) => board.people({ ...OF, record: `r${place}` }).length)
    expect(known.reduce((sum, count) => sum + count, 0)).toBe(20)
    expect(known.slice(-20).every((count) => count === 1)).toBe(true)
    for (let person = 0; person < 100; person++) board.hear(at(`p${person}`, '1'), 1_000)
    expect(board.people(OF)).toHaveLength(30)
  })
})

describe.each(DATABASE_KINDS)('presence on a record on %s', (kind) => {
  let tenon: TestRecords
  let hubs: PresenceHub[]
  let ada: RequestContext
  let kim: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    // Two processes over one database.
    hubs = [await makePresenceHub(tenon), await makePresenceHub(tenon)]
    ada = await tenon.addUser('Ada', ['admin'])
    kim = await tenon.addUser('林雅', ['staff'])
  })
  afterAll(async () => {
    for (const hub of hubs) await hub.close()
    await tenon.close()
  })

  const announce = (process: 0 | 1) => makeAnnouncePresence({ ...tenon, presence: hubs[process] as PresenceHub })

  test('is heard of in every process, and told to nobody who may not read the record', async () => {
    const { id } = await tenon.createRecord(ada, { entity: 'account', values: { name: 'Watched' } })
    const heard: unknown[] = []
    const stop = hubs[1]?.subscribe(tenon.tenant.schema, (message) => void heard.push(message))
    const before = await tenon.counts('account', '_audit', '_outbox')
    const place = uuidv7()
    expect(await announce(0)(ada, { entity: 'account', id, place, state: 'editing' })).toEqual([])
    const people = [{ actor: `user:${ada.actor.id}`, name: 'Ada', state: 'editing' }]
    await vi.waitFor(() => expect(heard).toEqual([{ type: 'presence.changed', of: { entity: 'account', id }, people }]))
    await vi.waitFor(async () => {
      expect(await announce(1)(kim, { entity: 'account', id, place, state: 'viewing' })).toEqual(people)
    })
    expect(await tenon.counts('account', '_audit', '_outbox')).toEqual(before)
    await announce(0)(ada, { entity: 'account', id, place, state: 'gone' })
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ people: [{ name: '林雅', state: 'viewing' }] }))
    // Whoever does not see it any more does not have it open either.
    const role = { name: 'ownOnly', label: '{"en":"Own"}', grants: '{"account":{"read":"own"}}' }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
    tenon.access.forget(tenon.tenant.schema)
    const outOfSight = { ...kim, actor: { ...kim.actor, roles: ['ownOnly'] } } as RequestContext
    const lost = announce(1)(outOfSight, { entity: 'account', id, place, state: 'viewing' })
    await expect(lost).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ people: [] }))
    stop?.()

    const blind = await tenon.addUser('Blind', ['nobody'])
    const key = tenon.as({ kind: 'apiKey', id: uuidv7(), name: 'Key', roles: ['admin'] })
    const customer = tenon.as({
      ...{ kind: 'customer', id, name: 'Kim', site: 's', scopes: ['customer:read'] },
      subject: { entity: 'account', id },
    })
    const told = heard.length
    for (const ctx of [blind, key, customer]) {
      const refused = announce(0)(ctx, { entity: 'account', id, place, state: 'viewing' })
      await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND|FORBIDDEN/) })
    }
    for (const wrong of [uuidv7(), 'x']) {
      const refused = announce(0)(ada, { entity: 'account', id: wrong, place, state: 'viewing' })
      await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(heard.length).toBe(told)
  })
})
