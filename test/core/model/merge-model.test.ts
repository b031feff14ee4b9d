import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { entity, field, pipeline, pluginPackage } from './sample-model.ts'
import { cars, crm, refusal } from './sample-plugins.ts'

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
    ['an unknown part', { reports: {} }, '/reports', 'notEditable'],
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
