import { readFileSync } from 'node:fs'
import type { DemoFile } from '@tenon/sdk/contract/demo-file'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestContext, TenantRef } from '../../core/src/context/request-context.ts'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../core/src/create-tenon.ts'
import { DATABASE_KINDS } from '../support/open-test-database.ts'
import { testConfig } from '../support/test-config.ts'

const PLUGINS = `${import.meta.dirname}/../../plugins`
const NAMES = ['crm', 'automotive']
const GOOD_VIN = '1M8GDM9AXKP042788'

describe.each(DATABASE_KINDS)('crm and automotive in a tenant on %s', (kind) => {
  let tenon: Tenon
  let tenant: TenantRef
  let ctx: RequestContext

  beforeAll(async () => {
    tenon = await createTenon(await testConfig(kind))
    tenant = await tenon.createTenant({ slug: 'dealer', name: 'Dealer' })
    ctx = systemContext(tenant)
    const packages = await Promise.all(NAMES.map((name) => tenon.loadPluginFolder(`${PLUGINS}/${name}`)))
    await tenon.installPlugins(ctx, packages)
    await tenon.startBackground()
  }, 120_000)
  afterAll(() => tenon.close())

  const create = (entity: string, values: Record<string, unknown>): Promise<TenonRecord> =>
    tenon.services.records.create(ctx, { entity, values: values as TenonRecord as never })
  const update = (entity: string, { id, version }: TenonRecord, values: Record<string, unknown>) =>
    tenon.services.records.update(ctx, { entity, id, version, values: values as never })
  const move = ({ id, version }: TenonRecord, stage: string, locale: RequestContext['locale'] = 'en') =>
    tenon.services.records.moveStage({ ...ctx, locale }, { entity: 'opportunity', id, version, stage })
  const read = (entity: string, { id }: TenonRecord) => tenon.services.records.get(ctx, { entity, id })
  const tasksOf = async ({ id }: TenonRecord) => {
    const where = { field: 'testDrive', op: 'eq', value: id } as const
    return (await tenon.services.records.find(ctx, { entity: 'task', where })).records
  }

  test('a vehicle with a wrong check digit is refused at its VIN, in the language of the caller', async () => {
    const values = { vin: '1M8GDM9A0KP042788', make: 'Volvo', model: 'XC60' }
    const refused = (locale: RequestContext['locale']) =>
      tenon.services.records.create({ ...ctx, locale }, { entity: 'vehicle', values })
    await expect(refused('en')).rejects.toMatchObject({
      code: 'HOOK_REJECTED',
      plugin: 'automotive',
      problems: [{ pointer: '/vin', rule: 'vinCheckDigit' }],
    })
    await expect(refused('zh-CN')).rejects.toMatchObject({ message: expect.stringContaining('校验码') })
    const { records } = await tenon.services.records.find(ctx, { entity: 'vehicle' })
    expect(records).toEqual([])
  })

  test('an opportunity enters Contract with a vehicle and a finance check only, and the vehicle goes with it', async () => {
    const contact = await create('contact', { fullName: '林明哲' })
    const vehicle = await create('vehicle', {
      vin: GOOD_VIN.toLowerCase(),
      make: 'Volvo',
      model: 'XC60',
      modelYear: 2024,
      listPrice: '58700',
      purchasePrice: '51000.5',
    })
    expect(vehicle).toMatchObject({ vin: GOOD_VIN, name: 'Volvo XC60 2024', status: 'available' })
    expect(vehicle).toMatchObject({ margin: { amount: '7699.50', currency: 'USD' } })
    expect(vehicle.$stale).toBeUndefined()
    const offer = await create('opportunity', {
      name: 'XC60',
      contact: contact.id,
      amount: '50000',
      pipeline: 'leadToDelivery',
      stage: 'offer',
    })
    await expect(move(offer, 'contract')).rejects.toMatchObject({
      code: 'TRANSITION_REFUSED',
      plugin: 'automotive',
      guard: 'contractNeedsVehicleAndFinance',
      problems: [{ pointer: '/vehicle' }, { pointer: '/financeCheck' }],
    })
    await expect(move(offer, 'contract', 'zh-CN')).rejects.toMatchObject({
      message: expect.stringContaining('金融审核'),
    })
    const ready = await update('opportunity', offer, { vehicle: vehicle.id, financeCheck: 'approved' })
    const signed = await move(ready, 'contract')
    expect(signed).toMatchObject({ stage: 'contract' })
    await vi.waitFor(async () => expect(await read('vehicle', vehicle)).toMatchObject({ status: 'reserved' }), 15_000)
    const delivering = await update('opportunity', signed, { expectedCloseOn: '2030-01-01', stage: 'delivery' })
    const delivered = await move(delivering, 'delivered')
    expect(delivered).toMatchObject({ closedOn: new Date().toISOString().slice(0, 10) })
    const sold = { status: 'sold', owner: contact.id }
    await vi.waitFor(async () => expect(await read('vehicle', vehicle)).toMatchObject(sold), 15_000)
  })

  test('a completed test drive gives one follow-up task, however often its event is delivered', async () => {
    const contact = await create('contact', { fullName: 'Naomi Quinn' })
    const vehicle = await create('vehicle', { vin: '5GZCZ43D13S812715', make: 'Saturn', model: 'Vue' })
    const values = { contact: contact.id, vehicle: vehicle.id, scheduledAt: '2025-05-01T17:00:00Z' }
    const drive = await create('testDrive', values)
    const done = await update('testDrive', drive, { status: 'completed', rating: 5 })
    await vi.waitFor(async () => expect(await tasksOf(drive)).toHaveLength(1), 15_000)
    expect((await tasksOf(drive))[0]).toMatchObject({
      subject: 'Call Naomi Quinn about the test drive of Saturn Vue',
      contact: contact.id,
      priority: 'high',
      status: 'open',
      createdBy: 'plugin:automotive',
    })
    await redeliver(drive.id)
    await update('testDrive', done, { feedback: 'Liked it' })
    await vi.waitFor(async () => expect(await undelivered()).toBe(0), 15_000)
    expect(await tasksOf(drive)).toHaveLength(1)
  })

  test('every morning the salesperson is reminded, once, of test drives of which nobody has said what became of them', async () => {
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    const contact = await create('contact', { fullName: 'Ines Brandt' })
    const vehicle = await create('vehicle', { vin: '1FTFW1ET9DFC10312', make: 'Ford', model: 'F-150' })
    const drive = (scheduledAt: string, status = 'planned') =>
      create('testDrive', { contact: contact.id, vehicle: vehicle.id, scheduledAt, status })
    const overdue = await drive(daysAgo(2))
    for (const days of [0.5, -3, 90]) await drive(daysAgo(days))
    await drive(daysAgo(2), 'cancelled')
    const reminders = async () => {
      const where = { not: { field: 'overdueTestDrive', op: 'isNull' } } as const
      return (await tenon.services.records.find(ctx, { entity: 'task', where })).records
    }
    const runs = async () => (await tenon.services.pluginTasks.list(ctx, { plugin: 'automotive' })).tasks
    const runNow = async (times: number) => {
      await tenon.services.pluginSchedules.runNow(ctx, { plugin: 'automotive', name: 'remindOfTestDrives' })
      await vi.waitFor(async () => {
        expect((await runs()).filter(({ status }) => status === 'done')).toHaveLength(times)
      }, 30_000)
    }
    await runNow(1)
    const reminder = {
      subject: `Say what became of test drive ${overdue['number']} with Ines Brandt`,
      ...{ kind: 'toDo', priority: 'high', contact: contact.id, overdueTestDrive: overdue.id },
      createdBy: 'plugin:automotive',
    }
    expect(await reminders()).toMatchObject([reminder])
    await runNow(2)
    expect(await reminders()).toMatchObject([reminder])
    const [schedule] = await tenon.services.pluginSchedules.list(ctx, { plugin: 'automotive' })
    expect(schedule).toMatchObject({ cron: '0 8 * * *', timeZone: 'Asia/Shanghai', label: { 'zh-CN': '提醒逾期试驾' } })
    expect(schedule?.nextRunAt).toMatch(/T00:00:00.000Z$/)
  })

  test('the demo data of both plugins load through the same gates and set off the same hooks', async () => {
    const followUps = async () => {
      const where = { not: { field: 'testDrive', op: 'isNull' } } as const
      return (await tenon.services.records.find(ctx, { entity: 'task', where, limit: 1, count: true })).count ?? 0
    }
    const before = await followUps()
    let completed = 0
    for (const name of NAMES) {
      const file: DemoFile = JSON.parse(readFileSync(`${PLUGINS}/${name}/demo/records.json`, 'utf8'))
      await expect(tenon.loadDemoData(ctx, file)).resolves.toEqual({ records: file.records.length })
      completed += file.records.filter(
        ({ entity, values }) => entity === 'testDrive' && values['status'] === 'completed',
      ).length
    }
    const { count } = await tenon.services.records.find(ctx, { entity: 'opportunity', limit: 1, count: true })
    expect(count).toBe(161)
    expect(completed).toBeGreaterThan(20)
    await vi.waitFor(async () => expect(await followUps()).toBe(before + completed), { timeout: 60_000, interval: 500 })
  }, 120_000)

  test('no account can be put below one of its own', async () => {
    const top = await create('account', { name: 'Top' })
    const below = await create('account', { name: 'Below', parent: top.id })
    await expect(update('account', top, { parent: below.id })).rejects.toMatchObject({
      code: 'HOOK_REJECTED',
      problems: [{ pointer: '/parent' }],
    })
  })

  /** What a crash between delivery and its note would do. */
  async function redeliver(recordId: string): Promise<void> {
    await tenon.database
      .tenant(tenant.schema)
      .updateTable('_outbox')
      .set({ delivered_at: null, claimed_at: null })
      .where('record_id', '=', recordId)
      .execute()
    await sql`select pg_notify('tenon_outbox', ${tenant.schema})`.execute(tenon.database.control)
  }

  async function undelivered(): Promise<number> {
    const rows = await tenon.database
      .tenant(tenant.schema)
      .selectFrom('_outbox')
      .select('id')
      .where('delivered_at', 'is', null)
      .execute()
    return rows.length
  }
})
