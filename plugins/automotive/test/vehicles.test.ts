import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fixtures, openTestTenant } from '@tenon/sdk/testing'

const VIN = '1M8GDM9AXKP042788'
const XC60 = { vin: VIN, make: 'Volvo', model: 'XC60', modelYear: 2024 }
const FIXTURES = { xc60: { entity: 'vehicle', values: XC60 } } satisfies Fixtures

test('a vehicle is named after make, model and year, and has its VIN in capitals', async () => {
  const staff = await (await openTestTenant()).as('staff')
  const { vin, name, status } = await staff.create('vehicle', { ...XC60, vin: VIN.toLowerCase() })
  assert.deepEqual({ vin, name, status }, { vin: VIN, name: 'Volvo XC60 2024', status: 'available' })
})

test('a VIN with a typing error is refused, and the message says what it should be', async () => {
  const staff = await (await openTestTenant()).as('staff')
  await assert.rejects(staff.create('vehicle', { ...XC60, vin: '1M8GDM9A0KP042788' }), {
    code: 'HOOK_REJECTED',
    message: /9th character is 0, but the others ask for X/,
  })
  assert.equal((await staff.find('vehicle')).records.length, 0)
})

test('the message about a VIN is Chinese for those who read Chinese', async () => {
  const staff = await (await openTestTenant()).as('staff', { locale: 'zh-CN' })
  await assert.rejects(staff.create('vehicle', { ...XC60, vin: '1M8GDM9A0KP042788' }), /第 9 位校验码/)
})

test('a name follows the model until somebody gives another', async () => {
  const tenant = await openTestTenant({ fixtures: FIXTURES })
  const staff = await tenant.as('staff')
  const renamed = await staff.update('vehicle', tenant.fixtures.xc60, { modelYear: 2025 })
  assert.equal(renamed.name, 'Volvo XC60 2025')
  const named = await staff.update('vehicle', renamed, { name: 'The blue one' })
  const kept = await staff.update('vehicle', named, { modelYear: 2023 })
  assert.equal(kept.name, 'The blue one')
})

test('two vehicles cannot have the same VIN', async () => {
  const tenant = await openTestTenant({ fixtures: FIXTURES })
  const staff = await tenant.as('staff')
  await assert.rejects(staff.create('vehicle', XC60), { code: 'VALIDATION_FAILED' })
})

test('a role that may only read finds vehicles and changes none', async () => {
  const roles = { guest: { vehicle: { read: 'all' as const } } }
  const tenant = await openTestTenant({ roles, fixtures: FIXTURES })
  const guest = await tenant.as('guest')
  const where = { field: 'make', op: 'eq', value: 'Volvo' } as const
  const { records } = await guest.find('vehicle', { where, fields: ['name'] })
  assert.deepEqual(
    records.map(({ name }) => name),
    ['Volvo XC60 2024'],
  )
  await assert.rejects(guest.update('vehicle', tenant.fixtures.xc60, { status: 'sold' }), { code: 'FORBIDDEN' })
})
