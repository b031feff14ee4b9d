import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
/** Somebody who has signed in. */
async function carrier() {
  people += 1
  const who = { email: `carrier-${people}@example.com`, name: `Carrier ${people}`, password: PASSWORD }
  const { id } = await plugins.tenon.services.users.create(plugins.ctx, { ...who, roles: ['carrier'] })
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
  const state = { status: response.status, heard: [] as string[], ended: false, stop: () => stop.abort() }
  void (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      for (const [, data] of decoder.decode(chunk, { stream: true }).matchAll(/^data: (.*)$/gm)) {
        state.heard.push(JSON.parse(data ?? '').recordId)
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      state.ended = true
    })
  return state
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
