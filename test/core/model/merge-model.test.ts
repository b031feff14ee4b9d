import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { entity, field, pipeline, pluginPackage } from './sample-model.ts'

const crm = pluginPackage('crm', {
  entities: [
    entity('account', {}),
    entity(
      'contact',
      {
        email: field('email'),
        account: field('reference', { reference: { entity: 'account' } }),
        worth: field('money'),
      },
      {
        required: ['name', 'email'],
        listFields: ['name', 'email'],
        sections: [{ label: { en: 'Main' }, fields: ['email'] }],
      },
    ),
  ],
  pipelines: [pipeline('care', 'contact', { cardFields: ['email', 'ownerId'], amountField: 'worth' })],
})

const cars = pluginPackage('cars', {
  extensions: [
    {
      extends: 'contact',
      properties: { licence: field('text') },
      required: ['licence'],
      sections: [{ label: { en: 'Cars' }, fields: ['licence', 'email'] }],
    },
  ],
})

function refusal(packages: PluginPackage[], edits: unknown = {}): TenonError {
  try {
    mergeModel(packages, edits as TenantEdits)
  } catch (error) {
    if (error instanceof TenonError) return error
    throw error
  }
  throw new Error('the model was accepted')
}

function withField(name: string, schema: object): PluginPackage[] {
  return [
    pluginPackage('sample', { entities: [entity('thing', { [name]: schema as EntitySchema['properties'][string] })] }),
  ]
}

describe('plugins', () => {
  test('an extension adds its fields, required names and sections, and each field knows who declared it', () => {
    const contact = mergeModel([crm, cars], {}).entities['contact']
    expect(Object.keys(contact?.properties ?? {})).toEqual(['name', 'email', 'account', 'worth', 'licence'])
    expect(contact?.required).toEqual(['name', 'email', 'licence'])
    expect(contact?.sections?.map((section) => section.fields)).toEqual([['email'], ['licence', 'email']])
    expect(contact?.fieldSources).toMatchObject({ name: 'crm', licence: 'cars' })
    expect(contact?.properties['licence']?.id).toBe('cars/contact/licence')
  })

  test('two plugins that declare the same entity clash by both names', () => {
    const rival = pluginPackage('rival', { entities: [entity('account', {})] })
    expect(refusal([crm, rival])).toMatchObject({
      code: 'PLUGIN_CLASH',
      plugin: 'rival',
      message: "Plugins 'crm' and 'rival' both declare entities › account; only one of them can be installed.",
    })
  })

  test('two plugins that add the same field clash by both names', () => {
    const rival = pluginPackage('rival', {
      extensions: [{ extends: 'contact', properties: { licence: field('text') } }],
    })
    expect(refusal([crm, cars, rival])).toMatchObject({
      code: 'PLUGIN_CLASH',
      problems: [
        { pointer: '/entities/contact/properties/licence', message: expect.stringMatching(/'cars' and 'rival'/) },
      ],
    })
  })

  test('two plugins that declare the same pipeline clash', () => {
    const rival = pluginPackage('rival', { pipelines: [pipeline('care', 'contact')] })
    expect(refusal([crm, rival])).toMatchObject({ code: 'PLUGIN_CLASH', problems: [{ pointer: '/pipelines/care' }] })
  })

  test('an extension of an entity that is not there names the nearest', () => {
    const lost = pluginPackage('lost', { extensions: [{ extends: 'contcat', properties: { x: field('text') } }] })
    expect(refusal([crm, lost])).toMatchObject({
      code: 'SCHEMA_INVALID',
      message: expect.stringContaining("did you mean 'contact'?"),
    })
  })

  test('merging changes none of the packages', () => {
    const before = JSON.stringify([crm, cars])
    mergeModel([crm, cars], { entities: { contact: { properties: { email: { label: { en: 'Mail' } } } } } })
    expect(JSON.stringify([crm, cars])).toBe(before)
  })
})

describe('tenant edits', () => {
  test('an attribute that is edited leaves the others as the plugin has them', () => {
    const edits = { entities: { contact: { properties: { email: { label: { 'zh-CN': '邮箱' } } } } } }
    const email = mergeModel([crm], edits).entities['contact']?.properties['email']
    expect(email).toMatchObject({
      fieldType: 'email',
      label: { en: 'The email', 'zh-CN': '邮箱' },
      id: 'crm/contact/email',
    })
  })

  test('a new field comes last and belongs to the tenant', () => {
    const edits = { entities: { contact: { properties: { tier: { fieldType: 'text', label: { en: 'Tier' } } } } } }
    const contact = mergeModel([crm, cars], edits).entities['contact']
    expect(Object.keys(contact?.properties ?? {}).at(-1)).toBe('tier')
    expect(contact?.fieldSources['tier']).toBe('tenant')
    expect(contact?.properties['tier']?.id).toBe('tenant/contact/tier')
  })

  test('a whole new entity belongs to the tenant', () => {
    const { type: _type, name: _name, ...invoice } = entity('invoice', { total: field('money') })
    const merged = mergeModel([crm], { entities: { invoice: invoice as never } }).entities['invoice']
    expect(merged).toMatchObject({
      type: 'object',
      name: 'invoice',
      source: 'tenant',
      fieldSources: { total: 'tenant' },
    })
  })

  test('a removed field leaves the lists that named it', () => {
    const contact = mergeModel([crm], { entities: { contact: { properties: { email: null } } } })
    expect(contact.entities['contact']).toMatchObject({
      required: ['name'],
      listFields: ['name'],
      sections: [{ fields: [] }],
    })
    expect(contact.pipelines['care']?.cardFields).toEqual(['ownerId'])
  })

  test('a field is renamed by keeping its id', () => {
    const renamed = { ...field('email'), id: 'crm/contact/email' }
    const edits = { entities: { contact: { properties: { email: null, mail: renamed } } } }
    expect(mergeModel([crm], edits).entities['contact']?.properties['mail']?.id).toBe('crm/contact/email')
  })

  test('a stage list is replaced as a whole, other attributes stay', () => {
    const stages = [{ name: 'only', label: { en: 'Only' }, category: 'open' }]
    expect(mergeModel([crm], { pipelines: { care: { stages } } }).pipelines['care']).toMatchObject({
      stages,
      entity: 'contact',
      source: 'crm',
    })
  })

  test.each<[string, unknown, string, string]>([
    [
      'a removed title field',
      { entities: { contact: { properties: { name: null } } } },
      '/entities/contact/titleField',
      'unknownField',
    ],
    [
      'a removed entity that is pointed at',
      { entities: { account: null } },
      '/entities/contact/properties/account/reference/entity',
      'unknownEntity',
    ],
    ['another name', { entities: { contact: { name: 'person' } } }, '/entities/contact/name', 'name'],
    ['another source', { entities: { contact: { source: 'me' } } }, '/entities/contact/source', 'notEditable'],
    [
      'another id',
      { entities: { contact: { properties: { email: { id: 'x' } } } } },
      '/entities/contact/properties/email/id',
      'notEditable',
    ],
    ['text in the place of an entity', { entities: { contact: 'x' } }, '/entities/contact', 'notEditable'],
    ['an unknown part', { views: {} }, '/views', 'notEditable'],
    ['a list of entities', { entities: [{}] }, '/entities', 'notEditable'],
    [
      'fields that are no object',
      { entities: { contact: { properties: [] } } },
      '/entities/contact/properties',
      'type',
    ],
    [
      'a guard without code',
      {
        pipelines: {
          care: {
            stages: [
              {
                name: 'a',
                label: { en: 'A' },
                category: 'open',
                entry: { guards: [{ name: 'no', label: { en: 'No' } }] },
              },
            ],
          },
        },
      },
      '/pipelines/care/stages/0/entry/guards/0/name',
      'unknownGuard',
    ],
    [
      'a prototype',
      JSON.parse('{"entities":{"contact":{"properties":{"__proto__":{"fieldType":"text","label":{"en":"x"}}}}}}'),
      '/entities/contact/properties/__proto__',
      'name',
    ],
  ])('%s is refused', (...[, edits, pointer, rule]) => {
    const error = refusal([crm], edits)
    expect(error.code).toBe('SCHEMA_INVALID')
    expect(error.problems).toContainEqual(expect.objectContaining({ pointer, rule }))
  })
})

/** Edits as an attacker or a broken client might send them: real names, any values. */
const oddValue = fc.constantFrom<unknown>(
  null,
  true,
  5,
  '',
  'email',
  [],
  [null],
  [[]],
  ['x', 5],
  {},
  { en: 5 },
  { fieldType: 'text' },
  { id: 1 },
)
const oddObject = (keys: string[], values: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.constantFrom(...keys), values, { maxKeys: 3 })
const oddPart = fc.oneof(
  oddValue,
  oddObject(['email', 'name', 'x', '__proto__', 'constructor'], oddValue),
  fc.array(oddObject(['fields', 'name', 'entry', 'label'], oddValue), { maxLength: 2 }),
)
const oddEntity = oddObject(
  ['properties', 'required', 'sections', 'stages', 'listFields', 'cardFields', 'titleField', 'entity', 'name'],
  oddPart,
)
const anyEdits = oddObject(
  ['entities', 'pipelines'],
  fc.oneof(oddValue, oddObject(['contact', 'care', 'account', 'fresh', '__proto__'], fc.oneof(oddValue, oddEntity))),
)

test('whatever the edits are, they are merged or refused, never anything else', () => {
  fc.assert(
    fc.property(anyEdits, (edits) => {
      try {
        compileModel(mergeModel([crm, cars], edits as TenantEdits), 1)
      } catch (error) {
        expect(error).toMatchObject({ code: 'SCHEMA_INVALID' })
      }
    }),
    { numRuns: 500 },
  )
})

describe('fields that cannot be', () => {
  const at = (path: string) => `/entities/thing/properties/${path}`
  test.each<[string, object, string, string]>([
    ['Vin', field('text'), at('Vin'), 'name'],
    ['_vin', field('text'), at('_vin'), 'name'],
    ['$vin', field('text'), at('$vin'), 'name'],
    ['v'.repeat(51), field('text'), at('v'.repeat(51)), 'name'],
    ['createdAt', field('text'), at('createdAt'), 'reservedName'],
    ['ownerID', field('text'), at('ownerID'), 'reservedName'],
    ['constructor', field('text'), at('constructor'), 'reservedName'],
    ['xmin', field('text'), at('xmin'), 'reservedName'],
    ['vin', { ...field('text'), fieldType: 'txt' }, at('vin/fieldType'), 'enum'],
    ['vin', { ...field('text'), maxLenght: 5 }, at('vin/maxLenght'), 'additionalProperties'],
    ['vin', { fieldType: 'text' }, at('vin'), 'required'],
    ['vin', { ...field('text'), options: field('choice').options }, at('vin/options'), 'keyword'],
    ['vin', { ...field('json'), indexed: true }, at('vin/indexed'), 'keyword'],
    ['vin', { fieldType: 'choice', label: { en: 'x' } }, at('vin'), 'required'],
    ['vin', { fieldType: 'reference', label: { en: 'x' } }, at('vin'), 'required'],
    ['vin', field('reference', { reference: { entity: 'thnig' } }), at('vin/reference/entity'), 'unknownEntity'],
    ['vin', field('text', { pattern: '(' }), at('vin/pattern'), 'pattern'],
    ['vin', field('text', { pattern: '(?=x)' }), at('vin/pattern'), 'pattern'],
    ['vin', field('text', { pattern: 'x'.repeat(201) }), at('vin/pattern'), 'maxLength'],
    ['vin', field('text', { minLength: 5, maxLength: 4 }), at('vin/minLength'), 'range'],
    ['vin', field('integer', { minimum: 5, maximum: 4 }), at('vin/minimum'), 'range'],
    ['vin', field('rating', { maximum: 11 }), at('vin/maximum'), 'range'],
    ['vin', field('money', { currency: 'usd' }), at('vin/currency'), 'currency'],
    ['vin', field('integer', { default: 'many' }), at('vin/default'), 'default'],
    ['vin', field('choice', { default: 'pink' }), at('vin/default'), 'default'],
    [
      'vin',
      field('choice', {
        options: [
          { value: 'a', label: { en: 'A' } },
          { value: 'a', label: { en: 'B' } },
        ],
      }),
      at('vin/options/1/value'),
      'duplicate',
    ],
    ['nameCurrency', field('text'), '', ''],
  ])('%s %j', (...[name, schema, pointer, rule]) => {
    if (rule === '') return expect(() => mergeModel(withField(name, schema), {})).not.toThrow()
    expect(refusal(withField(name, schema)).problems).toContainEqual(expect.objectContaining({ pointer, rule }))
    return undefined
  })

  test('two names that would share a column', () => {
    const fields = {
      fee: field('money'),
      feeCurrency: field('text'),
      customerId: field('text'),
      customerID: field('text'),
    }
    const error = refusal([pluginPackage('sample', { entities: [entity('thing', fields)] })])
    expect(error.problems.map((problem) => problem.rule)).toEqual(['sameColumn', 'sameColumn'])
  })

  test('two fields with one id', () => {
    const fields = { a: field('text', { id: 'x' }), b: field('text', { id: 'x' }) }
    expect(refusal([pluginPackage('sample', { entities: [entity('thing', fields)] })]).problems).toMatchObject([
      { rule: 'duplicate' },
    ])
  })

  test('more than 200 of them', () => {
    const fields = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`f${index}`, field('text')]))
    expect(refusal([pluginPackage('sample', { entities: [entity('thing', fields)] })]).problems).toMatchObject([
      { rule: 'maxProperties' },
    ])
  })
})

describe('entities and pipelines that cannot be', () => {
  const stage = (name: string, more: object = {}) => ({ name, label: { en: name }, category: 'open' as const, ...more })
  test.each<[string, object, object, string, string]>([
    ['an unknown title field', { titleField: 'nmae' }, {}, '/entities/thing/titleField', 'unknownField'],
    ['a title that is a list', { titleField: 'tags' }, {}, '/entities/thing/titleField', 'titleField'],
    [
      'a customer that is no reference',
      { customerField: 'name' },
      {},
      '/entities/thing/customerField',
      'customerField',
    ],
    ['an unknown required field', { required: ['nmae'] }, {}, '/entities/thing/required/0', 'unknownField'],
    ['an unknown column', { listFields: ['stage', 'nmae'] }, {}, '/entities/thing/listFields/1', 'unknownField'],
    ['an unknown keyword', { requird: [] }, {}, '/entities/thing/requird', 'additionalProperties'],
    ['a pipeline of no entity', {}, { entity: 'thnig' }, '/pipelines/flow/entity', 'unknownEntity'],
    ['an unknown first stage', {}, { initialStage: 'frehs' }, '/pipelines/flow/initialStage', 'unknownStage'],
    ['a stage twice', {}, { stages: [stage('a'), stage('a')] }, '/pipelines/flow/stages/1/name', 'duplicate'],
    [
      'a way to nowhere',
      {},
      { stages: [stage('a', { transitions: ['b'] })] },
      '/pipelines/flow/stages/0/transitions/0',
      'unknownStage',
    ],
    [
      'an unknown needed field',
      {},
      { stages: [stage('a', { entry: { requiredFields: ['nmae'] } })] },
      '/pipelines/flow/stages/0/entry/requiredFields/0',
      'unknownField',
    ],
    [
      'a guard twice',
      {},
      {
        stages: [
          stage('a', {
            exit: {
              guards: [
                { name: 'g', label: { en: 'G' } },
                { name: 'g', label: { en: 'G' } },
              ],
            },
          }),
        ],
      },
      '/pipelines/flow/stages/0/exit/guards/1/name',
      'duplicate',
    ],
    ['an amount that is text', {}, { amountField: 'name' }, '/pipelines/flow/amountField', 'fieldType'],
    ['no stages', {}, { stages: [] }, '/pipelines/flow/stages', 'minItems'],
  ])('%s', (...[, entityPart, pipelinePart, pointer, rule]) => {
    const thing = { ...entity('thing', { tags: field('multiChoice') }), ...entityPart }
    const flow = { ...pipeline('flow', 'thing'), ...pipelinePart }
    const error = refusal([pluginPackage('sample', { entities: [thing], pipelines: [flow] })])
    expect(error.problems).toContainEqual(expect.objectContaining({ pointer, rule }))
  })

  test('the message says place, value and what was probably meant', () => {
    const [sample] = withField('vin', { ...field('text'), fieldType: 'txt' })
    expect(refusal(sample === undefined ? [] : [sample]).message).toBe(
      "/entities/thing/properties/vin/fieldType: 'txt' is not known; did you mean 'text'?",
    )
  })
})

describe('the compiled model', () => {
  const model = compileModel(mergeModel([crm, cars], {}), 7)

  test('has table and column names in snake case', () => {
    const parts = pluginPackage('p', {
      entities: [entity('testDrive', { carVIN: field('text'), feeDue: field('money') })],
    })
    const compiled = compileModel(mergeModel([parts], {}), 1).entities.get('testDrive')
    expect(compiled?.table).toBe('test_drive')
    expect([...(compiled?.fields.values() ?? [])].flatMap((each) => each.columns.map((column) => column.name))).toEqual(
      ['name', 'car_vin', 'fee_due', 'fee_due_currency'],
    )
  })

  test('knows who points at an entity, and which pipelines it has', () => {
    expect(model.entities.get('account')?.referencedBy).toEqual([
      { entity: 'contact', field: 'account', onDelete: 'restrict' },
    ])
    expect(model.entities.get('contact')?.pipelines.map((each) => each.name)).toEqual(['care'])
    expect(model.pipelines.get('care')?.initialStage).toBe('fresh')
  })

  test('is frozen through and through', () => {
    const contact = model.entities.get('contact')
    expect(Object.isFrozen(model)).toBe(true)
    expect(Object.isFrozen(contact)).toBe(true)
    expect(Object.isFrozen(contact?.schema.properties['email']?.label)).toBe(true)
    expect(Object.isFrozen(contact?.fields.get('worth')?.columns[1])).toBe(true)
  })

  test('a default is kept in its stored form', () => {
    const [sample] = withField('price', field('money', { currency: 'USD', default: '5' }))
    const document = mergeModel(sample === undefined ? [] : [sample], {})
    expect(document.entities['thing']?.properties['price']?.default).toEqual({ amount: '5.00', currency: 'USD' })
  })
})
