import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { FLEET } from '../records/renamed-fleet.ts'

let fleet: PluginTenant
beforeAll(async () => {
  fleet = await openPluginTenant('pglite')
  await fleet.install(FLEET)
  const { model } = fleet.tenon.services
  await model.renamePart(fleet.ctx, { place: { part: 'field', entity: 'car', field: 'vin' }, name: 'chassis' })
  const { revision } = await model.draft(fleet.ctx)
  await model.publish(fleet.ctx, { revision })
})
afterAll(() => fleet.close())

test('many records are created and changed by the names of today, and errors speak of them', async () => {
  const { records, bulk } = fleet.tenon.services
  const { results } = await records.createMany(fleet.ctx, {
    ...{ entity: 'car', mode: 'bestEffort' },
    records: [
      { name: 'One', chassis: 'A1' },
      { name: 'Two', vin: 'A2' },
      { name: 'Three', chassis: 7 },
    ],
  })
  expect(results.map((result) => ('error' in result ? result.error.problems[0]?.pointer : 'made'))).toEqual([
    ...['made', 'made', '/chassis'],
  ])
  const creating = records.createMany(fleet.ctx, { entity: 'car', records: [{ name: 'One' }, { chassis: 7 }] })
  await expect(creating).rejects.toMatchObject({
    problems: expect.arrayContaining([expect.objectContaining({ pointer: '/records/1/chassis' })]),
  })
  const start = (chassis: unknown) =>
    bulk.start(fleet.ctx, {
      ...{ entity: 'car', target: { where: { field: 'chassis', op: 'eq', value: 'A2' } } },
      operation: { kind: 'update', values: { chassis: chassis as string } },
    })
  await expect(start(7)).rejects.toMatchObject({ problems: [{ pointer: '/operation/values/chassis' }] })
  const run = await start('B2')
  expect(run.operation).toEqual({ kind: 'update', values: { chassis: 'B2' } })
  await vi.waitFor(
    async () => expect(await bulk.get(fleet.ctx, run)).toMatchObject({ status: 'done', done: 1 }),
    10_000,
  )
  expect((await fleet.find('car', { where: { field: 'chassis', op: 'eq', value: 'B2' } })).length).toBe(1)
})

test('code of plugins sees many at once, and what it makes of them is written', async () => {
  const { bulk, records } = fleet.tenon.services
  const ids = [
    await fleet.create('car', { name: uuidv7(), chassis: 'c9' }),
    await fleet.create('car', { name: uuidv7(), chassis: 'd9' }),
  ]
  const run = await bulk.start(fleet.ctx, {
    ...{ entity: 'car', target: { ids: ids.map(({ id }) => id) } },
    operation: { kind: 'update', values: { price: 50 } },
  })
  await vi.waitFor(
    async () => expect(await bulk.get(fleet.ctx, run)).toMatchObject({ status: 'done', done: 2 }),
    10_000,
  )
  const [first] = ids
  expect(await records.get(fleet.ctx, { entity: 'car', id: first?.id ?? '' })).toMatchObject({ price: 50 })
})
