import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { date } from '@tenon/sdk/plugin/date'
import { money } from '@tenon/sdk/plugin/money'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHookRunner } from '../../../core/src/hooks/make-hook-runner.ts'
import { makeLoadPluginFolder } from '../../../core/src/plugins/load-plugin-folder.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import { contextOf, installedPlugin, recordingStore, unmasked } from '../../core/hooks/hook-kit.ts'
import { writePlugin } from '../../core/plugins/write-plugin.ts'
import { SAMPLE_CALLS } from './sample-calls.ts'

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox({ children: 1 })
})
afterAll(() => sandbox.close())

const MODULES = "import { money } from '@tenon/sdk/plugin/money'\nimport { date } from '@tenon/sdk/plugin/date'\n"

/** Runs a before-hook of `thing` on records with these values; gives what it changed. */
async function changesOf(hook: string, records: JsonObject[]): Promise<JsonObject[]> {
  const hooks = `${MODULES}export const plugin = definePlugin({ entities: { thing: { beforeCreate: ${hook} } } })`
  const plugin = await installedPlugin(sandbox, { id: 'caller', hooks })
  const runner = makeHookRunner({
    sandbox,
    plugins: { get: async () => [plugin] },
    maskRecords: unmasked,
    records: recordingStore().records,
  })
  const given = records.map((values) => ({ id: null, values, old: null }))
  const answers = await runner.runBefore(contextOf(), { entity: 'thing', hook: 'beforeCreate', records: given })
  return answers.map((answer) => (answer.kind === 'ok' ? (answer.changes ?? {}) : {}))
}

function inNode([module, name, args]: (typeof SAMPLE_CALLS)[number]): unknown {
  const of: Record<string, (...args: unknown[]) => unknown> = { ...(module === 'money' ? money : date) } as never
  try {
    return { result: of[name]?.(...args) }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

test('money and dates in the isolate are what they are in Node, errors included', async () => {
  const hook = `(records) => records.map(({ values }) => {
    try { return { result: ({ money, date })[values.module][values.name](...values.args) } } catch (error) { return { error: error.message } }
  })`
  const found = await changesOf(
    hook,
    SAMPLE_CALLS.map(([module, name, args]) => ({ module, name, args }) as unknown as JsonObject),
  )
  expect(found).toEqual(SAMPLE_CALLS.map(inNode))
})

test('a hundred records are priced, dated and written out within the time of a before-hook', async () => {
  const hook = `(records, tenon) => records.map(({ values }) => ({
    total: money.add(values.price, money.percentage(values.price, '19')),
    due: date.addBusinessDays(date.today('Europe/Berlin', tenon.now()), 10),
    until: date.endOf('quarter', '2026-05-13', 'America/New_York'),
    shown: money.format(values.price, 'de') + ' ' + date.format('2026-05-13', 'de'),
  }))`
  const records = Array.from({ length: 100 }, (_, index) => ({ price: { amount: `${index}.99`, currency: 'EUR' } }))
  const found = await changesOf(hook, records)
  expect(found).toHaveLength(100)
  expect(found[7]).toMatchObject({ total: { amount: '9.51', currency: 'EUR' }, until: '2026-07-01T03:59:59.999Z' })
  expect(found[7]?.['due']).toMatch(/^\d{4}-\d{2}-\d{2}$/)
})

async function sourceOf(code: string): Promise<string> {
  const hooks = `import { definePlugin } from '@tenon/sdk/plugin'\n${MODULES}
    export const plugin = definePlugin({ entities: { vehicle: { beforeCreate: (records) => records.map(() => ({ a: ${code} })) } } })\n`
  const files = { 'hooks.ts': hooks, 'rules/needs-vin.ts': undefined, 'pipelines/service.pipeline.json': undefined }
  const { hooksSource } = await makeLoadPluginFolder(sandbox)(writePlugin(files))
  return hooksSource ?? ''
}

test('a plugin carries of them what it uses', async () => {
  const [none, sum, days, zones, all] = await Promise.all([
    sourceOf('1'),
    sourceOf(`money.add(money.of(1, 'EUR'), money.of(2, 'EUR'))`),
    sourceOf(`date.addMonths('2026-01-31', date.diffMonths('2026-01-31', '2027-01-31'))`),
    sourceOf(`date.today('Europe/Berlin')`),
    sourceOf('Object.keys(money).length + Object.keys(date).length'),
  ])
  const over = (source: string) => source.length - none.length
  expect(over(sum)).toBeLessThan(8_000)
  expect(over(days)).toBeLessThan(8_000)
  expect(over(zones)).toBeLessThan(80_000)
  expect(over(all)).toBeLessThan(110_000)
  expect([none, sum, days].join('')).not.toMatch(/[Tt]emporal|DateTimeFormat/)
})

test.each([
  'temporal-polyfill',
  'temporal-polyfill/fns/PlainDate',
  '@tenon/sdk/client',
  '@tenon/sdk/plugin/date/zone.ts',
  '@tenon/sdk/contract/currency-digits',
  '../../../../../../node_modules/temporal-polyfill/fns/PlainDate.js',
])('plugin code itself cannot import %s', async (specifier) => {
  const hooks = `import * as stranger from '${specifier}'\nexport const plugin = { entities: { vehicle: { beforeCreate: () => stranger } } }\n`
  const loading = makeLoadPluginFolder(sandbox)(
    writePlugin({ 'hooks.ts': hooks, 'pipelines/service.pipeline.json': undefined }),
  )
  await expect(loading).rejects.toMatchObject({
    code: 'PLUGIN_INVALID',
    problems: [expect.objectContaining({ file: 'hooks.ts', rule: expect.stringMatching(/import|bundle/) })],
  })
})
