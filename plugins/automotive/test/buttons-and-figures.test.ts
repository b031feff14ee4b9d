import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fixtures, openTestTenant } from '@tenon/sdk/testing'

const DAY = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' }

const FIXTURES = {
  lin: { entity: 'contact', values: { fullName: '林明哲' } },
  volvo: {
    entity: 'vehicle',
    values: { vin: '1M8GDM9AXKP042788', make: 'Volvo', model: 'XC60', modelYear: 2024, remarks: 'Dent' },
  },
  saturn: { entity: 'vehicle', values: { vin: '5GZCZ43D13S812715', make: 'Saturn', model: 'Vue', status: 'reserved' } },
  deal: {
    entity: 'opportunity',
    values: { name: 'XC60 for Lin', contact: { $ref: 'lin' }, pipeline: 'leadToDelivery', stage: 'qualified' },
  },
} satisfies Fixtures

test('preparing an offer gives a task to whoever is chosen, and no second one while it is open', async () => {
  const tenant = await openTestTenant({ fixtures: FIXTURES })
  const [staff, colleague] = [await tenant.as('staff'), await tenant.as('admin')]
  const { deal, lin } = tenant.fixtures
  const form = { dueOn: '2026-03-31', assignee: colleague.id, note: 'Winter tyres' }
  const run = await staff.run('prepareOffer', deal, form)
  assert.equal(run.status, 'done')
  assert.equal(run.message, 'The offer is to be prepared by 2026-03-31.')
  const task = await staff.get('task', run.open?.id ?? '')
  assert.deepEqual(
    [task.subject, task.dueOn, task.ownerId, task.contact, task.opportunity, task.description, task.createdBy],
    [
      'Prepare the offer for XC60 for Lin',
      '2026-03-31',
      colleague.id,
      lin.id,
      deal.id,
      'Winter tyres',
      'plugin:automotive',
    ],
  )
  const chinese = await tenant.as('staff', { locale: 'zh-CN' })
  const again = await chinese.run('prepareOffer', deal, form)
  assert.deepEqual([again.refused, again.refusals[0]?.message], [1, '已有人在为此商机准备报价。'])
  await staff.update('task', task, { status: 'done' })
  assert.equal((await staff.run('prepareOffer', deal, { dueOn: '2026-04-02' })).refused, 0)
})

test('no offer is prepared for a sale that is over, and none without a day', async () => {
  const tenant = await openTestTenant({ fixtures: FIXTURES })
  const staff = await tenant.as('staff')
  const { deal } = tenant.fixtures
  await assert.rejects(staff.run('prepareOffer', deal, {}), { code: 'VALIDATION_FAILED' })
  await staff.move('opportunity', deal, 'lost')
  const run = await staff.run('prepareOffer', deal, { dueOn: '2026-03-31' })
  assert.match(run.refusals[0]?.message ?? '', /closed/)
  assert.equal((await staff.find('task')).records.length, 0)
})

test('vehicles are taken off sale with their reason; reserved and sold ones are refused', async () => {
  const tenant = await openTestTenant({ now: '2026-03-02T08:00:00Z', fixtures: FIXTURES })
  const staff = await tenant.as('staff')
  const { volvo, saturn } = tenant.fixtures
  const form = { reason: 'returned', note: 'Transport damage' }
  const run = await staff.run('takeOffSale', [volvo, saturn], form)
  assert.deepEqual([run.done, run.refused, run.refusals[0]?.title], [2, 1, 'Saturn Vue'])
  const gone = await staff.get('vehicle', volvo.id)
  assert.deepEqual([gone.status, gone.remarks], ['sold', 'Dent\n2026-03-02: returned to the maker. Transport damage'])
  assert.equal((await staff.get('vehicle', saturn.id)).version, 1)
  assert.match((await staff.run('takeOffSale', volvo, form)).refusals[0]?.message ?? '', /sold already/)
})

test('whoever may not change vehicles cannot take them off sale', async () => {
  const roles = { reader: { '*': { read: 'all' as const } } }
  const tenant = await openTestTenant({ roles, fixtures: FIXTURES })
  const reader = await tenant.as('reader')
  await assert.rejects(reader.run('takeOffSale', tenant.fixtures.volvo, { reason: 'returned' }), { code: 'FORBIDDEN' })
  assert.equal((await tenant.system.get('vehicle', tenant.fixtures.volvo.id)).status, 'available')
})

test('service calls are planned for owners whose cars are due, once', async () => {
  const owned = (nextServiceOn: string) => ({ status: 'sold', owner: { $ref: 'lin' }, nextServiceOn })
  const fixtures = {
    ...FIXTURES,
    due: {
      entity: 'vehicle',
      values: { vin: '1HGCM82633A004352', make: 'Honda', model: 'Accord', ...owned('2026-03-20') },
    },
    later: {
      entity: 'vehicle',
      values: { vin: '1FTFW1ET9DFC10312', make: 'Ford', model: 'F150', ...owned('2026-09-20') },
    },
  } satisfies Fixtures
  const tenant = await openTestTenant({ now: '2026-03-02T08:00:00Z', fixtures })
  const staff = await tenant.as('staff')
  const first = await staff.run('planServiceCalls', null, { withinDays: 30 })
  assert.equal(first.message, 'Calls planned: 1; planned before: 0.')
  const { records } = await staff.find('task')
  assert.deepEqual(
    records.map(({ subject, kind, dueOn, contact, ownerId }) => [subject, kind, dueOn, contact, ownerId]),
    [['Service of Honda Accord is due on 2026-03-20', 'call', '2026-03-20', tenant.fixtures.lin.id, staff.id]],
  )
  assert.equal(
    (await staff.run('planServiceCalls', null, { withinDays: 30 })).message,
    'Calls planned: 0; planned before: 1.',
  )
  const none = await staff.run('planServiceCalls', null, { withinDays: 1 })
  assert.deepEqual([none.status, none.error], ['failed', 'No owner’s car is due for service in that time.'])
})

test('days to delivery are averaged over the cars delivered in the period, and compared with the one before', async () => {
  const sale = (engagedOn: string, closedOn: string, stage = 'delivered') => ({
    entity: 'opportunity',
    values: {
      ...{ name: `Sale ${closedOn}`, contact: { $ref: 'lin' }, vehicle: { $ref: 'volvo' }, pipeline: 'leadToDelivery' },
      ...{ amount: '100', financeCheck: 'approved', expectedCloseOn: closedOn, engagedOn, closedOn, stage },
    },
  })
  const fixtures = {
    ...FIXTURES,
    one: sale('2026-03-01', '2026-03-11'),
    two: sale('2026-02-24', '2026-03-29'),
    before: sale('2026-02-01', '2026-02-21'),
    lost: sale('2026-03-01', '2026-03-05', 'lost'),
  } satisfies Fixtures
  const tenant = await openTestTenant({ fixtures })
  const staff = await tenant.as('staff')
  const march = await staff.metric('daysToDelivery', DAY)
  assert.deepEqual([march.value, march.before], [21.5, 20])
  assert.deepEqual(
    march.series?.map(({ label, value }) => `${label} ${value}`),
    [...['3/1–3/7 0', '3/8–3/14 10', '3/15–3/21 0', '3/22–3/28 0', '3/29–3/31 33']],
  )
  const year = await staff.metric('daysToDelivery', { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' })
  assert.deepEqual(
    [year.value, year.before, year.series?.length, year.series?.[1]],
    [21, undefined, 12, { label: 'Feb', value: 20 }],
  )
  await assert.rejects(
    staff.metric('daysToDelivery', { from: '2030-01-01T00:00:00Z', to: '2030-02-01T00:00:00Z' }),
    /No car was delivered/,
  )
})

test('days are those of whoever asks: a month in Shanghai begins while it is still the last one in UTC', async () => {
  const values = {
    contact: { $ref: 'lin' },
    vehicle: { $ref: 'volvo' },
    status: 'completed',
    opportunity: { $ref: 'deal' },
  }
  const drive = (scheduledAt: string) => ({ entity: 'testDrive', values: { ...values, scheduledAt } })
  const fixtures = {
    ...FIXTURES,
    one: drive('2026-03-10T09:00:00Z'),
    two: drive('2026-03-12T09:00:00Z'),
  } satisfies Fixtures
  const tenant = await openTestTenant({ fixtures })
  const staff = await tenant.as('staff')
  assert.deepEqual((await staff.metric('testDriveRate', DAY)).value, 0)
  const offered = await staff.update('opportunity', tenant.fixtures.deal, {
    amount: '1',
    vehicle: tenant.fixtures.volvo.id,
    financeCheck: 'approved',
    stage: 'offer',
  })
  await staff.move('opportunity', offered, 'contract')
  const chinese = await tenant.as('staff', { locale: 'zh-CN' })
  const shanghai = { from: '2026-02-28T16:00:00Z', to: '2026-03-31T16:00:00Z', timeZone: 'Asia/Shanghai' }
  const rate = await chinese.metric('testDriveRate', shanghai)
  assert.equal(rate.value, 100)
  assert.deepEqual(rate.series?.[1], { label: '3/8–3/14', value: 100 })
  assert.equal(rate.series?.length, 5)
  await assert.rejects(
    chinese.metric('testDriveRate', { from: '2030-01-01T00:00:00Z', to: '2030-02-01T00:00:00Z' }),
    /没有完成的试驾/,
  )
})
