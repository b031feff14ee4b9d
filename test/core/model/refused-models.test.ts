import { describe, expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { entity, field, pipeline, pluginPackage } from './sample-model.ts'
import { cars, crm, refusal, withField } from './sample-plugins.ts'

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
    ['vin', { ...field('text'), subject: true }, at('vin/subject'), 'keyword'],
    [
      'vin',
      { fieldType: 'formula', label: { en: 'x' }, formula: 'name', personal: true } as never,
      at('vin/personal'),
      'derived',
    ],
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
