import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCESS_CHANNEL, announceRights } from '../../../core/src/access/announce-rights.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { type ServedPlugins, servePlugins } from '../http/serve-plugins.ts'

const PARCELS = {
  'plugin.json': manifest('parcels'),
  'entities/parcel.schema.json': entityFile('parcel', { weight: { fieldType: 'integer' } }),
  'entities/note.schema.json': entityFile('note', {}),
}
const PASSWORD = 'a-long-one-of-mine'
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 })

let plugins: PluginTenant
let served: ServedPlugins
beforeAll(async () => {
  plugins = await openPluginTenant('postgres')
  await plugins.install(PARCELS)
  await setGrants({ parcel: { read: 'all' } })
  await setGrants({}, 'nothing')
  served = await servePlugins(plugins)
  const admin = { email: 'ada@example.com', name: 'Ada', password: PASSWORD, roles: ['admin'] }
  await plugins.tenon.services.users.create(plugins.ctx, admin)
  await plugins.tenon.startBackground()
})
afterAll(async () => {
  await served?.close()
  await plugins?.close()
})

async function setGrants(grants: RoleGrants, name = 'carrier') {
  const label = { en: 'Carrier', 'zh-CN': '承运人' }
  await plugins.tenon.services.roles.set(plugins.ctx, { name, label, grants })
}

let people = 0
async function somebody() {
  people += 1
  const who = { email: `carrier-${people}@example.com`, name: `Carrier ${people}`, password: PASSWORD }
  const { id } = await plugins.tenon.services.users.create(plugins.ctx, { ...who, roles: ['carrier'] })
  return { id, ...who }
}

/** Somebody who has signed in. */
async function carrier() {
  const { id, ...who } = await somebody()
  const signedIn = await fetch(`${served.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://localhost:0' },
    body: JSON.stringify({ email: who.email, password: PASSWORD }),
  })
  expect(signedIn.status).toBe(200)
  return { id, headers: { cookie: signedIn.headers.getSetCookie().join('; ') } }
}

async function follow(query: string, headers: Record<string, string>) {
  const stop = new AbortController()
  const response = await fetch(`${served.url}/api/live${query}`, { headers, signal: stop.signal })
  const state = {
    status: response.status,
    heard: [] as string[],
    told: [] as string[],
    lastId: '',
    ended: false,
    stop: () => stop.abort(),
  }
  void (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      const text = decoder.decode(chunk, { stream: true })
      state.lastId = [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? state.lastId
      for (const [, data] of text.matchAll(/^data: (.*)$/gm)) {
        const { type, recordId } = JSON.parse(data ?? '') as { type: string; recordId?: string }
        state.told.push(recordId === undefined ? type : `${type} ${recordId}`)
        if (recordId !== undefined) state.heard.push(recordId)
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      state.ended = true
    })
  return state
}

async function undelivered(): Promise<number> {
  const db = plugins.tenon.database.tenant(plugins.tenant.schema)
  const open = await db.selectFrom('_outbox').select('id').where('delivered_at', 'is', null).execute()
  return open.length
}

const parcel = async () => (await plugins.create('parcel', { name: 'Parcel', weight: 1 })).id

describe.each(['', '?entity=parcel'])('a stream that is open%s', (query) => {
  test('ends when its person loses a role, and tells nothing after it', async () => {
    const { id, headers } = await carrier()
    const stream = await follow(query, headers)
    expect(stream).toMatchObject({ status: 200, ended: false })
    const before = await parcel()
    await eventually(() => stream.heard).toEqual([before])
    await plugins.tenon.services.users.update(plugins.ctx, { id, roles: ['nothing'] })
    await eventually(() => stream.ended).toBe(true)
    // Before that it says that all has to be read again.
    expect(stream.told).toEqual([`record.created ${before}`, 'live.missed'])
    const after = await parcel()
    const again = await follow('', headers)
    expect(again.status).toBe(200)
    const last = await parcel()
    const admin = await follow('', { authorization: `Bearer ${served.key}` })
    const shown = await parcel()
    await eventually(() => admin.heard).toContain(shown)
    for (const one of [stream, again])
      for (const hidden of [after, last, shown]) expect(one.heard).not.toContain(hidden)
    again.stop()
    admin.stop()
  })

  test('ends when its API key is revoked', async () => {
    const { id, key } = await plugins.tenon.services.apiKeys.create(plugins.ctx, { name: 'K', roles: ['carrier'] })
    const headers = { authorization: `Bearer ${key}` }
    const stream = await follow(query, headers)
    expect(stream).toMatchObject({ status: 200, ended: false })
    await plugins.tenon.services.apiKeys.revoke(plugins.ctx, { id })
    await eventually(() => stream.ended).toBe(true)
    expect((await follow(query, headers)).status).toBe(401)
  })

  test('goes on while others change, and while rights change that leave its person the same', async () => {
    const [one, other] = [await carrier(), await carrier()]
    const stream = await follow(query, one.headers)
    await plugins.tenon.services.users.update(plugins.ctx, { id: other.id, roles: ['nothing'] })
    await setGrants({ parcel: { read: 'all', update: 'all' } })
    const made = await parcel()
    await eventually(() => stream.heard).toEqual([made])
    expect(stream.ended).toBe(false)
    stream.stop()
  })
})

describe.each(['', '?entity=parcel'])('a stream of somebody who sees their own alone%s', (query) => {
  const own = { parcel: { create: 'own', read: 'own', update: 'own', share: true } } as const
  let taker: Awaited<ReturnType<typeof carrier>>
  beforeAll(async () => {
    taker = await carrier()
    await setGrants(own)
  })

  test('hears at once that what is shared with them has to be read, and that it has left when that is taken back or ends', async () => {
    const giver = await somebody()
    const { id } = await plugins.create('parcel', { name: 'Shared', weight: 1, ownerId: giver.id })
    const { records, access } = plugins.tenon.services
    await eventually(() => undelivered()).toBe(0)
    // What was changed right before is told again on coming back.
    const quiet = Date.now() + 2_500
    await eventually(() => Date.now()).toBeGreaterThan(quiet)
    const stream = await follow(query, taker.headers)
    await eventually(() => stream.status).toBe(200)
    const place = { entity: 'parcel', id }
    const share = (until: string | null = null) =>
      access.share(plugins.ctx, { ...place, with: { kind: 'user', id: taker.id }, edit: false, until })
    const [given] = await share()
    await eventually(() => stream.told).toEqual(['live.missed'])
    await records.update(plugins.ctx, { ...place, version: 1, values: { weight: 2 } })
    await eventually(() => stream.told).toEqual(['live.missed', `record.updated ${id}`])
    await access.unshare(plugins.ctx, { ...place, share: given?.id ?? '' })
    const gone = ['live.missed', `record.updated ${id}`, `record.left ${id}`, 'live.missed']
    await eventually(() => stream.told).toEqual(gone)
    await records.update(plugins.ctx, { ...place, version: 2, values: { weight: 3 } })
    // What is of no concern to the person leaves nothing behind.
    await access.share(plugins.ctx, { ...place, with: { kind: 'user', id: giver.id }, edit: true })
    const { id: mine } = await plugins.create('parcel', { name: 'Mine', weight: 1, ownerId: taker.id })
    await eventually(() => stream.told).toEqual([...gone, `record.created ${mine}`])
    expect(stream.ended).toBe(false)
    stream.stop()
  }, 60_000)

  test('hears on coming back that all has to be read again where something was shared with them meanwhile, and else what was missed', async () => {
    const giver = await somebody()
    const { id } = await plugins.create('parcel', { name: 'Shared while away', weight: 1, ownerId: giver.id })
    const own = () => plugins.create('parcel', { name: 'Own', weight: 1, ownerId: taker.id })
    await eventually(() => undelivered()).toBe(0)
    const stream = await follow(query, taker.headers)
    const first = await own()
    await eventually(() => stream.told).toEqual([`record.created ${first.id}`])
    stream.stop()
    const comeBack = () => follow(query, { ...taker.headers, 'last-event-id': stream.lastId })
    const second = await own()
    await eventually(() => undelivered()).toBe(0)
    const back = await comeBack()
    await eventually(() => back.told.at(-1)).toBe(`record.created ${second.id}`)
    expect(back.told).not.toContain('live.missed')
    back.stop()
    const grantee = { kind: 'user', id: taker.id } as const
    // What is told of it while the stream is open is another matter.
    let heard = 0
    const stop = await plugins.tenon.database.listen(ACCESS_CHANNEL, () => {
      heard += 1
    })
    await plugins.tenon.services.access.share(plugins.ctx, { entity: 'parcel', id, with: grantee, edit: false })
    await eventually(() => heard).toBe(1)
    await stop()
    const again = await comeBack()
    await eventually(() => again.told).toEqual(['live.missed'])
    again.stop()
  }, 60_000)
})

test('what somebody sees is known to have turned where a share has ended, or a stand-in begun or ended, by itself since', async () => {
  const { tenon, tenant, ctx } = plugins
  await setGrants({ parcel: { read: 'own', update: 'own', share: true } })
  const [absent, me] = [await somebody(), await somebody()]
  const caller = { ...ctx, actor: { kind: 'user', id: me.id, name: 'Me', roles: ['carrier'], team: null } as const }
  const turned = async (since: number) => (await tenon.api.readSight(caller, since)).turned
  const longAgo = Date.now() - 3_600_000
  expect(await turned(longAgo)).toBe(false)
  const { id } = await plugins.create('parcel', { name: 'For a moment', weight: 1, ownerId: absent.id })
  const grantee = { kind: 'user', id: me.id } as const
  const until = new Date(Date.now() + 3_600_000).toISOString()
  await tenon.services.access.share(ctx, { entity: 'parcel', id, with: grantee, edit: false, until })
  expect(await turned(longAgo)).toBe(false)
  const db = tenon.database.tenant(tenant.schema)
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  await db
    .updateTable('_share')
    .set({ ends_at: ago(2) })
    .where('record_id', '=', id)
    .execute()
  expect([await turned(ago(3).getTime()), await turned(ago(1).getTime())]).toEqual([true, false])
  expect((await tenon.api.readSight(caller)).turned).toBe(false)
  await db.deleteFrom('_share').where('record_id', '=', id).execute()
  expect(await turned(longAgo)).toBe(false)
  const who = { id, absent_id: absent.id, stand_in_id: me.id, created_by: 'system' }
  await db
    .insertInto('_delegation')
    .values({ ...who, starts_at: ago(10), ends_at: ago(-10) })
    .execute()
  expect([await turned(ago(11).getTime()), await turned(ago(9).getTime())]).toEqual([true, false])
  await db
    .updateTable('_delegation')
    .set({ ends_at: ago(5) })
    .where('id', '=', id)
    .execute()
  expect([await turned(ago(6).getTime()), await turned(ago(4).getTime())]).toEqual([true, false])
  await db.deleteFrom('_delegation').where('id', '=', id).execute()
})

test('a stream hears of an entity that its person was given to read after it was opened', async () => {
  const { headers } = await carrier()
  await setGrants({ parcel: { read: 'all' } })
  const stream = await follow('', headers)
  await setGrants({ parcel: { read: 'all' }, note: { read: 'all' } })
  await expect
    .poll(
      async () => {
        const { id } = await plugins.create('note', { name: 'Note' })
        await new Promise((resolve) => setTimeout(resolve, 500))
        return stream.heard.includes(id)
      },
      { timeout: 30_000, interval: 500 },
    )
    .toBe(true)
  expect(stream.ended).toBe(false)
  stream.stop()
}, 45_000)

test('a notice of changed rights is heard once it is asked again who somebody is, in processes that have not changed them too', async () => {
  const { id, headers } = await carrier()
  const stream = await follow('', headers)
  await eventually(() => stream.status).toBe(200)
  const { database } = plugins.tenon
  // As another process writes it, which has nothing to forget here.
  await database.transaction(plugins.tenant.schema, async (trx) => {
    await trx
      .updateTable('_user')
      .set({ roles: ['nothing'] })
      .where('id', '=', id)
      .execute()
    await announceRights(trx, plugins.tenant.schema)
  })
  const told = Date.now()
  await eventually(() => stream.ended).toBe(true)
  expect(Date.now() - told).toBeLessThan(8_000)
})
