import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../../support/open-plugin-tenant.ts'

let plugins: PluginTenant
beforeAll(async () => {
  plugins = await openPluginTenant('postgres')
  await plugins.install({ 'plugin.json': manifest('parcels'), 'entities/parcel.schema.json': entityFile('parcel', {}) })
})
afterAll(() => plugins?.close())

test('a record that is being removed for good cannot be put on hold meanwhile: nobody is told that what has gone is kept', async () => {
  const { tenon, tenant, ctx } = plugins
  const { privacy, records, trash } = tenon.services
  const { id } = await plugins.create('parcel', { name: 'Going' })
  await records.delete(ctx, { entity: 'parcel', id, version: 1 })
  const waiting = async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_locks where not granted`.execute(
      tenon.database.control,
    )
    return rows[0]?.n
  }
  let purging: Promise<unknown> = Promise.resolve()
  let holding: Promise<unknown> = Promise.resolve()
  await tenon.database.transaction(tenant.schema, async (trx) => {
    // Removing gets as far as its entry in the trail.
    await sql`lock table ${sql.id(tenant.schema, '_audit')} in exclusive mode`.execute(trx)
    purging = trash.purge(ctx, { entity: 'parcel', id, version: 2 })
    await expect.poll(waiting, { timeout: 20_000 }).toBe(1)
    holding = privacy.hold(ctx, { entity: 'parcel', id, reason: 'A lawsuit' }).catch((error: unknown) => error)
    await expect.poll(waiting, { timeout: 20_000 }).toBe(2)
  })
  expect(await purging).toEqual({ removed: 1 })
  expect(await holding).toMatchObject({ code: 'NOT_FOUND' })
  expect(await privacy.holds(ctx)).toEqual([])
  expect(await plugins.count('_legal_hold')).toBe(0)
})

test('a hold on one of the records that were merged keeps the others from being removed for good, until it is released', async () => {
  const { tenon, ctx } = plugins
  const { privacy, records, trash } = tenon.services
  const seen = async (name: string) => {
    const { id, version } = await plugins.create('parcel', { name })
    return { id, version }
  }
  const [kept, lost, earlier] = [await seen('Kept'), await seen('Lost'), await seen('Earlier')]
  const merge = (into: { id: string; version: number }, from: { id: string; version: number }) =>
    records.merge(ctx, { entity: 'parcel', into, from: [from], values: {} })
  const { record } = await merge(lost, earlier)
  await merge(kept, { id: lost.id, version: record.version })
  for (const held of [kept, lost, earlier]) {
    await privacy.hold(ctx, { entity: 'parcel', id: held.id, reason: 'A lawsuit' })
    for (const { id } of [lost, earlier]) {
      const [row] = await plugins.find('parcel', { where: { field: 'id', op: 'eq', value: id }, deleted: true })
      const purge = trash.purge(ctx, { entity: 'parcel', id, version: row?.version ?? 0 })
      await expect(purge).rejects.toMatchObject({ code: 'CONFLICT', message: 'It must be kept: A lawsuit' })
    }
    await privacy.release(ctx, { entity: 'parcel', id: held.id })
  }
  const [row] = await plugins.find('parcel', { where: { field: 'id', op: 'eq', value: earlier.id }, deleted: true })
  expect(await trash.purge(ctx, { entity: 'parcel', id: earlier.id, version: row?.version ?? 0 })).toEqual({
    removed: 1,
  })
})
