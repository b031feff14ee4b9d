import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { checkPlugin } from '../../../core/src/plugins/check-plugin.ts'
import { makeLoadPluginFolder } from '../../../core/src/plugins/load-plugin-folder.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginFiles,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const MONEY = { fieldType: 'money', currency: 'EUR' }
const ORDERS = { provides: { 'order@1': { entity: 'order', fields: { total: 'total' } } } }
const SHOP: PluginFiles = {
  'plugin.json': manifest('shop', ORDERS),
  'entities/order.schema.json': entityFile('order', { total: MONEY, note: { fieldType: 'text' } }),
}
const ON_SHOP = { dependencies: { shop: '^1.0.0' } }
const reason = { en: 'Because.' }
const capability = (name: string) => ({ capabilities: [{ capability: name, reason }] })
const consumes = (fields: object, more: object = {}) => ({ consumes: { 'order@1': { fields, ...more } } })
const plugin = (more: object, files: PluginFiles = {}): PluginFiles => ({
  'plugin.json': manifest('mine', more),
  ...files,
})
const extension = (name: string, field: object = { note2: { fieldType: 'text', label: { en: 'Note' } } }) => ({
  [`entities/${name}.extension.json`]: { extends: name, properties: field },
})
const reference = { fieldType: 'reference', label: { en: 'x' }, reference: { entity: 'ordre' } }
const form = { properties: { order: reference } }
const action = { name: 'go', label: { en: 'Go' }, entity: 'order', places: ['record'], form }

interface Case {
  /** Plugins that are there already. */
  others?: PluginFiles[]
  /** They come together with the plugin. */
  together?: boolean
  files: PluginFiles
  code?: string
  told: RegExp
}

const CASES: Record<string, Case> = {
  'a dependency that is missing': {
    files: plugin({ dependencies: { shpo: '^1.0.0' } }),
    told: /needs plugin 'shpo' \^1\.0\.0, which is not installed/,
  },
  'a dependency of another version': {
    others: [SHOP],
    files: plugin({ dependencies: { shop: '^2.0.0' } }),
    told: /needs plugin 'shop' \^2\.0\.0; version 1\.0\.0 is there/,
  },
  'a circle of dependencies': {
    others: [{ 'plugin.json': manifest('other', { dependencies: { mine: '*' } }) }],
    together: true,
    files: plugin({ dependencies: { other: '*' } }),
    told: /in a circle: 'mine' → 'other' → 'mine'/,
  },
  'a newer host': { files: plugin({ host: '^9.0.0' }), told: /needs Tenon \^9\.0\.0; this is/ },
  'an entity that another plugin has': {
    others: [SHOP],
    files: plugin(ON_SHOP, { 'entities/order.schema.json': entityFile('order', {}) }),
    code: 'PLUGIN_CLASH',
    told: /Plugins 'shop' and 'mine' both declare entities › order/,
  },
  'a field that another plugin has': {
    others: [SHOP],
    files: plugin(ON_SHOP, extension('order', { note: { fieldType: 'text', label: { en: 'Note' } } })),
    code: 'PLUGIN_CLASH',
    told: /'shop' and 'mine' both declare entities › order › properties › note/,
  },
  'an extension of no entity': {
    files: plugin({}, extension('ordre')),
    code: 'SCHEMA_INVALID',
    told: /extends an entity 'ordre' that is not there/,
  },
  'a hook of no entity': {
    others: [SHOP],
    files: plugin(ON_SHOP, { 'hooks.ts': hooksFile('{ entities: { ordre: { validate: () => undefined } } }') }),
    told: /hooks\.ts: there is no entity 'ordre'; did you mean 'order'\?/,
  },
  'a capability over no entity': {
    others: [SHOP],
    files: plugin({ ...ON_SHOP, ...capability('entity:ordre:read') }),
    told: /\/capabilities\/0\/capability: there is no entity 'ordre'; did you mean 'order'\?/,
  },
  'a form of settings that names no entity': {
    others: [SHOP],
    files: plugin({ ...ON_SHOP, settings: form }),
    told: /\/settings\/properties\/order\/reference\/entity: there is no entity 'ordre'/,
  },
  'a form of an action that names no entity': {
    others: [SHOP],
    files: plugin({ ...ON_SHOP, actions: [action] }, { 'hooks.ts': hooksFile('{ actions: { go: () => undefined } }') }),
    told: /\/actions\/0\/form\/properties\/order\/reference\/entity: there is no entity 'ordre'/,
  },
  'a computed field without code': {
    files: plugin(
      {},
      {
        'entities/thing.schema.json': entityFile('thing', { sum: { fieldType: 'integer', computedBy: 'sum' } }),
        'hooks.ts': hooksFile('{ computed: { smu: () => [] } }'),
      },
    ),
    told: /entities\/thing\.schema\.json \/properties\/sum\/computedBy: .*no 'sum' among its computed hooks; did you mean 'smu'/,
  },
  'computed code that no field uses': {
    files: plugin({}, { 'hooks.ts': hooksFile('{ computed: { sum: () => [] } }') }),
    told: /hooks\.ts: 'computed\.sum' is the computedBy of no field/,
  },
  'a contract that nobody provides': {
    files: plugin(consumes({ total: ['money'] })),
    told: /\/consumes\/order@1: plugin 'mine' needs a plugin that provides the contract order@1; none that is known here does/,
  },
  'a contract that another plugin provides already': {
    others: [SHOP],
    files: plugin({ ...ON_SHOP, ...ORDERS }),
    code: 'PLUGIN_CLASH',
    told: /Plugins 'shop' and 'mine' both provide the contract order@1; only one of them can be installed/,
  },
  'a field of a contract that its provider does not give': {
    others: [SHOP],
    files: plugin({ ...ON_SHOP, ...consumes({ buyer: ['text', 'reference'] }) }),
    told: /fields\/buyer: plugin 'mine' needs 'buyer' of the contract order@1 as text, reference, which plugin 'shop' 1\.0\.0 does not give/,
  },
  'a field of a contract that has another type': {
    others: [SHOP],
    files: plugin({ ...ON_SHOP, ...consumes({ total: ['decimal'] }) }),
    told: /needs 'total' of the contract order@1 as decimal, which plugin 'shop' 1\.0\.0 gives as 'money'/,
  },
  'a field of a contract of no type': {
    files: plugin(consumes({ total: ['mony'] })),
    told: /\/consumes\/order@1\/fields\/total\/0: 'mony' is no field type; did you mean 'money'\?/,
  },
  'a capability on a contract that is not consumed': {
    others: [SHOP],
    files: plugin({ ...ON_SHOP, ...capability('contract:order@1:read') }),
    told: /\/capabilities\/0\/capability: the plugin does not consume the contract order@1/,
  },
  'a provided contract without its field': {
    files: plugin(
      { provides: { 'thing@1': { entity: 'thing', fields: { name: 'nmae' } } } },
      { 'entities/thing.schema.json': entityFile('thing', {}) },
    ),
    told: /\/provides\/thing@1\/fields\/name: 'thing' has no field 'nmae'; did you mean 'name'\?/,
  },
  'a provided contract of no entity': {
    files: plugin({ provides: { 'thing@1': { entity: 'thing', fields: {} } } }),
    told: /\/provides\/thing@1\/entity: there is no entity 'thing' of this plugin or of one that it depends on/,
  },
}

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox({ children: 1 })
})
afterAll(() => sandbox.close())

/** Each plugin in a folder of its own, which goes away with the test. */
function shelve(plugins: PluginFiles[]): string[] {
  const root = mkdtempSync(join(tmpdir(), 'tenon-shelf-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return plugins.map((files, index) => {
    const folder = join(root, `plugin-${index}`)
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
    }
    return folder
  })
}

async function check(files: PluginFiles, others: PluginFiles[] = []) {
  const [folder = '', ...rest] = shelve([files, ...others])
  return checkPlugin(folder, { loadPluginFolder: makeLoadPluginFolder(sandbox), shelves: rest })
}

describe.each(DATABASE_KINDS)('what check tells is what an install on %s refuses, word for word', (kind) => {
  let bench: PluginTenant
  beforeAll(async () => {
    bench = await openPluginTenant(kind)
  }, 120_000)
  afterAll(() => bench?.close())

  async function installError({ others = [], together = false, files }: Case): Promise<TenonError> {
    const tenant = await bench.tenon.createTenant({ slug: `t-${crypto.randomUUID().slice(0, 8)}`, name: 'T' })
    const ctx = { ...bench.ctx, tenant }
    const [mine, ...known] = await Promise.allSettled([files, ...others].map(bench.load))
    if (mine?.status === 'rejected') return mine.reason
    const packages = known.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    if (!together) await bench.tenon.installPlugins(ctx, packages)
    const before = await bench.tenon.services.plugins.list(ctx)
    const installed = [...(together ? packages : []), ...(mine === undefined ? [] : [mine.value])]
    const error: unknown = await bench.tenon.installPlugins(ctx, installed).catch((reason: unknown) => reason)
    if (!(error instanceof TenonError)) throw new Error(`it was installed: ${JSON.stringify(error)}`)
    expect(await bench.tenon.services.plugins.list(ctx)).toEqual(before)
    return error
  }

  test.each(Object.entries(CASES))('%s', async (_name, one) => {
    const { problems, plugin: checked } = await check(one.files, one.others)
    const error = await installError(one)
    expect(checked).toBeNull()
    expect(error.code).toBe(one.code ?? 'PLUGIN_INVALID')
    expect(error.message).toMatch(one.told)
    expect(problems.map(({ message }) => message)).toEqual(error.problems.map(({ message }) => message))
    for (const { file, line } of problems) {
      expect(file).toMatch(/^(plugin\.json|hooks\.ts|entities\/.+\.json)$/)
      if (file.endsWith('.json')) expect(line).toBeGreaterThan(0)
    }
  })

  test.each<[string, PluginFiles, RegExp]>([
    [
      'extends',
      plugin({}, extension('order')),
      /order\.extension\.json \/extends: 'order' is an entity of plugin 'shop'/,
    ],
    [
      'refers to',
      plugin(
        {},
        {
          'entities/thing.schema.json': entityFile('thing', {
            order: { ...reference, reference: { entity: 'order' } },
          }),
        },
      ),
      /thing\.schema\.json \/properties\/order\/reference\/entity: 'order' is an entity of plugin 'shop'/,
    ],
    [
      'hooks into',
      plugin({}, { 'hooks.ts': hooksFile('{ entities: { order: { validate: () => undefined } } }') }),
      /hooks\.ts: 'order' is an entity of plugin 'shop', which this plugin does not depend on/,
    ],
    ['asks for', plugin(capability('entity:order:read')), /capability: 'order' is an entity of plugin 'shop'/],
  ])('a plugin that %s another’s entity without depending on it is refused', async (_what, files, told) => {
    expect((await installError({ others: [SHOP], files, told })).message).toMatch(told)
  })
})

describe('check', () => {
  test('finds a plugin that provides a needed contract among those at hand', async () => {
    const { packages, problems } = await check(plugin(consumes({ total: ['money'] })), [SHOP])
    expect(problems).toEqual([])
    expect(packages.map((one) => one.manifest.id).sort()).toEqual(['mine', 'shop'])
  })

  test.each<[string, object, string, RegExp]>([
    ['a plugin without code', capability('kv'), '{}', /kv/],
    [
      'a plugin that only judges',
      capability('entity:order:read'),
      '{ entities: { order: { validate: () => undefined } } }',
      /may ask the host for nothing/,
    ],
    [
      'a plugin that only reads',
      capability('entity:order:write'),
      '{ entities: { order: { beforeCreate: () => undefined } } }',
      /they may only read/,
    ],
  ])('warns of a capability that %s could not use, and lets it be installed', async (...[, more, hooks, told]) => {
    const files = plugin({ ...ON_SHOP, ...more }, hooks === '{}' ? {} : { 'hooks.ts': hooksFile(hooks) })
    const { warnings, problems } = await check(files, [SHOP])
    expect(problems).toEqual([])
    expect(warnings).toMatchObject([
      { file: 'plugin.json', pointer: '/capabilities/0/capability', line: expect.any(Number) },
    ])
    expect(warnings[0]?.message).toMatch(told)
  })

  test('has nothing to say against capabilities that hooks can use', async () => {
    const hooks = hooksFile('{ entities: { order: { afterCreate: () => undefined } } }')
    const { warnings } = await check(
      plugin({ ...ON_SHOP, ...capability('entity:order:write') }, { 'hooks.ts': hooks }),
      [SHOP],
    )
    expect(warnings).toEqual([])
  })
})
