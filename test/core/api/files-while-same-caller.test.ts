import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { type ServedPlugins, servePlugins } from '../http/serve-plugins.ts'

const PARCELS = {
  'plugin.json': manifest('parcels'),
  'entities/parcel.schema.json': entityFile('parcel', { words: { fieldType: 'longText' } }),
}
const PASSWORD = 'a-long-one-of-mine'
const RECORDS = 1_600
/** So much that neither the server nor the network keeps it all for a reader who takes nothing. */
const WORDS = 'words '.repeat(4_000)
const SLOW = 120_000

let plugins: PluginTenant
let served: ServedPlugins
beforeAll(async () => {
  plugins = await openPluginTenant('postgres')
  await plugins.install(PARCELS)
  const label = { en: 'Carrier', 'zh-CN': '承运人' }
  await plugins.tenon.services.roles.set(plugins.ctx, { name: 'carrier', label, grants: { parcel: { read: 'all' } } })
  const admin = { email: 'ada@example.com', name: 'Ada', password: PASSWORD, roles: ['admin'] }
  await plugins.tenon.services.users.create(plugins.ctx, admin)
  for (let made = 0; made < RECORDS; made += 200) {
    const records = Array.from({ length: 200 }, (_, index) => ({ name: `Parcel ${made + index}`, words: WORDS }))
    await plugins.tenon.services.records.createMany(plugins.ctx, { entity: 'parcel', records })
  }
  served = await servePlugins(plugins)
}, SLOW)
afterAll(async () => {
  await served?.close()
  await plugins?.close()
}, SLOW)

let people = 0
async function carrier(role: string) {
  people += 1
  const who = { email: `person-${people}@example.com`, name: 'Person', password: PASSWORD }
  const { id } = await plugins.tenon.services.users.create(plugins.ctx, { ...who, roles: [role] })
  const signedIn = await fetch(`${served.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://localhost:0' },
    body: JSON.stringify({ email: who.email, password: PASSWORD }),
  })
  return { id, cookie: signedIn.headers.getSetCookie().join('; ') }
}

/** Takes the beginning of a file, then nothing until `meanwhile` is over, then the rest; null where it breaks off. */
async function takeSlowly(cookie: string, meanwhile: () => Promise<unknown>): Promise<number | null> {
  // A connection of its own: one that was used before takes much more ahead.
  const asked = get(`${served.url}/api/v1/parcel.csv`, { agent: false, headers: { cookie } })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(200)
  await once(answer, 'readable')
  await meanwhile()
  // Longer than may pass between two looks.
  await sleep(2_500)
  let bytes = 0
  try {
    for await (const part of answer) bytes += (part as Buffer).length
    return bytes
  } catch {
    return null
  }
}

test(
  'a file that is taken slowly comes to its end while others’ rights change',
  async () => {
    const [one, other] = [await carrier('carrier'), await carrier('carrier')]
    const { users } = plugins.tenon.services
    const taken = await takeSlowly(one.cookie, () => users.update(plugins.ctx, { id: other.id, roles: ['staff'] }))
    expect(taken).toBeGreaterThan(RECORDS * WORDS.length)
  },
  SLOW,
)

test(
  'a file that is taken slowly breaks off once its reader has lost a role, or is no user any more',
  async () => {
    const { users } = plugins.tenon.services
    // Roles of the session: another one may still let see the same records.
    const one = await carrier('carrier')
    expect(await takeSlowly(one.cookie, () => users.update(plugins.ctx, { id: one.id, roles: ['admin'] }))).toBeNull()
    const other = await carrier('carrier')
    const signOut = () =>
      fetch(`${served.url}/api/auth/sign-out`, {
        method: 'POST',
        headers: { cookie: other.cookie, origin: served.url, 'content-type': 'application/json' },
        body: '{}',
      })
    expect(await takeSlowly(other.cookie, signOut)).toBeNull()
  },
  SLOW,
)
