import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeLoadPluginFolder } from '../../core/src/plugins/load-plugin-folder.ts'
import { pluginScript } from '../../core/src/plugins/plugin-integrity.ts'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import type { CallKind, PluginScript, Sandbox } from '../../core/src/sandbox/sandbox.ts'

const GOOD_VIN = '1M8GDM9AXKP042788'
const TODAY = () => new Date().toISOString().slice(0, 10)

/** A host that answers each method from a table and remembers what it was asked. */
function fakeHost(answers: Record<string, (args: JsonObject) => JsonValue> = {}) {
  const calls: Array<{ method: string; args: JsonObject }> = []
  const host = async (method: string, args: JsonValue) => {
    calls.push({ method, args: args as JsonObject })
    const answer = answers[method]
    if (answer === undefined) throw new Error(`Not expected to be called: ${method}`)
    return answer(args as JsonObject)
  }
  return { calls, host }
}

describe('rules of the plugins, in the real sandbox', () => {
  let sandbox: Sandbox
  const scripts = new Map<string, PluginScript>()

  beforeAll(async () => {
    sandbox = createSandbox({ children: 1 })
    const loadPluginFolder = makeLoadPluginFolder(sandbox)
    for (const id of ['crm', 'automotive']) {
      const script = pluginScript(await loadPluginFolder(`${import.meta.dirname}/../../plugins/${id}`))
      if (script !== null) scripts.set(id, script)
    }
  })
  afterAll(() => sandbox.close())

  async function run(
    target: `${string}:${string}`,
    record: Partial<HookRecord>,
    { locale = 'en', host = fakeHost().host }: { locale?: Locale; host?: ReturnType<typeof fakeHost>['host'] } = {},
  ): Promise<HookAnswer | undefined> {
    const [pluginId = '', path = ''] = target.split(':')
    const [topic, entity = '', hook = entity] = path.split('.')
    const script = scripts.get(pluginId)
    if (script === undefined) throw new Error(`No plugin '${pluginId}'`)
    const kind: CallKind = topic === 'guards' ? 'guard' : hook.startsWith('after') ? 'afterHook' : 'beforeHook'
    const { answers } = await sandbox.call({
      tenantId: 'tenant',
      script,
      kind,
      target: path,
      input: {
        entity: topic === 'guards' ? 'opportunity' : entity,
        hook,
        records: [{ id: null, values: {}, old: null, ...record }],
        actor: { kind: 'user', id: 'u', name: 'U' },
        locale,
        eventId: 'e',
      },
      host,
      signal: new AbortController().signal,
    })
    return answers[0]
  }

  describe('a vehicle', () => {
    const car = { vin: GOOD_VIN, make: 'Volvo', model: 'XC60', modelYear: 2024 }

    test('with a wrong check digit is refused at its VIN, with the digit that it should be', async () => {
      const answer = await run('automotive:entities.vehicle.beforeCreate', {
        values: { ...car, vin: '1M8GDM9A0KP042788' },
      })
      expect(answer).toMatchObject({
        kind: 'reject',
        problems: [{ pointer: '/vin', rule: 'vinCheckDigit', message: expect.stringContaining('ask for X') }],
      })
    })

    test('is refused in the language of whoever writes it', async () => {
      const values = { ...car, vin: '1M8GDM9A0KP042788' }
      const answer = await run('automotive:entities.vehicle.beforeCreate', { values }, { locale: 'zh-CN' })
      expect(answer).toMatchObject({ problems: [{ pointer: '/vin', message: expect.stringContaining('校验码') }] })
    })

    test.each(['I', 'O', 'Q'])('with the letter %s in its VIN is refused at its VIN', async (letter) => {
      const values = { ...car, vin: `${letter}${GOOD_VIN.slice(1)}` }
      expect(await run('automotive:entities.vehicle.beforeCreate', { values })).toMatchObject({
        kind: 'reject',
        problems: [{ pointer: '/vin', rule: 'vinCharacters' }],
      })
    })

    test('gets its VIN in capitals, and a name from make, model and year', async () => {
      const values = { ...car, vin: GOOD_VIN.toLowerCase() }
      expect(await run('automotive:entities.vehicle.beforeCreate', { values })).toEqual({
        kind: 'ok',
        changes: { vin: GOOD_VIN, name: 'Volvo XC60 2024' },
      })
    })

    test('keeps the name that somebody gave it, and follows its make otherwise', async () => {
      const renamed = { ...car, name: 'Show car' }
      const update = { id: 'v', old: renamed, values: { ...renamed, model: 'EX30' } }
      expect(await run('automotive:entities.vehicle.beforeUpdate', update)).toEqual({ kind: 'ok', changes: {} })
      const old = { ...car, name: 'Volvo XC60 2024' }
      const followed = { id: 'v', old, values: { ...old, model: 'EX30' } }
      expect(await run('automotive:entities.vehicle.beforeUpdate', followed)).toEqual({
        kind: 'ok',
        changes: { name: 'Volvo EX30 2024' },
      })
    })

    test('with a wrong VIN from before the rule can still be changed in other ways', async () => {
      const old = { ...car, vin: '1M8GDM9A0KP042788', name: 'Old', status: 'available' }
      const update = { id: 'v', old, values: { ...old, status: 'sold' } }
      expect(await run('automotive:entities.vehicle.beforeUpdate', update)).toEqual({ kind: 'ok', changes: {} })
    })
  })

  describe('the guard of the stage Contract', () => {
    const guard = 'automotive:guards.contractNeedsVehicleAndFinance'

    test('lets an opportunity in that has a vehicle and an approved finance check', async () => {
      expect(await run(guard, { values: { vehicle: 'v', financeCheck: 'approved' } })).toEqual({ kind: 'ok' })
    })

    test.each([
      ['a vehicle', { vehicle: null, financeCheck: 'approved' }, ['/vehicle']],
      ['an approved finance check', { vehicle: 'v', financeCheck: 'requested' }, ['/financeCheck']],
      ['either', {}, ['/vehicle', '/financeCheck']],
    ])('refuses one without %s and names the fields', async (_, values, pointers) => {
      const answer = await run(guard, { values })
      expect(answer?.kind).toBe('reject')
      expect(answer?.kind === 'reject' && answer.problems?.map(({ pointer }) => pointer)).toEqual(pointers)
    })

    test('speaks the language of the reader', async () => {
      const answer = await run(guard, { values: {} }, { locale: 'zh-CN' })
      expect(answer).toMatchObject({ message: '请先选定合同对应的车辆，并使金融审核通过。' })
    })
  })

  describe('a completed test drive', () => {
    const drive = { contact: 'c', vehicle: 'v', opportunity: 'o', salesperson: 'u', status: 'completed' }
    const names: Record<string, JsonObject> = { contact: { fullName: '林明哲' }, vehicle: { name: 'BMW iX3 2023' } }
    const find = ({ entity }: JsonObject) => ({ records: [names[String(entity)] ?? []].flat(), nextCursor: null })

    test('gives the salesperson one task, due in two days, that names customer and vehicle', async () => {
      const { calls, host } = fakeHost({ 'records.find': find, 'records.create': () => ({ id: 't' }) })
      const record = { id: 'd', values: drive, old: { ...drive, status: 'planned' } }
      expect(await run('automotive:entities.testDrive.afterUpdate', record, { host })).toEqual({ kind: 'ok' })
      const dueOn = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
      expect(calls.filter(({ method }) => method === 'records.create')).toEqual([
        {
          method: 'records.create',
          args: {
            entity: 'task',
            values: {
              subject: 'Call 林明哲 about the test drive of BMW iX3 2023',
              kind: 'call',
              priority: 'high',
              dueOn,
              testDrive: 'd',
              contact: 'c',
              opportunity: 'o',
              ownerId: 'u',
            },
          },
        },
      ])
    })

    test('gives no second task when the event is delivered again', async () => {
      const { calls, host } = fakeHost({ 'records.find': () => ({ records: [{ id: 't' }], nextCursor: null }) })
      await run('automotive:entities.testDrive.afterCreate', { id: 'd', values: drive }, { host })
      expect(calls.map(({ method }) => method)).toEqual(['records.find'])
    })

    test.each([
      ['was completed before', { id: 'd', values: drive, old: drive }],
      ['is still planned', { id: 'd', values: { ...drive, status: 'planned' }, old: null }],
    ])('that %s asks nothing of the host', async (_, record) => {
      const { calls, host } = fakeHost()
      await run('automotive:entities.testDrive.afterUpdate', record, { host })
      expect(calls).toEqual([])
    })
  })

  describe('the vehicle of a sale', () => {
    const sale = { pipeline: 'leadToDelivery', vehicle: 'v', contact: 'c' }

    async function vehicleChanges(vehicle: JsonObject, from: string | null, to: string) {
      const { calls, host } = fakeHost({
        'records.find': () => ({ records: [{ id: 'v', version: 7, ...vehicle }], nextCursor: null }),
        'records.update': () => ({ id: 'v' }),
      })
      const old = from === null ? null : { ...sale, stage: from }
      await run(
        'automotive:entities.opportunity.afterUpdate',
        { id: 'o', values: { ...sale, stage: to }, old },
        { host },
      )
      return calls.find(({ method }) => method === 'records.update')?.args ?? null
    }

    test.each([
      [
        'is reserved at the contract',
        { now: 'available', from: 'offer', to: 'contract', changes: { status: 'reserved' } },
      ],
      [
        "becomes the customer's at delivery",
        { now: 'reserved', from: 'delivery', to: 'delivered', changes: { status: 'sold', owner: 'c' } },
      ],
      [
        'is for sale again when it is lost',
        { now: 'reserved', from: 'contract', to: 'lost', changes: { status: 'available' } },
      ],
    ])('%s', async (_, { now, from, to, changes }) => {
      const expected = { entity: 'vehicle', id: 'v', version: 7, values: changes }
      expect(await vehicleChanges({ status: now }, from, to)).toEqual(expected)
    })

    test('is not written a second time, and not for an offer that came to nothing', async () => {
      expect(await vehicleChanges({ status: 'sold', owner: 'c' }, 'delivery', 'delivered')).toBeNull()
      expect(await vehicleChanges({ status: 'reserved' }, 'contract', 'delivery')).toBeNull()
      expect(await vehicleChanges({ status: 'reserved' }, 'offer', 'lost')).toBeNull()
    })
  })

  describe('dates that nobody has to type', () => {
    test.each([
      ['won', 'crm', { closedOn: TODAY() }],
      ['lost', 'crm', { closedOn: TODAY() }],
      ['delivered', 'automotive', { closedOn: TODAY() }],
    ])('an opportunity that is %s is closed today', async (stage, plugin, changes) => {
      const record = { id: 'o', values: { stage }, old: { stage: 'offer' } }
      expect(await run(`${plugin}:entities.opportunity.beforeUpdate`, record)).toEqual({ kind: 'ok', changes })
    })

    test('a closing date that was given stays, and one that is open again has none', async () => {
      const given = { values: { stage: 'won', closedOn: '2017-03-01' } }
      expect(await run('crm:entities.opportunity.beforeCreate', given)).toEqual({ kind: 'ok' })
      const reopened = { id: 'o', values: { stage: 'engaging' }, old: { stage: 'lost', closedOn: '2017-03-01' } }
      expect(await run('crm:entities.opportunity.beforeUpdate', reopened)).toEqual({
        kind: 'ok',
        changes: { closedOn: null, lossReason: null },
      })
    })

    test('a task that is done says when, and one that is taken up again does not', async () => {
      const done = await run('crm:entities.task.beforeCreate', { values: { status: 'done' } })
      expect(done).toEqual({ kind: 'ok', changes: { completedAt: expect.stringContaining(TODAY()) } })
      const again = { id: 't', values: { status: 'open', completedAt: 'x' }, old: { status: 'done' } }
      expect(await run('crm:entities.task.beforeUpdate', again)).toEqual({ kind: 'ok', changes: { completedAt: null } })
    })

    test('consent to marketing keeps its day, and loses it when it is withdrawn', async () => {
      const given = await run('crm:entities.contact.beforeCreate', { values: { marketingConsent: true } })
      expect(given).toEqual({ kind: 'ok', changes: { marketingConsentOn: TODAY() } })
      const withdrawn = { id: 'c', values: { marketingConsent: false }, old: { marketingConsent: true } }
      expect(await run('crm:entities.contact.beforeUpdate', withdrawn)).toEqual({
        kind: 'ok',
        changes: { marketingConsentOn: null },
      })
    })
  })

  test('an account cannot be put below an account that belongs to it', async () => {
    const parents: Record<string, string | null> = { daughter: 'middle', middle: 'top', top: null }
    const find = ({ where }: JsonObject) => {
      const id = String((where as JsonObject)['value'])
      return { records: id in parents ? [{ id, parent: parents[id] ?? null }] : [], nextCursor: null }
    }
    const { host } = fakeHost({ 'records.find': find })
    const under = (id: string, parent: string) =>
      run('crm:entities.account.beforeUpdate', { id, values: { parent }, old: { parent: null } }, { host })
    expect(await under('top', 'daughter')).toMatchObject({ kind: 'reject', problems: [{ pointer: '/parent' }] })
    expect(await under('top', 'top')).toMatchObject({ kind: 'reject' })
    expect(await under('other', 'daughter')).toEqual({ kind: 'ok' })
    expect(await under('other', 'gone')).toEqual({ kind: 'ok' })
  })
})
