import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'

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
