import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'

let plugins: PluginTenant
beforeAll(async () => {
  plugins = await openPluginTenant('postgres')
})
afterAll(() => plugins?.close())

test('others are told that rights have changed once the audit trail says so, where whoever comes back looks', async () => {
  const { tenon, tenant, ctx } = plugins
  const { database } = tenon
  const told: string[] = []
  const stop = await database.listen('tenon_access', (payload) => void told.push(payload))
  const notify = (payload: string) => sql`select pg_notify('tenon_access', ${payload})`.execute(database.control)
  const label = { en: 'Late', 'zh-CN': '迟' }
  let setting: Promise<unknown> = Promise.resolve()
  await database.transaction(tenant.schema, async (trx) => {
    await sql`lock table ${sql.id(tenant.schema, '_audit')} in exclusive mode`.execute(trx)
    setting = tenon.services.roles.set(ctx, { name: 'late', label, grants: {} })
    const waiting = async () => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from pg_locks where not granted and relation = ${`${tenant.schema}._audit`}::regclass`.execute(
        database.control,
      )
      return rows[0]?.n
    }
    await expect.poll(waiting, { timeout: 20_000 }).toBe(1)
    // What was sent before would have come before this.
    await notify('marker')
    await expect.poll(() => told, { timeout: 20_000 }).toContain('marker')
    expect(told).not.toContain(tenant.schema)
  })
  await setting
  await expect.poll(() => told, { timeout: 20_000 }).toContain(tenant.schema)
  await stop()
})

test('accounts, keys, sites, the days of the trash and holds that cannot be noted do not change', async () => {
  const { tenon, tenant, ctx } = plugins
  const { services, database } = tenon
  await plugins.install({ 'plugin.json': manifest('parcels'), 'entities/parcel.schema.json': entityFile('parcel', {}) })
  const [held, free] = [
    await plugins.create('parcel', { name: 'Held' }),
    await plugins.create('parcel', { name: 'Free' }),
  ]
  const place = ({ id }: { id: string }) => ({ entity: 'parcel', id })
  await services.privacy.hold(ctx, { ...place(held), reason: 'A lawsuit' })
  const origin = { name: 'Shop', origins: ['https://shop.example.com'] }
  const site = await services.sites.create(ctx, origin)
  const key = await services.apiKeys.create(ctx, { name: 'Known', roles: ['staff'] })
  const look = async () => ({
    people: await services.users.list(ctx),
    accounts: await plugins.tenon.database.control.selectFrom('tenant_member').selectAll().execute(),
    keys: await services.apiKeys.list(ctx),
    sites: await services.sites.list(ctx),
    trash: await services.trash.settings(ctx),
    holds: await services.privacy.holds(ctx),
    settings: await services.settings.read(ctx),
  })
  const before = await look()
  const audit = sql.id(tenant.schema, '_audit')
  await sql`alter table ${audit} add constraint nothing_more check (false) not valid`.execute(database.control)
  try {
    const ora = { email: 'ora@example.com', name: 'Ora', password: 'a-long-one-of-mine', roles: ['admin'] }
    await expect(services.users.create(ctx, ora)).rejects.toThrow()
    await expect(services.apiKeys.create(ctx, { name: 'Unnoted', roles: ['admin'] })).rejects.toThrow()
    await expect(services.apiKeys.revoke(ctx, { id: key.id })).rejects.toThrow()
    await expect(services.sites.create(ctx, { ...origin, name: 'Other' })).rejects.toThrow()
    await expect(services.sites.revoke(ctx, { id: site.id })).rejects.toThrow()
    await expect(services.trash.saveSettings(ctx, { days: 1 })).rejects.toThrow()
    await expect(services.privacy.hold(ctx, { ...place(free), reason: 'Another' })).rejects.toThrow()
    await expect(services.privacy.release(ctx, place(held))).rejects.toThrow()
    await expect(services.settings.change(ctx, { timeZone: 'Asia/Shanghai' })).rejects.toThrow()
    await expect(services.settings.change(ctx, { tagsByTyping: false })).rejects.toThrow()
    expect(await look()).toEqual(before)
    const accounts = await sql`select 1 from "tenon"."user" where email = ${ora.email}`.execute(database.control)
    expect(accounts.rows).toEqual([])
  } finally {
    await sql`alter table ${audit} drop constraint nothing_more`.execute(database.control)
  }
})

test('rights that cannot be noted do not change, and nobody is told that they have', async () => {
  const { tenon, tenant, ctx } = plugins
  const { database, services } = tenon
  const audit = sql.id(tenant.schema, '_audit')
  const label = { en: 'Unnoted', 'zh-CN': '无记录' }
  const { id } = await services.users.create(ctx, {
    ...{ email: 'una@example.com', name: 'Una', password: 'a-long-one-of-mine', roles: ['staff'] },
  })
  const team = await services.teams.create(ctx, { name: 'Noted' })
  const told: string[] = []
  const stop = await database.listen('tenon_access', (payload) => void told.push(payload))
  const marked = async (marker: string) => {
    await sql`select pg_notify('tenon_access', ${marker})`.execute(database.control)
    await expect.poll(() => told, { timeout: 20_000 }).toContain(marker)
  }
  // What was told of before has come by then.
  await marked('begin')
  told.length = 0
  await sql`alter table ${audit} add constraint nothing_more check (false) not valid`.execute(database.control)
  try {
    await expect(services.roles.set(ctx, { name: 'unnoted', label, grants: {} })).rejects.toThrow()
    await expect(services.users.update(ctx, { id, roles: ['admin'] })).rejects.toThrow()
    await expect(services.teams.update(ctx, { id: team.id, memberIds: [id] })).rejects.toThrow()
    await expect(services.teams.delete(ctx, { id: team.id })).rejects.toThrow()
    await expect(
      services.access.setTerritory(ctx, { name: 'Nowhere', parentId: null, rules: {}, memberIds: [id] }),
    ).rejects.toThrow()
    expect((await services.roles.list(ctx)).map(({ name }) => name)).not.toContain('unnoted')
    expect(await services.teams.list(ctx)).toMatchObject([{ name: 'Noted', memberIds: [] }])
    expect((await services.users.list(ctx)).find((one) => one.id === id)?.roles).toEqual(['staff'])
    expect(await services.access.territories(ctx)).toEqual([])
    await marked('end')
    expect(told).toEqual(['end'])
  } finally {
    await sql`alter table ${audit} drop constraint nothing_more`.execute(database.control)
    await stop()
  }
})
