import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fixtures, openTestTenant, type TestActor, type TestTenant } from '@tenon/sdk/testing'

const FIXTURES = {
  mia: { entity: 'contact', values: { fullName: 'Mia Berg' } },
  xc60: {
    entity: 'vehicle',
    values: { vin: '1M8GDM9AXKP042788', make: 'Volvo', model: 'XC60', modelYear: 2024 },
  },
  offer: {
    entity: 'opportunity',
    values: {
      name: 'XC60 for Mia',
      contact: { $ref: 'mia' },
      amount: '50000',
      expectedCloseOn: '2026-02-01',
      pipeline: 'leadToDelivery',
      stage: 'offer',
    },
  },
} satisfies Fixtures

const openSale = () => openTestTenant({ now: '2026-01-12T09:00:00Z', fixtures: FIXTURES })

/** The sale with its vehicle and an approved finance check, at the stage *Contract*. */
async function sign({ fixtures: { offer, xc60 } }: TestTenant<typeof FIXTURES>, staff: TestActor) {
  const ready = await staff.update('opportunity', offer, { vehicle: xc60.id, financeCheck: 'approved' })
  return staff.move('opportunity', ready, 'contract')
}

test('a contract needs a vehicle and an approved finance check', async () => {
  const tenant = await openSale()
  const staff = await tenant.as('staff')
  const { offer, xc60 } = tenant.fixtures
  const refused = { code: 'TRANSITION_REFUSED', guard: 'contractNeedsVehicleAndFinance' }
  await assert.rejects(staff.move('opportunity', offer, 'contract'), refused)
  const chosen = await staff.update('opportunity', offer, { vehicle: xc60.id })
  await assert.rejects(staff.move('opportunity', chosen, 'contract'), /finance check must be approved/)
})

test('a vehicle is reserved from the contract on', async () => {
  const tenant = await openSale()
  const staff = await tenant.as('staff')
  await sign(tenant, staff)
  await tenant.settle()
  const vehicle = await staff.get('vehicle', tenant.fixtures.xc60.id)
  assert.deepEqual([vehicle.status, vehicle.updatedBy], ['reserved', 'plugin:automotive'])
})

test('a delivered vehicle belongs to its customer, and the sale closes on that day', async () => {
  const tenant = await openSale()
  const staff = await tenant.as('staff')
  const contract = await sign(tenant, staff)
  const delivery = await staff.move('opportunity', contract, 'delivery')
  await tenant.clock.advance({ days: 3 })
  const delivered = await staff.move('opportunity', delivery, 'delivered')
  assert.equal(delivered.closedOn, '2026-01-15')
  await tenant.settle()
  const vehicle = await staff.get('vehicle', tenant.fixtures.xc60.id)
  assert.deepEqual([vehicle.status, vehicle.owner], ['sold', tenant.fixtures.mia.id])
})

test('a vehicle is for sale again when its sale is lost, and delivered by mistake its date goes', async () => {
  const tenant = await openSale()
  const staff = await tenant.as('staff')
  const contract = await sign(tenant, staff)
  await tenant.settle()
  await staff.move('opportunity', contract, 'lost')
  await tenant.settle()
  assert.equal((await staff.get('vehicle', tenant.fixtures.xc60.id)).status, 'available')
})

test('a completed test drive gets one task, due in two days, with the names in it', async () => {
  const tenant = await openSale()
  const staff = await tenant.as('staff')
  const { mia, xc60 } = tenant.fixtures
  const planned = await staff.create('testDrive', {
    contact: mia.id,
    vehicle: xc60.id,
    scheduledAt: '2026-01-12T10:00:00Z',
  })
  await staff.update('testDrive', planned, { status: 'completed' })
  await tenant.settle()
  const { records } = await staff.find('task')
  assert.deepEqual(
    records.map(({ subject, dueOn, createdBy }) => ({ subject, dueOn, createdBy })),
    [
      {
        subject: 'Call Mia Berg about the test drive of Volvo XC60 2024',
        dueOn: '2026-01-14',
        createdBy: 'plugin:automotive',
      },
    ],
  )
})

test('a test drive that nobody took gets no task', async () => {
  const tenant = await openSale()
  const staff = await tenant.as('staff')
  const { mia, xc60 } = tenant.fixtures
  const planned = await staff.create('testDrive', {
    contact: mia.id,
    vehicle: xc60.id,
    scheduledAt: '2026-01-12T10:00:00Z',
  })
  await staff.update('testDrive', planned, { status: 'noShow' })
  await tenant.settle()
  assert.equal((await staff.find('task')).records.length, 0)
})

test('a test drive of which nobody has said what became of it is reminded of once, in the morning after a day', async () => {
  const tenant = await openSale()
  const staff = await tenant.as('staff')
  const { mia, xc60 } = tenant.fixtures
  await staff.create('testDrive', { contact: mia.id, vehicle: xc60.id, scheduledAt: '2026-01-12T10:00:00Z' })
  const reminders = async () => (await staff.find('task')).records.map(({ subject, dueOn }) => ({ subject, dueOn }))
  await tenant.clock.advance({ days: 1 })
  await tenant.settle()
  assert.deepEqual(await reminders(), [])
  for (let morning = 0; morning < 2; morning++) {
    await tenant.clock.advance({ days: 1 })
    await tenant.settle()
    assert.deepEqual(await reminders(), [
      { subject: 'Say what became of test drive TD-00001 with Mia Berg', dueOn: '2026-01-14' },
    ])
  }
})

test('the history of a sale says who moved it', async () => {
  const tenant = await openSale()
  const staff = await tenant.as('staff')
  const contract = await sign(tenant, staff)
  const [newest] = await staff.history('opportunity', contract)
  assert.deepEqual(newest?.changes['stage'], { old: 'offer', new: 'contract' })
  assert.equal(newest?.actor, `user:${staff.id}`)
})
