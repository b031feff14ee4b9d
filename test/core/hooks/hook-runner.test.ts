import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeHookRunner } from '../../../core/src/hooks/make-hook-runner.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import { contextOf, installedPlugin, recordingStore, TENANT, unmasked } from './hook-kit.ts'

let sandbox: Sandbox

beforeAll(() => {
  sandbox = createSandbox({ children: 1 })
})
afterAll(() => sandbox.close())

interface PluginText {
  id: string
  hooks: string
  grants?: string[]
}

async function runnerWith(texts: PluginText[], stored: JsonObject = {}) {
  const store = recordingStore(stored)
  const installed = await Promise.all(texts.map((text) => installedPlugin(sandbox, text)))
  const hooks = makeHookRunner({
    sandbox,
    plugins: { get: async () => installed },
    records: store.records,
    maskRecords: unmasked,
  })
  return { hooks, calls: store.calls }
}

const record = (values: JsonObject) => ({ id: null, values, old: null })
const beforeCreate = (records: JsonObject[]) => ({
  entity: 'vehicle',
  hook: 'beforeCreate' as const,
  records: records.map(record),
})

const UPPER: PluginText = {
  id: 'upper',
  hooks: `export const plugin = definePlugin({ entities: { vehicle: {
    beforeCreate: eachRecord(({ values }) => {
      if (values.vin === 'bad') reject({ en: 'Wrong VIN', 'zh-CN': 'VIN 有误' }, { field: 'vin', rule: 'vinCheckDigit' })
      return { vin: String(values.vin).toUpperCase() }
    }) } } })`,
}
const NAMING: PluginText = {
  id: 'naming',
  hooks: `export const plugin = definePlugin({ entities: { vehicle: {
    beforeCreate: eachRecord(async ({ values }) => ({ name: 'Car ' + values.vin, by: 'naming' })) } } })`,
}

describe('before-hooks', () => {
  test('run in order of dependencies, each seeing what the one before has changed', async () => {
    const { hooks } = await runnerWith([UPPER, NAMING])
    const answers = await hooks.runBefore(contextOf(), beforeCreate([{ vin: 'abc' }, { vin: 'def' }]))
    const by = (plugin: string) => ({ plugin, inWords: expect.objectContaining({ en: expect.any(String) }) })
    const changedBy = new Map(Object.entries({ vin: by('upper'), name: by('naming'), by: by('naming') }))
    expect(answers).toEqual([
      { kind: 'ok', changes: { vin: 'ABC', name: 'Car ABC', by: 'naming' }, plugin: 'naming', changedBy },
      { kind: 'ok', changes: { vin: 'DEF', name: 'Car DEF', by: 'naming' }, plugin: 'naming', changedBy },
    ])
  })

  test('reject one record of a batch at its field, in the language of the caller, without a word to later plugins', async () => {
    const seen: PluginText = {
      id: 'seen',
      hooks: `export const plugin = definePlugin({ entities: { vehicle: {
        beforeCreate: (records) => records.map(() => ({ count: records.length })) } } })`,
    }
    const { hooks } = await runnerWith([UPPER, seen])
    const answers = await hooks.runBefore(contextOf({ locale: 'zh-CN' }), beforeCreate([{ vin: 'bad' }, { vin: 'ok' }]))
    expect(answers).toEqual([
      {
        kind: 'reject',
        message: 'VIN 有误',
        problems: [{ pointer: '/vin', message: 'VIN 有误', rule: 'vinCheckDigit' }],
        plugin: 'upper',
      },
      { kind: 'ok', changes: { vin: 'OK', count: 1 }, plugin: 'seen', changedBy: expect.any(Map) },
    ])
  })

  test('of plugins that do not declare them are not called', async () => {
    const { hooks } = await runnerWith([UPPER])
    const call = { entity: 'constructor', hook: 'beforeCreate' as const, records: [record({})] }
    expect(await hooks.runBefore(contextOf(), call)).toEqual([{ kind: 'ok' }])
    expect(await hooks.runBefore(contextOf(), { ...call, entity: 'vehicle', hook: 'beforeUpdate' })).toEqual([
      { kind: 'ok' },
    ])
  })

  test('take batches of any size, in parts of 100', async () => {
    const counting: PluginText = {
      id: 'counting',
      hooks: `export const plugin = definePlugin({ entities: { vehicle: {
        beforeCreate: (records) => records.map(({ values }) => ({ at: values.index, of: records.length })) } } })`,
    }
    const { hooks } = await runnerWith([counting])
    const answers = await hooks.runBefore(
      contextOf(),
      beforeCreate(Array.from({ length: 250 }, (_, index) => ({ index }))),
    )
    expect(answers).toHaveLength(250)
    expect(answers[0]).toMatchObject({ changes: { at: 0, of: 100 } })
    expect(answers[249]).toMatchObject({ changes: { at: 249, of: 50 } })
  })

  test('fail closed, naming the plugin in plain words', async () => {
    const broken: PluginText = {
      id: 'broken',
      hooks: `export const plugin = definePlugin({ entities: { vehicle: { beforeCreate: () => { throw new Error('oops') } } } })`,
    }
    const { hooks } = await runnerWith([broken])
    await expect(hooks.runBefore(contextOf(), beforeCreate([{}]))).rejects.toMatchObject({
      code: 'PLUGIN_THREW',
      plugin: 'broken',
      message: 'The rule of “broken” for new records failed: Error: oops',
    })
  })

  test('a record that is too large for plugins is refused before any of them runs', async () => {
    const { hooks } = await runnerWith([UPPER])
    const huge = hooks.runBefore(contextOf(), beforeCreate([{ vin: 'x'.repeat(300_000) }]))
    await expect(huge).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
  })
})

describe('capabilities', () => {
  const asking = (call: string, grants: string[]): PluginText => ({
    id: 'asking',
    grants,
    hooks: `export const plugin = definePlugin({ entities: { vehicle: {
      beforeCreate: async (records, tenon) => [await ${call}.then((got) => ({ got }), ({ code, message }) => ({ code, message }))],
      afterCreate: async (records, tenon) => { const got = await ${call}.catch(({ code }) => code); tenon.log.info(String(got)) },
    } } })`,
  })
  const answer = async (call: string, grants: string[]) => {
    const { hooks, calls } = await runnerWith([asking(call, grants)], { title: 'A', $labels: { r9: 'Secret' } })
    const [first] = await hooks.runBefore(contextOf(), beforeCreate([{}]))
    return { changes: first?.kind === 'ok' ? first.changes : undefined, calls }
  }

  test('a granted read is made by the plugin on behalf of the actor, one level deeper, and shows no labels', async () => {
    const { changes, calls } = await answer('tenon.records.get({ entity: "account", id: "r1" })', [
      'entity:account:read',
    ])
    expect(changes).toEqual({ got: { id: 'r1', version: 1, title: 'A' } })
    expect(calls).toHaveLength(1)
    expect(calls[0]?.ctx).toMatchObject({
      depth: 1,
      actor: {
        kind: 'plugin',
        id: 'asking',
        hook: 'entities.vehicle.beforeCreate',
        capabilities: ['entity:account:read'],
        onBehalfOf: { kind: 'user', id: 'u1' },
      },
    })
  })

  test.each([
    ['an entity that was not granted', 'tenon.records.find({ entity: "account" })', ['entity:contact:read']],
    ['an entity that does not exist', 'tenon.records.find({ entity: "account" })', []],
    ['a read with a grant to write', 'tenon.records.find({ entity: "account" })', ['entity:account:write']],
    ['a write in a before-hook', 'tenon.records.create({ entity: "account", values: {} })', ['entity:account:write']],
    [
      'a write with a grant to read',
      'tenon.records.update({ entity: "account", id: "r1", version: 1, values: {} })',
      ['entity:account:read'],
    ],
    [
      'a deletion with a grant to write',
      'tenon.records.delete({ entity: "account", id: "r1", version: 1 })',
      ['entity:account:write'],
    ],
    ['the store of its own', 'tenon.kv.get("key")', ['entity:account:read']],
    ['a request to any host', 'tenon.http.fetch("https://api.example.com/")', []],
    ['an event', 'tenon.events.emit("changed", {})', []],
    ['what the sandbox knows and this host does not', 'tenon.jobs.schedule("later")', []],
  ])('%s is CAPABILITY_DENIED and reaches no record', async (_name, call, grants) => {
    const { changes, calls } = await answer(call, grants)
    expect(changes).toMatchObject({ code: 'CAPABILITY_DENIED' })
    expect(calls).toEqual([])
  })

  test('a capability on a contract is one on the entity that fulfils it here, and on no other', async () => {
    const store = recordingStore({ title: 'A' })
    const asking = await installedPlugin(sandbox, {
      id: 'buyer',
      grants: ['contract:order@1:read'],
      hooks: `export const plugin = definePlugin({ entities: { vehicle: { beforeCreate: async (records, tenon) => {
        const { entity, fields } = tenon.contracts['order@1']
        const got = await tenon.records.get({ entity, id: 'r1' })
        const other = await tenon.records.get({ entity: 'account', id: 'r1' }).catch(({ code }) => code)
        return [{ title: got[fields.subject], other }] } } } })`,
    })
    const contracts = { 'order@1': { plugin: 'shop', entity: 'salesOrder', fields: { subject: 'title' } } }
    const plugins = { get: async () => [{ ...asking, contracts }] }
    const hooks = makeHookRunner({ sandbox, plugins, records: store.records, maskRecords: unmasked })
    const answers = await hooks.runBefore(contextOf(), beforeCreate([{}]))
    expect(answers).toMatchObject([{ kind: 'ok', changes: { title: 'A', other: 'CAPABILITY_DENIED' } }])
    expect(store.calls.map(({ input }) => input['entity'])).toEqual(['salesOrder'])
  })

  test('what was not granted and what does not exist cannot be told apart', async () => {
    const one = await answer('tenon.records.get({ entity: "account", id: "r1" })', [])
    const other = await answer('tenon.records.get({ entity: "gone", id: "r1" })', [])
    expect(JSON.stringify(one.changes).replaceAll('account', 'X')).toBe(
      JSON.stringify(other.changes).replaceAll('gone', 'X'),
    )
  })

  test.each([
    ['expand', '{ entity: "account", expand: ["owner"] }'],
    ['deleted', '{ entity: "account", deleted: true }'],
    ['a filter of the wrong shape', '{ entity: "account", where: { sql: "1=1" } }'],
    ['an entity that is no text', '{ entity: ["account"] }'],
  ])('%s is refused before any record is read', async (_name, args) => {
    const { changes, calls } = await answer(`tenon.records.find(${args})`, ['entity:account:read'])
    expect(changes).toMatchObject({ code: 'VALIDATION' })
    expect(calls).toEqual([])
  })
})

describe('guards', () => {
  const GUARDING: PluginText = {
    id: 'guarding',
    hooks: `export const plugin = definePlugin({ guards: { ready: eachRecord(({ values, move }) => {
      if (values.vehicle === null) reject('A vehicle is missing for ' + move.to, { fields: ['vehicle'] }) }) } })`,
  }
  const guard = { name: 'ready', label: { en: 'Ready' } }
  const batch = [null, 'v1'].map((vehicle) => ({
    id: 'o1',
    values: { vehicle },
    old: null,
    move: { pipeline: 'sales', from: 'offer', to: 'contract' },
  }))

  test('answer per record why the move is refused', async () => {
    const { hooks } = await runnerWith([GUARDING])
    const answers = await hooks.runGuard(contextOf(), {
      entity: 'opportunity',
      plugin: 'guarding',
      guard,
      records: batch,
    })
    expect(answers).toEqual([
      { kind: 'reject', message: 'A vehicle is missing for contract', problems: [], fields: ['vehicle'] },
      { kind: 'ok' },
    ])
  })

  test('of a plugin that is not there let nothing pass', async () => {
    const { hooks } = await runnerWith([])
    const call = hooks.runGuard(contextOf(), { entity: 'opportunity', plugin: 'guarding', guard, records: batch })
    await expect(call).rejects.toMatchObject({ code: 'PLUGIN_LOAD_FAILED', plugin: 'guarding' })
  })

  test('that are declared but not written fail the call', async () => {
    const { hooks } = await runnerWith([GUARDING])
    const missing = { name: 'missing', label: { en: 'Missing' } }
    const call = hooks.runGuard(contextOf(), {
      entity: 'opportunity',
      plugin: 'guarding',
      guard: missing,
      records: batch,
    })
    await expect(call).rejects.toMatchObject({ code: 'PLUGIN_BAD_RETURN' })
  })
})

describe('after-hooks', () => {
  const FOLLOW_UP: PluginText = {
    id: 'followUp',
    grants: ['entity:task:write'],
    hooks: `export const plugin = definePlugin({ entities: { testDrive: {
      afterUpdate: eachRecord(async ({ id, values, old }, tenon) => {
        if (values.status === 'done' && old?.status !== 'done') {
          return tenon.records.create({ entity: 'task', values: { subject: 'Call', about: id, event: tenon.eventId } })
        }
        if (values.status === 'refused') reject('too late')
      }) } } })`,
  }
  const event = (changes: Partial<RecordEvent> = {}): RecordEvent => ({
    id: 'event-1',
    type: 'record.updated',
    entity: 'testDrive',
    recordId: 'd1',
    version: 2,
    occurredAt: '2026-01-01T00:00:00Z',
    actor: 'user:u1',
    depth: 0,
    before: { status: 'planned' },
    after: { status: 'done' },
    ...changes,
  })
  const delivery = (of: RecordEvent) => ({
    event: of,
    plugin: 'followUp',
    hook: 'afterUpdate' as const,
    signal: new AbortController().signal,
  })

  test('are found by the event; a move to another stage is an update', async () => {
    const { hooks } = await runnerWith([FOLLOW_UP])
    const wanted = [{ plugin: 'followUp', hook: 'afterUpdate' }]
    expect(await hooks.afterHooksFor(TENANT, event())).toEqual(wanted)
    expect(await hooks.afterHooksFor(TENANT, event({ type: 'record.stageChanged' }))).toEqual(wanted)
    expect(await hooks.afterHooksFor(TENANT, event({ type: 'record.created' }))).toEqual([])
    expect(await hooks.afterHooksFor(TENANT, event({ entity: 'task' }))).toEqual([])
  })

  test('write as the plugin on behalf of the system, and know their event by its id', async () => {
    const { hooks, calls } = await runnerWith([FOLLOW_UP])
    await hooks.runAfter(TENANT, delivery(event()))
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({
      verb: 'create',
      input: { entity: 'task', values: { subject: 'Call', about: 'd1', event: 'event-1' } },
      ctx: {
        depth: 1,
        requestId: 'event-1',
        actor: { kind: 'plugin', id: 'followUp', onBehalfOf: { kind: 'system' } },
      },
    })
  })

  test('that set each other off end at the fifth level', async () => {
    const { hooks, calls } = await runnerWith([FOLLOW_UP])
    await hooks.runAfter(TENANT, delivery(event({ depth: 4 })))
    await expect(hooks.runAfter(TENANT, delivery(event({ depth: 5 })))).rejects.toMatchObject({
      code: 'PLUGIN_HOST_CALL_LIMIT',
      plugin: 'followUp',
    })
    expect(calls).toHaveLength(1)
  })

  test('cannot reject what has happened', async () => {
    const { hooks } = await runnerWith([FOLLOW_UP])
    const call = hooks.runAfter(TENANT, delivery(event({ after: { status: 'refused' } })))
    await expect(call).rejects.toMatchObject({ code: 'PLUGIN_THREW', message: expect.stringContaining('too late') })
  })
})
