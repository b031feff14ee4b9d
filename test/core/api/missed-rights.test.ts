import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const PARCELS = { 'plugin.json': manifest('parcels'), 'entities/parcel.schema.json': entityFile('parcel', {}) }

describe.each(DATABASE_KINDS)('whoever comes back to a live stream, on %s', (kind) => {
  let plugins: PluginTenant
  let taker: string
  beforeAll(async () => {
    plugins = await openPluginTenant(kind)
    await plugins.install(PARCELS)
    const { roles, users } = plugins.tenon.services
    await roles.set(plugins.ctx, {
      ...{ name: 'carrier', label: { en: 'Carrier', 'zh-CN': '承运人' } },
      grants: { parcel: { read: 'own', share: true } },
    })
    const who = { email: 'ann@example.com', name: 'Ann', password: 'a-long-one-of-mine', roles: ['carrier'] }
    taker = (await users.create(plugins.ctx, who)).id
  })
  afterAll(() => plugins?.close())
  afterEach(() => {
    vi.useRealTimers()
  })

  const parcel = (name: string) => plugins.create('parcel', { name })
  const seen = ({ id, version }: { id: string; version: number }) => ({ id, version })

  /** What somebody is told who was told of this record last; null: all has to be read again. */
  async function missedSince({ id }: { id: string }) {
    const { database, api } = plugins.tenon
    const { schema } = plugins.tenant
    const { id: lastId } = await database
      .tenant(schema)
      .selectFrom('_outbox')
      .select('id')
      .where('record_id', '=', id)
      .executeTakeFirstOrThrow()
    const missed = await api.readMissed(schema, lastId)
    return missed?.map(({ message }) => message.recordId) ?? null
  }

  test('reads all again where a merge has moved a share, or was undone, and not where it has moved none', async () => {
    const { records, access } = plugins.tenon.services
    const [kept, lost, given, also] = [await parcel('A'), await parcel('B'), await parcel('C'), await parcel('D')]
    const share = { entity: 'parcel', with: { kind: 'user', id: taker }, edit: false } as const
    await access.share(plugins.ctx, { ...share, id: given.id })
    await access.share(plugins.ctx, { ...share, id: also.id })
    const merge = (into: typeof kept, from: typeof kept) =>
      records.merge(plugins.ctx, { entity: 'parcel', into: seen(into), from: [seen(from)], values: {} })
    const heard = await parcel('Heard last')
    const { record } = await merge(kept, lost)
    expect(await missedSince(heard)).toContain(kept.id)
    const { merge: moving } = await merge(record, given)
    expect(await missedSince(heard)).toBeNull()
    // What makes it known is the merge that is noted: an older one of which that is over tells nothing more.
    const { database } = plugins.tenon
    const audit = database.tenant(plugins.tenant.schema)
    await audit.deleteFrom('_audit').where('action', '=', 'update').execute()
    expect(await missedSince(heard)).toContain(kept.id)
    await records.unmerge(plugins.ctx, { entity: 'parcel', merge: moving })
    expect(await missedSince(heard)).toBeNull()
  })

  test('reads all again where the clock was set back meanwhile, by which newer events have lower ids', async () => {
    const { database } = plugins.tenon
    await database.tenant(plugins.tenant.schema).deleteFrom('_audit').execute()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    const heard = await parcel('An hour ahead')
    expect(await missedSince(heard)).toEqual([])
    vi.useRealTimers()
    // Beyond the few seconds for which ids go on as if the clock had not moved.
    expect(uuidv7() < heard.id).toBe(true)
    const { id } = await parcel('After the clock was set back')
    expect(id < heard.id).toBe(true)
    expect(await missedSince(heard)).toBeNull()
  })

  test('reads all again where it heard last at a time that the clock shows twice, until that is over', async () => {
    const start = Date.now() + 7_200_000
    const at = (milliseconds: number) => {
      vi.useRealTimers()
      vi.useFakeTimers({ toFake: ['Date'], now: start + milliseconds })
    }
    at(0)
    expect(await missedSince(await parcel('Before the clock is set'))).toEqual([])
    at(-120_000)
    await missedSince(await parcel('Two minutes before what was before it'))
    // The ids of a process go on for some seconds as if its clock had not moved.
    at(-100_000)
    expect(await missedSince(await parcel('Of a time that was there before'))).toBeNull()
    at(60_000)
    expect(await missedSince(await parcel('Of a new time'))).not.toBeNull()
  })

  test('reads all again where the clock of the database says that more time has gone by than that of the process', async () => {
    const { database } = plugins.tenon
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 4 * 3_600_000 })
    const later = await parcel('Hours later')
    expect(await missedSince(later)).not.toBeNull()
    const events = database.tenant(plugins.tenant.schema).updateTable('_outbox').where('record_id', '=', later.id)
    await events.set({ occurred_at: sql`occurred_at - interval '40 seconds'` }).execute()
    expect(await missedSince(later)).toBeNull()
  })
})
