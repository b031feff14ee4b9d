import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { InstalledPlugin } from '../../../core/src/hooks/installed-plugin.ts'
import { makeHookRunner } from '../../../core/src/hooks/make-hook-runner.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox, SandboxCall } from '../../../core/src/sandbox/sandbox.ts'
import { contextOf, installedPlugin, recordingStore, unmasked } from './hook-kit.ts'

let sandbox: Sandbox
const calls: SandboxCall[] = []

beforeAll(() => {
  sandbox = createSandbox({ children: 1 })
})
afterAll(() => sandbox.close())
beforeEach(() => void calls.splice(0))

interface PluginText {
  id: string
  hooks: string
  more?: Partial<InstalledPlugin>
}

async function runnerWith(...texts: PluginText[]) {
  const installed = await Promise.all(
    texts.map(async ({ more, ...text }) => ({ ...(await installedPlugin(sandbox, text)), ...more })),
  )
  const watched: Sandbox = {
    ...sandbox,
    call: (call) => {
      calls.push(call)
      return sandbox.call(call)
    },
  }
  const { records } = recordingStore()
  return makeHookRunner({ sandbox: watched, plugins: { get: async () => installed }, records, maskRecords: unmasked })
}

const record = (values: JsonObject) => ({ id: null, values, old: null })
const vehicles = (...values: JsonObject[]) => ({ entity: 'vehicle', records: values.map(record) })

const PRICED: PluginText = {
  id: 'priced',
  hooks: `export const plugin = definePlugin({ entities: { vehicle: { validate: eachRecord(({ values }) => {
    if (values.price === null) reject({ en: 'A price is needed', 'zh-CN': '需要价格' }, { field: 'price', rule: 'priced' })
  }) } } })`,
}
const NAMED: PluginText = {
  id: 'named',
  hooks: `export const plugin = definePlugin({ entities: { vehicle: { validate: eachRecord(({ values }) => {
    if (!values.name) reject('A name is needed', { field: 'name' })
  }) } } })`,
}

describe('validations', () => {
  test('of all plugins are asked of every record, and every refusal is told with its plugin', async () => {
    const hooks = await runnerWith(PRICED, NAMED)
    const batch = vehicles({ price: null, name: '' }, { price: 1, name: 'x' }, { price: 1, name: '' })
    const refusals = await hooks.runValidations(contextOf({ locale: 'zh-CN' }), batch)
    expect(refusals).toEqual([
      [
        {
          kind: 'reject',
          message: '需要价格',
          problems: [{ pointer: '/price', message: '需要价格', rule: 'priced' }],
          plugin: 'priced',
        },
        {
          kind: 'reject',
          message: 'A name is needed',
          problems: [{ pointer: '/name', message: 'A name is needed' }],
          plugin: 'named',
        },
      ],
      [],
      [expect.objectContaining({ plugin: 'named' })],
    ])
  })

  test('call no plugin that has none for the entity, and none for no records', async () => {
    const hooks = await runnerWith(PRICED)
    expect(await hooks.runValidations(contextOf(), { entity: 'contact', records: [record({})] })).toEqual([[]])
    expect(await hooks.runValidations(contextOf(), vehicles())).toEqual([])
    expect(calls).toEqual([])
  })

  test('get a large batch in parts of 100', async () => {
    const hooks = await runnerWith(NAMED)
    const names = Array.from({ length: 250 }, (_, index) => ({ name: index % 2 === 0 ? 'x' : '' }))
    const refusals = await hooks.runValidations(contextOf(), vehicles(...names))
    expect(calls.map(({ input }) => input.records.length)).toEqual([100, 100, 50])
    expect(refusals.map((list) => list.length)).toEqual(names.map(({ name }) => (name === '' ? 1 : 0)))
  })

  test('that throw fail the write, naming the plugin; so does one that returns changes', async () => {
    const thrown = await runnerWith({
      id: 'broken',
      hooks: `export const plugin = definePlugin({ entities: { vehicle: { validate: () => { throw new Error('oops') } } } })`,
    })
    await expect(thrown.runValidations(contextOf(), vehicles({}))).rejects.toMatchObject({
      code: 'PLUGIN_THREW',
      plugin: 'broken',
    })
    const changing = await runnerWith({
      id: 'changing',
      hooks: `export const plugin = definePlugin({ entities: { vehicle: { validate: () => [{ name: 'x' }] } } })`,
    })
    await expect(changing.runValidations(contextOf(), vehicles({}))).rejects.toMatchObject({
      code: 'PLUGIN_BAD_RETURN',
      plugin: 'changing',
    })
  })

  test('may ask the host for nothing, whatever was granted', async () => {
    const hooks = await runnerWith({
      id: 'curious',
      hooks: `export const plugin = definePlugin({ entities: { vehicle: { validate: async (records, tenon) => {
        try { await tenon.records.find({ entity: 'vehicle' }) } catch (error) { reject(error.code) } } } } })`,
      more: { grants: ['entity:vehicle:read'] },
    })
    expect(await hooks.runValidations(contextOf(), vehicles({}))).toMatchObject([[{ message: 'HOST_CALL_LIMIT' }]])
  })
})

const compute = (values: JsonObject[], patient = false) => ({
  entity: 'vehicle',
  plugin: 'sums',
  name: 'twice',
  values,
  patient,
})
const sums = (body: string, more?: Partial<InstalledPlugin>): PluginText => ({
  id: 'sums',
  hooks: `export const plugin = definePlugin({ computed: { twice: ${body} } })`,
  ...(more !== undefined && { more }),
})
const TWICE = 'eachRecord(({ values }) => { if (values.n === 13) throw new Error("unlucky"); return values.n * 2 })'

describe('computed fields', () => {
  test('are worked out per record, and what code says nothing of is empty', async () => {
    const hooks = await runnerWith(sums('eachRecord(({ values }) => values.n === 0 ? undefined : values.n * 2)'))
    expect(await hooks.runComputed(contextOf(), compute([{ n: 1 }, { n: 0 }, { n: 4 }]))).toEqual([
      { kind: 'value', value: 2 },
      { kind: 'value', value: null },
      { kind: 'value', value: 8 },
    ])
  })

  test('see the values alone: not who writes, not in which language, no settings, no id', async () => {
    const body = `(records, tenon) => records.map(({ id, old, values }) =>
      ({ id, old, values, actor: tenon.actor.kind, locale: tenon.locale, settings: tenon.settings }))`
    const hooks = await runnerWith(sums(body, { settings: { rate: 5 } }))
    const [answer] = await hooks.runComputed(contextOf({ locale: 'zh-CN' }), compute([{ n: 1 }]))
    expect(answer).toEqual({
      kind: 'value',
      value: { id: null, old: null, values: { n: 1 }, actor: 'system', locale: 'en', settings: {} },
    })
  })

  test('that fail are an answer, not an error, and take no more than their hundred with them', async () => {
    const hooks = await runnerWith(sums(TWICE))
    const values = Array.from({ length: 250 }, (_, index) => ({ n: index }))
    const answers = await hooks.runComputed(contextOf(), compute(values))
    expect(answers.filter(({ kind }) => kind === 'failed')).toHaveLength(100)
    expect(answers[0]).toMatchObject({ kind: 'failed', reason: expect.stringContaining('unlucky') })
    expect(answers[249]).toEqual({ kind: 'value', value: 498 })
  })

  test('with patience are tried one by one, so that only those that fail are without a value', async () => {
    const hooks = await runnerWith(sums(TWICE))
    const values = Array.from({ length: 120 }, (_, index) => ({ n: index }))
    const answers = await hooks.runComputed(contextOf(), compute(values, true))
    expect(answers.flatMap(({ kind }, index) => (kind === 'failed' ? [index] : []))).toEqual([13])
  })

  test.each([
    ['a refusal', 'eachRecord(() => { reject("never") })', /never/],
    ['a number that is none', 'eachRecord(() => Number.NaN)', /NaN|number/i],
    ['too few answers', '() => []', /1 records|0 entries/],
    ['a loop without end', '() => { for (;;); }', /stopped|processor/],
  ])('%s leaves them without a value, and says why', async (_what, body, reason) => {
    const hooks = await runnerWith(sums(body))
    expect(await hooks.runComputed(contextOf(), compute([{ n: 1 }]))).toEqual([
      { kind: 'failed', reason: expect.stringMatching(reason) },
    ])
  })

  test('of a plugin that is not installed are without a value', async () => {
    const hooks = await runnerWith(PRICED)
    expect(await hooks.runComputed(contextOf(), compute([{ n: 1 }]))).toEqual([
      { kind: 'failed', reason: 'plugin sums is not installed' },
    ])
    expect(calls).toEqual([])
  })

  test('of a write that was cancelled are an error: it is not stored with its values missing', async () => {
    const hooks = await runnerWith(sums(TWICE))
    const aborted = contextOf({ signal: AbortSignal.abort() })
    await expect(hooks.runComputed(aborted, compute([{ n: 1 }]))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })
})
