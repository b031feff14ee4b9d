import type { PartPlace } from '@tenon/sdk/contract/model-names'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { FLEET } from './renamed-fleet.ts'

let fleet: PluginTenant
beforeAll(async () => {
  fleet = await openPluginTenant('pglite')
  await fleet.install(FLEET)
  const maker = await fleet.create('maker', { name: 'Volvo', country: 'SE' })
  await fleet.create('car', { name: 'One', vin: 'A1', price: 20, maker: maker.id })
  await rename({ part: 'field', entity: 'car', field: 'vin' }, 'chassis')
  await rename({ part: 'entity', entity: 'car' }, 'vehicle')
  await rename({ part: 'stage', pipeline: 'sale', stage: 'open' }, 'fresh')
})
afterAll(() => fleet.close())

async function rename(place: PartPlace, name: string) {
  const { model } = fleet.tenon.services
  await model.renamePart(fleet.ctx, { place, name })
  const { revision } = await model.draft(fleet.ctx)
  await model.publish(fleet.ctx, { revision })
}

const makers = (where: RecordFilter) => fleet.find('maker', { where, fields: [] })

test('filters reach other records by the names of today, and by old ones that still work', async () => {
  for (const children of ['vehicles', 'vehicle_maker', 'car_maker'])
    for (const field of ['chassis', 'vin'])
      expect(await makers({ children, any: { field, op: 'eq', value: 'A1' } })).toHaveLength(1)
  expect(await makers({ children: 'vehicles', any: { field: 'stage', op: 'eq', value: 'fresh' } })).toHaveLength(1)
  expect(await makers({ children: 'vehicles', none: { field: 'maker.country', op: 'eq', value: 'SE' } })).toEqual([])
  const any = { field: 'vin', op: 'eq', value: 'A1' } as const
  expect(await fleet.find('car', { where: { children: 'maker.vehicles', any }, fields: [] })).toHaveLength(1)
  const byPath = { field: 'maker.country', op: 'eq', value: 'SE' } as const
  expect(await fleet.find('vehicle', { where: byPath, sort: [{ field: 'maker.country' }], fields: [] })).toHaveLength(1)
  await expect(makers({ children: 'cars', any })).rejects.toMatchObject({ message: "'maker' has no children 'cars'" })
  await expect(makers({ children: 'vehicles', any: { ...any, field: 'chasis' } })).rejects.toMatchObject({
    message: "'vehicle' has no field 'chasis'",
  })
})

test('an expansion takes the same names and answers with those of today', async () => {
  for (const children of ['vehicles', 'car_maker']) {
    const expand = { [children]: { fields: ['vin', 'stage'], expand: { maker: { fields: ['country'] } } } }
    const [found] = await fleet.find('maker', { fields: [], expand })
    const vehicle = { chassis: 'A1', stage: 'fresh', $expanded: { maker: { country: 'SE' } } }
    expect(found?.$expanded).toMatchObject({ vehicles: [vehicle] })
  }
})

test('groups take old names too, and have the stages of today', async () => {
  const group = { entity: 'car', groupBy: ['stage', 'maker.country', 'vin'] }
  const measures = { worth: { measure: 'sum', field: 'price' } } as const
  const { groups } = await fleet.tenon.services.records.group(fleet.ctx, { ...group, measures })
  expect(groups).toEqual([{ values: ['fresh', 'SE', 'A1'], measures: { worth: '20' } }])
})
