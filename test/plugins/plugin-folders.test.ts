import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DemoFile } from '@tenon/sdk/contract/demo-file'
import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveDemoValues } from '../../core/src/imports/resolve-demo-values.ts'
import { compileModel } from '../../core/src/model/compile-model.ts'
import type { CompiledModel } from '../../core/src/model/compiled-model.ts'
import { mergeModel } from '../../core/src/model/merge-model.ts'
import { validateRecord } from '../../core/src/model/validate-record.ts'
import { makeLoadPluginFolder } from '../../core/src/plugins/load-plugin-folder.ts'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox } from '../../core/src/sandbox/sandbox.ts'

const PLUGINS = `${import.meta.dirname}/../../plugins`
const SOME_ID = '01890a5d-ac96-774b-bcce-b302099a8057'

describe('the plugins that come with Tenon', () => {
  let sandbox: Sandbox
  let packages: PluginPackage[]
  let model: CompiledModel

  beforeAll(async () => {
    sandbox = createSandbox({ children: 1 })
    const loadPluginFolder = makeLoadPluginFolder(sandbox)
    packages = [await loadPluginFolder(`${PLUGINS}/crm`), await loadPluginFolder(`${PLUGINS}/automotive`)]
    model = compileModel(mergeModel(packages, {}), 1)
  })
  afterAll(() => sandbox.close())

  test('load from their folders with the hooks that they are known for', () => {
    expect(packages.map(({ manifest }) => manifest.id)).toEqual(['crm', 'automotive'])
    expect(packages[1]?.hooks).toMatchObject({
      entities: { vehicle: ['beforeCreate', 'beforeUpdate'], testDrive: ['afterCreate', 'afterUpdate'] },
      guards: ['contractNeedsVehicleAndFinance'],
    })
  })

  test('crm stands alone', () => {
    const alone = mergeModel(packages.slice(0, 1), {})
    expect(Object.keys(alone.entities).sort()).toEqual(['account', 'contact', 'note', 'opportunity', 'product', 'task'])
    expect(Object.keys(alone.pipelines)).toEqual(['sales'])
  })

  test('automotive adds two entities, fields of three others and a pipeline', () => {
    expect([...model.entities.keys()].sort()).toEqual(
      ['account', 'contact', 'note', 'opportunity', 'product', 'task', 'testDrive', 'vehicle'].sort(),
    )
    expect(model.entities.get('contact')?.fields.get('preferredMake')?.source).toBe('automotive')
    expect(model.entities.get('opportunity')?.fields.get('financeCheck')?.source).toBe('automotive')
    expect(model.entities.get('task')?.fields.get('testDrive')?.source).toBe('automotive')
    expect([...model.pipelines.keys()]).toEqual(['sales', 'leadToDelivery'])
  })

  test('every text is there in English and Chinese', () => {
    expect(packages.flatMap(({ hooksSource: _code, hooks: _hooks, ...parts }) => untranslated(parts, ''))).toEqual([])
  })

  test('every field has a place in a form, and every reference that is filtered by has an index', () => {
    for (const { schema } of model.entities.values()) {
      const placed = (schema.sections ?? []).flatMap(({ fields }) => fields)
      expect([...placed].sort(), schema.name).toEqual(Object.keys(schema.properties).sort())
      for (const [name, field] of Object.entries(schema.properties)) {
        if (field.fieldType === 'reference') expect(isIndexed(field), `${schema.name}.${name}`).toBe(true)
      }
    }
  })

  test('a customer sees their own records and nothing that is meant for staff', () => {
    const shown = (name: string) => portalFields(model.entities.get(name)?.schema)
    expect(model.entities.get('opportunity')?.schema.customerField).toBe('contact')
    expect(model.entities.get('vehicle')?.schema.customerField).toBe('owner')
    expect(model.entities.get('testDrive')?.schema.customerField).toBe('contact')
    expect(shown('contact')).toEqual([
      'fullName',
      'email',
      'phone',
      'address',
      'language',
      'marketingConsent',
      'customerNumber',
      'preferredMake',
    ])
    expect(shown('opportunity')).toEqual([
      'name',
      'number',
      'product',
      'amount',
      'expectedCloseOn',
      'closedOn',
      'vehicle',
    ])
    const vehicle = 'name vin make model modelYear colour fuel mileage licencePlate firstRegisteredOn nextServiceOn'
    expect(shown('vehicle')).toEqual(vehicle.split(' '))
    expect(shown('testDrive')).toEqual(['number', 'vehicle', 'scheduledAt', 'status', 'rating'])
    expect([shown('task'), shown('note'), shown('account')]).toEqual([[], [], ['name']])
  })

  test.each(['crm', 'automotive'])('all demo records of %s keep to the model', (plugin) => {
    const file: DemoFile = JSON.parse(readFileSync(`${PLUGINS}/${plugin}/demo/records.json`, 'utf8'))
    const anything = { get: () => SOME_ID } as unknown as ReadonlyMap<string, string>
    const keys = { records: anything, users: anything, today: new Date() }
    for (const { entity, key, values } of file.records) {
      const compiled = model.entities.get(entity)
      if (compiled === undefined) throw new Error(`Demo record '${key}' is of an unknown entity '${entity}'`)
      validateRecord(compiled, resolveDemoValues(values, keys, key), { mode: 'create', locale: 'en' })
    }
  })

  test('the plugin that the README teaches to write loads and stands on crm', async () => {
    const folder = writeReadmePlugin()
    const fleet = await makeLoadPluginFolder(sandbox)(folder)
    rmSync(folder, { recursive: true })
    expect(fleet.hooks.entities).toEqual({ garage: ['beforeCreate', 'beforeUpdate'] })
    expect(mergeModel([...packages.slice(0, 1), fleet], {}).entities['garage']).toMatchObject({ source: 'fleet' })
  })

  test('a sales deal of a real import fits: with an account or without, won or lost', () => {
    const opportunity = model.entities.get('opportunity')
    if (opportunity === undefined) throw new Error('There is no opportunity')
    const deal: JsonObject = {
      name: 'GTX Plus Basic – Cancity',
      externalId: '1C1I7A6R',
      product: SOME_ID,
      pipeline: 'sales',
      stage: 'won',
      engagedOn: '2016-10-20',
      closedOn: '2017-03-01',
      amount: '1054',
    }
    expect(validateRecord(opportunity, deal, { mode: 'create', locale: 'en' })).toMatchObject({
      amount: { amount: expect.stringMatching(/^1054/), currency: 'USD' },
    })
  })
})

/** The README's three code blocks as files, in their order. */
function writeReadmePlugin(): string {
  const readme = readFileSync(`${PLUGINS}/README.md`, 'utf8')
  const blocks = [...readme.matchAll(/^ {3}```(?:json|ts)\n([\s\S]*?)^ {3}```/gm)].map(([, code = '']) => code)
  const folder = mkdtempSync(join(tmpdir(), 'tenon-readme-'))
  mkdirSync(join(folder, 'entities'))
  for (const [index, file] of ['plugin.json', 'entities/garage.schema.json', 'hooks.ts'].entries()) {
    writeFileSync(join(folder, file), blocks[index] ?? '')
  }
  return folder
}

/** Pointers of texts that have English but no Chinese. */
function untranslated(part: unknown, pointer: string): string[] {
  if (typeof part !== 'object' || part === null) return []
  if ('en' in part && typeof part.en === 'string') return 'zh-CN' in part ? [] : [pointer]
  return Object.entries(part).flatMap(([name, value]) => untranslated(value, `${pointer}/${name}`))
}

function isIndexed(field: FieldSchema): boolean {
  return field.indexed === true || field.unique === true
}

function portalFields(schema: EntitySchema | undefined): string[] {
  return Object.entries(schema?.properties ?? {})
    .filter(([, { embed }]) => embed === 'portal' || embed === 'public')
    .map(([name]) => name)
}
