import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { ENTITY_HOOK_NAMES } from '@tenon/sdk/contract/plugin-manifest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeAuthorFiles } from '../../core/src/plugins/author-files.ts'
import { checkPlugin } from '../../core/src/plugins/check-plugin.ts'
import { makeLoadPluginFolder } from '../../core/src/plugins/load-plugin-folder.ts'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import { entityFile, hooksFile, manifest, type PluginFiles } from '../support/open-plugin-tenant.ts'

const TSC = join(import.meta.dirname, '../../node_modules/typescript-7/bin/tsc')
const HEAD = "import { contractValues, definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'\n"

const PROVIDER: PluginFiles = {
  'plugin.json': manifest('shop', { provides: { 'order@1': { entity: 'order', fields: { total: 'total' } } } }),
  'entities/order.schema.json': entityFile('order', { total: { fieldType: 'money', currency: 'EUR' } }),
}
const FILES: PluginFiles = {
  'package.json': { name: 'mine', private: true, type: 'module' },
  'tsconfig.json': { extends: './.tenon/tsconfig.json' },
  'plugin.json': manifest('mine', {
    consumes: {
      'order@1': { fields: { total: ['money', 'decimal'], state: ['choice'] }, optional: true },
      'customer@2': { fields: { email: ['email'] }, optional: true },
    },
  }),
  'entities/thing.schema.json': entityFile(
    'thing',
    {
      price: { fieldType: 'decimal' },
      size: { fieldType: 'integer' },
      number: { fieldType: 'sequence' },
      label: { fieldType: 'text', computedBy: 'label' },
      area: { fieldType: 'integer', computedBy: 'area' },
    },
    { required: ['name'] },
  ),
  'pipelines/flow.pipeline.json': {
    name: 'flow',
    entity: 'thing',
    label: { en: 'Flow' },
    stages: [
      { name: 'fresh', label: { en: 'x' }, category: 'open', entry: { guards: [{ name: 'ok', label: { en: 'x' } }] } },
    ],
  },
  'hooks.ts': hooksFile(`{
    entities: { thing: { validate: eachRecord(({ values }) => { if (values.price === null) reject('A price, please') }) } },
    guards: { ok: () => undefined },
    computed: {
      label: eachRecord(({ values }) => values.name.toUpperCase()),
      area: eachRecord(async ({ values }, tenon) => {
        tenon.log.info(String(values.stage))
        return values.size ? values.size * 2 : undefined
      }),
    },
  }`),
}

let folder = ''
let types = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenon-types-'))
  const write = (at: string, files: PluginFiles) => {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(at, file)), { recursive: true })
      writeFileSync(join(at, file), typeof content === 'string' ? content : JSON.stringify(content))
    }
  }
  write(join(folder, 'mine'), FILES)
  write(join(folder, 'shop'), PROVIDER)
  const sandbox = createSandbox({ children: 1 })
  const checked = await checkPlugin(join(folder, 'mine'), {
    loadPluginFolder: makeLoadPluginFolder(sandbox),
    shelves: [folder],
  })
  await sandbox.close()
  expect(checked.problems).toEqual([])
  await writeAuthorFiles(join(folder, 'mine'), checked)
  types = readFileSync(join(folder, 'mine/entities.d.ts'), 'utf8')
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the compiler says of the plugin with this file of code in it; nothing where it is right. */
async function compile(code: string): Promise<string> {
  writeFileSync(join(folder, 'mine/probe.ts'), HEAD + code)
  const run = promisify(execFile)(process.execPath, [TSC, '-p', join(folder, 'mine')])
  return run.then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
}

/** What the compiler says of each of these expressions. */
async function errorsOf(lines: string[]): Promise<string[]> {
  const output = await compile(`export const wrong = [\n${lines.map((line) => `${line},`).join('\n')}\n]\n`)
  const told = lines.map(() => '')
  // Two lines come before the first one; what follows an error, indented, belongs to it.
  let at = -1
  for (const text of output.split('\n')) {
    const line = /probe\.ts\((\d+),/.exec(text)?.[1]
    if (line !== undefined) at = Number(line) - 3
    if (told[at] !== undefined) told[at] += `${text}\n`
  }
  return told
}

describe('what is written for authors', () => {
  test('knows computed fields as values that are read and not set', () => {
    expect(types).toMatch(/^ {2}readonly label\?: string \| null$/m)
    expect(types).toMatch(/^ {2}readonly area\?: number \| null$/m)
    expect(types).toMatch(/^ {2}price\?: string \| null$/m)
    expect(types).toContain("label: { values: Omit<Thing, 'number' | 'label' | 'area'>; value: Thing['label'] }")
  })

  test('has an interface for each consumed contract, and nothing of the plugin that happens to provide it', () => {
    expect(types).toContain("    'order@1'?: Order1Contract\n    'customer@2'?: Customer2Contract\n")
    const [, contract = ''] = /export interface Order1Contract \{\n([\s\S]*?)\n\}/.exec(types) ?? []
    expect(contract.replaceAll(/\s+/g, ' ')).toBe(
      ' total: | string | { amount: string currency: string } | null state: string | null',
    )
    expect(types).not.toContain('interface Order {')
  })

  test('lets a plugin compile that uses all of it', async () => {
    const code = `
export const plugin = definePlugin({
  entities: {
    thing: {
      validate: eachRecord(({ values, old }) => {
        if (values.price !== old?.price && values.label === 'x') reject('no', { field: 'price' })
      }),
      beforeCreate: eachRecord(({ values }) => ({ ...values, name: values.name.trim() })),
      beforeUpdate: eachRecord(async ({ values, old }) => {
        if (values.price === old?.price) return
        const changes: { size?: number | null } = {}
        if (values.size === 1) changes.size = null
        return values.size === 2 ? { price: '1', ...changes } : changes
      }),
      afterUpdate: eachRecord(async ({ values }, tenon) => {
        const binding = tenon.contracts['order@1']
        if (binding === undefined) return
        const order = await tenon.records.get({ entity: binding.entity, id: values.name, fields: [binding.fields.total] })
        const { total, state } = contractValues(tenon, 'order@1', order)
        const amount: string | undefined = typeof total === 'string' ? total : total?.amount
        tenon.log.info(amount ?? state ?? '')
      }),
    },
  },
  migrations: { thing: (records) => records.map(({ values }) => ({ name: values.name })) },
  computed: { area: (records) => records.map(({ values }) => (values.size ?? 0) * 2) },
})
`
    expect(await compile(code)).toBe('')
  })
})

test('a hook that reads a field that does not exist does not compile, of whatever kind it is', async () => {
  const eachEntityHook = ENTITY_HOOK_NAMES.flatMap((name) => [
    `definePlugin({ entities: { thing: { ${name}: eachRecord(({ values }) => { void values.prise }) } } })`,
    `definePlugin({ entities: { thing: { ${name}: (records) => { for (const { values } of records) void values.prise } } } })`,
  ])
  const others = [
    'definePlugin({ guards: { ok: eachRecord(({ values }) => { void values.prise }) } })',
    'definePlugin({ guards: { ok: (records) => { for (const { values } of records) void values.prise } } })',
    'definePlugin({ computed: { label: eachRecord(({ values }) => String(values.prise)) } })',
    'definePlugin({ computed: { label: (records) => records.map(({ values }) => String(values.prise)) } })',
  ]
  for (const error of await errorsOf([...eachEntityHook, ...others])) {
    expect(error).toMatch(/Property 'prise' does not exist on type '.*Thing/)
  }
})

test.each<[string, string, RegExp]>([
  [
    'a computed field that reads a computed one',
    "definePlugin({ computed: { label: eachRecord(({ values }) => values.area ? 'a' : 'b') } })",
    /Property 'area' does not exist/,
  ],
  [
    'a computed field that reads a number of a sequence',
    "definePlugin({ computed: { label: eachRecord(({ values }) => values.number ?? '') } })",
    /Property 'number' does not exist/,
  ],
  [
    'a computed field that gives a value of another type',
    'definePlugin({ computed: { label: eachRecord(() => 5) } })',
    /'number' is not assignable to type '.*string/,
  ],
  [
    'a computed field that gives no JSON',
    'definePlugin({ computed: { area: () => [new Date()] } })',
    /'Date' is not assignable/,
  ],
  [
    'a misspelt member of the definition, which nobody would ever call,',
    "definePlugin({ guard: { ok: () => undefined }, computed: { label: () => ['x'] } })",
    /not assignable to type '"A plugin's definition has no such member\."'/,
  ],
  ['computed code of no field', "definePlugin({ computed: { lable: () => ['x'] } })", /'lable' does not exist/],
  [
    'a computed field that asks in which language',
    'definePlugin({ computed: { label: eachRecord((_, tenon) => tenon.locale) } })',
    /Property 'locale' does not exist/,
  ],
  [
    'a computed field that asks for the time',
    'definePlugin({ computed: { label: eachRecord((_, tenon) => tenon.now().toISOString()) } })',
    /Property 'now' does not exist/,
  ],
  [
    'a hook that gives a misspelt field beside all others',
    'definePlugin({ entities: { thing: { beforeUpdate: eachRecord(({ values }) => ({ ...values, prise: 1 })) } } })',
    /not assignable to .*'prise' is no field of thing\./,
  ],
  [
    'a hook that waits, and then gives a misspelt field or refuses,',
    "definePlugin({ entities: { thing: { beforeCreate: eachRecord(async ({ values }) => { if (values.size === 1) reject('no'); return values.size === 2 ? undefined : { name: 'x', prise: 1 } }) } } })",
    /not assignable to .*'prise' is no field of thing\./,
  ],
  [
    'a migration that gives a misspelt field',
    'definePlugin({ migrations: { thing: (records) => records.map(({ values }) => ({ ...values, prise: 1 })) } })',
    /not assignable to .*'prise' is no field of thing\./,
  ],
  [
    'a validation that changes values',
    "definePlugin({ entities: { thing: { validate: eachRecord(() => ({ name: 'x' })) } } })",
    /not assignable to type 'Rejection'|not assignable to type 'Judg/,
  ],
  [
    'a validation that reads other records',
    "definePlugin({ entities: { thing: { validate: eachRecord(async (_, tenon) => { await tenon.records.find({ entity: 'thing' }) }) } } })",
    /Property 'records' does not exist/,
  ],
  [
    'a hook that sets a computed field',
    "definePlugin({ entities: { thing: { validate: eachRecord(({ values }) => { values.label = 'x' }) } } })",
    /'label' because it is a read-only property/,
  ],
  [
    'a contract that may be fulfilled by nobody, not looked at first',
    "definePlugin({ entities: { thing: { afterCreate: eachRecord((_, tenon) => { void tenon.contracts['order@1'].entity }) } } })",
    /possibly 'undefined'/,
  ],
  [
    'a field that the contract was not asked for',
    "definePlugin({ entities: { thing: { afterCreate: eachRecord((_, tenon) => { void tenon.contracts['order@1']?.fields.totl }) } } })",
    /Property 'totl' does not exist/,
  ],
  [
    'a contract that is not consumed',
    "definePlugin({ entities: { thing: { afterCreate: eachRecord((_, tenon) => { void tenon.contracts['ordre@1'] }) } } })",
    /Property 'ordre@1' does not exist/,
  ],
  [
    'a hook of an entity that another plugin happens to have',
    'definePlugin({ entities: { order: { afterCreate: () => undefined } } })',
    /'order' does not exist/,
  ],
])('%s does not compile', async (_what, line, told) => {
  expect((await errorsOf([line]))[0]).toMatch(told)
})
