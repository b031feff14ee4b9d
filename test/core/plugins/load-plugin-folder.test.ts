import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoadPluginFolder, makeLoadPluginFolder } from '../../../core/src/plugins/load-plugin-folder.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import { changed, type PluginFiles, writePlugin } from './write-plugin.ts'

let sandbox: Sandbox
let load: LoadPluginFolder
beforeAll(() => {
  sandbox = createSandbox({ children: 1 })
  load = makeLoadPluginFolder(sandbox)
})
afterAll(() => sandbox?.close())

async function problemsOf(folder: string, locale: 'en' | 'zh-CN' = 'en'): Promise<Problem[]> {
  try {
    await load(folder, { locale })
  } catch (error) {
    if (error instanceof TenonError && error.code === 'PLUGIN_INVALID') return error.problems
    throw error
  }
  return []
}

const VEHICLE = 'entities/vehicle.schema.json'
const SERVICE = 'pipelines/service.pipeline.json'

describe('a good plugin', () => {
  test('becomes a package with its parts, one script and the hooks that the script declares', async () => {
    const plugin = await load(writePlugin())
    expect(plugin.manifest).toMatchObject({ id: 'fleet', version: '1.2.0' })
    expect(plugin.entities.map((entity) => entity.name)).toEqual(['vehicle'])
    expect(plugin.pipelines.map((pipeline) => pipeline.name)).toEqual(['service'])
    expect(plugin.hooks).toEqual({ ...noHooks(), entities: { vehicle: ['beforeCreate'] }, guards: ['washed'] })
    expect(plugin.hooksSource).toMatch(/^var TenonPlugin = /)
    expect(plugin.hooksSource).not.toMatch(/\bimport\b/)
    expect(JSON.stringify(plugin)).not.toContain('$schema')
  })

  test('becomes the same package wherever its folder lies', async () => {
    const [one, other] = [await load(writePlugin()), await load(writePlugin())]
    expect(one).toEqual(other)
    expect(one.integrity).toMatch(/^sha256-[A-Za-z0-9+/]{43}=$/)
  })

  test('has another integrity after any change', async () => {
    const [plain, label, code] = await Promise.all([
      load(writePlugin()),
      load(writePlugin(changed(VEHICLE, 'label/en', 'Car'))),
      load(writePlugin({ 'rules/needs-vin.ts': 'export function needsVin() { return undefined }\n' })),
    ])
    expect(new Set([plain.integrity, label.integrity, code.integrity]).size).toBe(3)
  })

  test('is the same bundled in a process of its own, as servers do, and so is what is wrong with its code', async () => {
    const folder = writePlugin()
    expect(await load(folder, { apart: true })).toEqual(await load(folder))
    const broken = writePlugin({ 'hooks.ts': 'export const plugin = {' })
    const reasons = await Promise.all(
      [false, true].map((apart) =>
        load(broken, { apart }).then(
          () => 'loaded',
          (error) => JSON.stringify(error.problems),
        ),
      ),
    )
    expect(reasons[1]).toEqual(reasons[0])
    expect(reasons[1]).toContain('it cannot be bundled')
  })

  test('needs no code', async () => {
    const plugin = await load(writePlugin({ 'hooks.ts': undefined, [SERVICE]: undefined }))
    expect(plugin).toMatchObject({ hooksSource: null, hooks: { entities: {}, guards: [] } })
  })
})

describe('a wrong file is told with file, place, value and what is allowed', () => {
  const WRONG: Array<[PluginFiles, string, string, RegExp]> = [
    [
      changed('plugin.json', 'id', 'Fleet!'),
      'plugin.json',
      '/id',
      /'Fleet!' does not have the form that is needed: lower-case letters and digits, a letter first/,
    ],
    [changed('plugin.json', 'version', '1.2'), 'plugin.json', '/version', /'1.2'/],
    [
      changed('plugin.json', 'host', 'newest'),
      'plugin.json',
      '/host',
      /'newest' is not a range of versions; expected one such as \^1\.2\.0/,
    ],
    [changed('plugin.json', 'hosts', '*'), 'plugin.json', '/hosts', /unknown keyword 'hosts'; did you mean 'host'\?/],
    [
      changed('plugin.json', 'dependencies', { crm: 'x y' }),
      'plugin.json',
      '/dependencies/crm',
      /'x y' is not a range/,
    ],
    [
      changed('plugin.json', 'dependencies', { fleet: '*' }),
      'plugin.json',
      '/dependencies/fleet',
      /cannot depend on itself/,
    ],
    [
      changed('plugin.json', 'capabilities/0/capability', 'disk:write'),
      'plugin.json',
      '/capabilities/0/capability',
      /'disk:write'/,
    ],
    [changed('plugin.json', 'label', undefined), 'plugin.json', '', /'label' is missing/],
    [{ 'plugin.json': undefined }, 'plugin.json', '', /the file is missing/],
    [
      { 'plugin.json': '{\n  "id": "x",\n  "id": "y"\n}' },
      'plugin.json',
      '',
      /line 3, column 3: the property 'id' is there twice/,
    ],
    [{ [VEHICLE]: '{\n  "name": "vehicle",,\n}' }, VEHICLE, '', /line 2, column 21: expected a property name/],
    [{ [VEHICLE]: '{ "name": "vehicle"' }, VEHICLE, '', /line 1, column 20: expected '}'/],
    [{ [VEHICLE]: '{} // done' }, VEHICLE, '', /line 1, column 4: comments are not allowed/],
    [{ [VEHICLE]: '[]' }, VEHICLE, '', /'\[\]' is not an object/],
    [{ [VEHICLE]: '' }, VEHICLE, '', /line 1, column 1: expected a value/],
    [
      changed(VEHICLE, 'properties/vin/fieldType', 'txt'),
      VEHICLE,
      '/properties/vin/fieldType',
      /'txt' is not known; did you mean 'text'\?/,
    ],
    [
      changed(VEHICLE, 'properties/vin/serchable', true),
      VEHICLE,
      '/properties/vin/serchable',
      /did you mean 'searchable'\?/,
    ],
    [
      changed(VEHICLE, 'properties/vin/maxLength', 'long'),
      VEHICLE,
      '/properties/vin/maxLength',
      /'long' is not a whole number/,
    ],
    [changed(VEHICLE, 'properties/vin/label', 'VIN'), VEHICLE, '/properties/vin/label', /'VIN' is not an object/],
    [
      changed(VEHICLE, 'properties/version', { fieldType: 'text', label: { en: 'V' } }),
      VEHICLE,
      '/properties/version',
      /'version' is taken by the system/,
    ],
    [changed(VEHICLE, 'titleField', 'vni'), VEHICLE, '/titleField', /no field 'vni'; did you mean 'vin'\?/],
    [
      changed(VEHICLE, 'name', 'car'),
      VEHICLE,
      '/name',
      /'car' does not fit the name of the file; expected the file car\.schema\.json/,
    ],
    [
      changed(SERVICE, 'stages/0/category', 'opne'),
      SERVICE,
      '/stages/0/category',
      /'opne' is not known; did you mean 'open'\?/,
    ],
    [
      changed(SERVICE, 'stages/1/entry/guards/0/name', 'wahsed'),
      SERVICE,
      '/stages/1/entry/guards/0/name',
      /no guard 'wahsed'; did you mean 'washed'\?/,
    ],
    [
      { 'entities/readme.txt': 'x' },
      'entities/readme.txt',
      '',
      /expected <name>\.schema\.json or <name>\.extension\.json/,
    ],
    [
      { 'entities/contact.extension.json': { extends: 'account', properties: {} } },
      'entities/contact.extension.json',
      '/extends',
      /does not fit/,
    ],
    [{ 'hooks.ts': 'export const plugin = {' }, 'hooks.ts', '', /it cannot be bundled/],
    [
      { 'hooks.ts': 'export const plugin = { entitys: { vehicle: { beforeCreate() {} } } }' },
      'hooks.ts',
      '',
      /'entitys' is no member of a plugin's definition; did you mean 'entities'\?/,
    ],
    [
      { 'hooks.ts': 'export const plugin = { abracadabra() {} }' },
      'hooks.ts',
      '',
      /'abracadabra' is no member of a plugin's definition; there are entities, guards, computed, actions/,
    ],
    [{ 'hooks.ts': 'export const plugin = 5' }, 'hooks.ts', '', /plugin/],
    [{ 'hooks.ts': 'throw new Error("at load")\nexport const plugin = {}' }, 'hooks.ts', '', /at load/],
    [
      { 'hooks.ts': "import { readFileSync } from 'node:fs'\nexport const plugin = { x: readFileSync }" },
      'hooks.ts',
      '',
      /imports 'node:fs'/,
    ],
    [
      { 'hooks.ts': "import { Kysely } from 'kysely'\nexport const plugin = { x: Kysely }" },
      'hooks.ts',
      '',
      /imports 'kysely'/,
    ],
    [
      { 'hooks.ts': "import x from '@tenon/sdk/client'\nexport const plugin = { x }" },
      'hooks.ts',
      '',
      /imports '@tenon\/sdk\/client'/,
    ],
    [
      { 'hooks.ts': "import x from '../../../etc/passwd'\nexport const plugin = { x }" },
      'hooks.ts',
      '',
      /imports '\.\.\/\.\.\/\.\.\/etc\/passwd'/,
    ],
    [
      { 'rules/needs-vin.ts': "export { needsVin } from './gone.ts'" },
      'rules/needs-vin.ts',
      '',
      /imports '\.\/gone\.ts'/,
    ],
    [
      { 'hooks.ts': `export const plugin = { text: '${'x'.repeat(1_100_000)}' }` },
      'hooks.ts',
      '',
      /at most 1048576 are allowed/,
    ],
    [{ [VEHICLE]: ' '.repeat(600_000) }, VEHICLE, '', /it is too large/],
  ]
  test.each(WRONG.map(([files, ...told]) => [...told, files] as const))(
    '%s %s: %s',
    async (...[file, pointer, message, files]) => {
      const problems = await problemsOf(writePlugin(files))
      expect(problems[0]).toMatchObject({ file, pointer, message: expect.stringMatching(message) })
      expect(problems[0]?.message.startsWith(file)).toBe(true)
    },
  )

  test('all wrong files are told at once', async () => {
    const folder = writePlugin({
      ...changed(VEHICLE, 'titleField', 'x'),
      ...changed('plugin.json', 'host', '?'),
      [SERVICE]: '{',
    })
    expect((await problemsOf(folder)).map((problem) => problem.file).sort()).toEqual(
      [VEHICLE, SERVICE, 'plugin.json'].sort(),
    )
  })

  test('in Chinese where that is asked for', async () => {
    const [problem] = await problemsOf(writePlugin(changed(VEHICLE, 'properties/vin/fieldType', 'txt')), 'zh-CN')
    expect(problem?.message).toBe(`${VEHICLE} /properties/vin/fieldType: 'txt' 未知；是否想写 'text'?`)
  })

  test('a folder that is not there', async () => {
    expect(await problemsOf('/no/such/folder')).toMatchObject([
      { message: expect.stringContaining('there is no such folder') },
    ])
  })
})

describe('links', () => {
  test('a link that leads out of the folder is not read', async () => {
    const secret = join(writePlugin(), 'secret.json')
    writeFileSync(secret, '{"secret":"value"}')
    const folder = writePlugin({ [VEHICLE]: undefined, 'entities/.keep': '' })
    symlinkSync(secret, join(folder, VEHICLE))
    const [problem] = await problemsOf(folder)
    expect(problem).toMatchObject({ file: VEHICLE, rule: 'outside' })
    expect(problem?.message).not.toContain('value')
  })

  test('code that is linked in from outside is not bundled', async () => {
    const outside = join(writePlugin(), 'rules/needs-vin.ts')
    const folder = writePlugin({ 'rules/needs-vin.ts': undefined, 'rules/other.ts': '' })
    symlinkSync(outside, join(folder, 'rules/needs-vin.ts'))
    expect(await problemsOf(folder)).toMatchObject([{ file: 'hooks.ts', rule: 'import' }])
  })
})
