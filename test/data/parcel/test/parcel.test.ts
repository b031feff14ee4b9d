import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant } from '@tenon/sdk/testing'

const MONDAY = '2026-03-02T08:00:00Z'

test('every test finds a tenant in which onInstall has run', async () => {
  const tenant = await openTestTenant()
  const { records } = await tenant.system.find('parcel')
  assert.deepEqual(
    records.map(({ code, createdBy }) => ({ code, createdBy })),
    [{ code: 'installed', createdBy: 'plugin:parcel' }],
  )
})

test('a job runs when its time has come, and not before', async () => {
  const tenant = await openTestTenant({ now: MONDAY })
  await tenant.system.create('parcel', { code: 'P-1', state: 'sent' })
  await tenant.settle()
  await tenant.clock.advance({ hours: 23 })
  await tenant.settle()
  const notes = async () => (await tenant.system.find('parcel', { where: REMINDED })).records
  assert.equal((await notes()).length, 0)
  await tenant.clock.advance({ hours: 2 })
  await tenant.settle()
  assert.equal((await notes()).length, 1)
})

const REMINDED = { field: 'code', op: 'startsWith', value: 'remind' } as const

test('a job that was cancelled does not run', async () => {
  const tenant = await openTestTenant({ now: MONDAY })
  const parcel = await tenant.system.create('parcel', { code: 'P-2', state: 'sent' })
  await tenant.settle()
  await tenant.system.update('parcel', parcel, { state: 'delivered' })
  await tenant.settle()
  await tenant.clock.advance({ days: 2 })
  await tenant.settle()
  assert.equal((await tenant.system.find('parcel', { where: REMINDED })).records.length, 0)
})

test('a schedule runs at its time in its zone, and once for all the times that were missed', async () => {
  const tenant = await openTestTenant({ now: '2026-03-27T12:00:00Z' })
  const lost = async () => {
    const where = { field: 'code', op: 'startsWith', value: 'lost' } as const
    const { records } = await tenant.system.find('parcel', { where })
    return records.map(({ code }) => code).sort()
  }
  await tenant.clock.advance({ days: 1 })
  await tenant.settle()
  assert.deepEqual(await lost(), ['lost 2026-03-28T01:30:00.000Z'])
  await tenant.clock.advance({ days: 3 })
  await tenant.settle()
  assert.deepEqual(await lost(), ['lost 2026-03-28T01:30:00.000Z', 'lost 2026-03-29T01:00:00.000Z'])
})

test('an event reaches whoever hears it', async () => {
  const tenant = await openTestTenant()
  await tenant.system.create('parcel', { code: 'P-3', state: 'arrived' })
  await tenant.settle()
  const where = { field: 'code', op: 'startsWith', value: 'arrived' } as const
  const { records } = await tenant.system.find('parcel', { where })
  assert.deepEqual(
    records.map(({ note }) => note),
    ['{"code":"P-3"}'],
  )
})

test('an event with a payload that its schema does not allow is refused', async () => {
  const tenant = await openTestTenant()
  await tenant.system.create('parcel', { code: 'X', state: 'arrived' })
  await assert.rejects(tenant.settle(), /payload of event 'arrived' is wrong/)
})

test('a webhook is queued and handled once, or answered at once', async () => {
  const tenant = await openTestTenant()
  const parcel = await tenant.system.create('parcel', { code: 'P-4' })
  const sent = { body: { code: 'P-4' }, messageId: 'm1' }
  assert.equal((await tenant.receive('delivered', sent)).status, 202)
  assert.equal((await tenant.receive('delivered', sent)).status, 202)
  await tenant.settle()
  const { state, version } = await tenant.system.get('parcel', parcel.id)
  assert.deepEqual({ state, version }, { state: 'delivered', version: 2 })
  const quote = await tenant.receive('quote', { body: { code: 'P-4' }, headers: { 'X-Shop': 'one' } })
  assert.deepEqual([quote.status, JSON.parse(quote.body)], [201, { price: 5, seen: ['x-shop'] }])
  const challenged = await tenant.receive('challenge', { method: 'GET', query: { challenge: 'abc' } })
  assert.deepEqual([challenged.status, challenged.body], [200, 'abc'])
  await assert.rejects(tenant.receive('quotes'), /no webhook 'quotes'; did you mean 'quote'/)
})

test('a task that fails is told, and is due again after its pause', async () => {
  const tenant = await openTestTenant()
  await assert.rejects(tenant.receive('quote', { body: {} }), /Which parcel/)
  await tenant.receive('delivered', { body: 'no JSON' })
  await assert.rejects(tenant.settle(), /webhooks.delivered/)
  await tenant.settle()
  await tenant.clock.advance({ minutes: 1 })
  await assert.rejects(tenant.settle(), /webhooks.delivered/)
})
