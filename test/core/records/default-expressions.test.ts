import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../core/src/context/request-context.ts'
import { checkModel } from '../../../core/src/model/check/check-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const options = ['small', 'large'].map((value) => ({ value, label: { en: value } }))
const worked = (fieldType: FieldSchema['fieldType'], defaultExpression: string, more: Partial<FieldSchema> = {}) =>
  field(fieldType, { defaultExpression, ...more })

const FIELDS = {
  // Declared before what it uses, so that the order of declaration is not the order of work.
  reminder: worked('date', 'due.addDays(-3)'),
  due: worked('date', 'signedOn.addDays(30)'),
  signedOn: field('date', { default: '2026-01-31' }),
  price: field('money', { currency: 'EUR' }),
  deposit: worked('money', 'price * 0.2'),
  size: worked('choice', 'price.amount > 100 ? "large" : "small"', { options }),
  agent: worked('user', 'actor.id'),
  squad: worked('team', 'actor.team'),
  rank: worked('text', '"admin" in actor.roles ? "boss" : "crew"'),
  heir: worked('reference', 'parent', { reference: { entity: 'order', onDelete: 'setNull' } }),
  parent: field('reference', { reference: { entity: 'order', onDelete: 'setNull' } }),
  code: worked('text', 'name.upper()', { readOnly: true, maxLength: 8 }),
  madeOn: worked('date', 'today'),
}

function modelWith(fields: Record<string, FieldSchema>): ModelDocument {
  return mergeModel([pluginPackage('shop', { entities: [entity('order', fields, { required: ['due', 'code'] })] })], {})
}

describe('a default expression', () => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords('pglite', modelWith(FIELDS))
  })
  afterAll(() => tenon.close())

  const create = (values: Record<string, unknown>) =>
    tenon.createRecord(tenon.system, { entity: 'order', values: values as never })

  test('is worked out of what was given, of literal defaults and of other expressions', async () => {
    const record = await create({ name: 'one', price: { amount: '150.00', currency: 'CNY' } })
    expect(record).toMatchObject({
      signedOn: '2026-01-31',
      due: '2026-03-02',
      reminder: '2026-02-27',
      deposit: { amount: '30.00', currency: 'CNY' },
      size: 'large',
      code: 'ONE',
      madeOn: new Date().toISOString().slice(0, 10),
    })
  })

  test('gives way to what was given, an emptied field among it, and is empty where it gives nothing', async () => {
    const record = await create({ name: 'two', due: '2026-05-05', size: null })
    expect(record).toMatchObject({ due: '2026-05-05', reminder: '2026-05-02', size: null, deposit: null, heir: null })
  })

  test('knows who acts, also by a plugin’s code, and may name a record', async () => {
    const ada = await tenon.addUser('Ada', ['admin'])
    const first = await tenon.createRecord(ada, { entity: 'order', values: { name: 'a' } })
    const second = await tenon.createRecord(ada, { entity: 'order', values: { name: 'b', parent: first.id } })
    expect(second).toMatchObject({ agent: ada.actor.id, rank: 'boss', heir: first.id })
    expect(await create({ name: 'c' })).toMatchObject({ agent: null, rank: 'crew' })
    const capabilities = ['entity:order:read', 'entity:order:write']
    const plugin = tenon.as({
      ...{ kind: 'plugin', id: 'p', name: 'P', hook: 'h' },
      capabilities,
      onBehalfOf: ada.actor,
    })
    const third = await tenon.createRecord(plugin, { entity: 'order', values: { name: 'd' } })
    expect(third).toMatchObject({ agent: ada.actor.id, rank: 'boss' })
  })

  test('knows the team of who acts, also by a plugin’s code; keys, customers and the system are in none', async () => {
    const ada = await tenon.addUser('Tina', ['admin'])
    const person = ada.actor
    if (person.kind !== 'user') throw new Error('Tina is a user.')
    const team = uuidv7()
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_team').values({ id: team, name: 'North' }).execute()
    const inTeam = { ...person, team }
    const capabilities = ['entity:order:read', 'entity:order:write']
    const plugin = { kind: 'plugin', id: 'p', name: 'P', hook: 'h', capabilities, onBehalfOf: inTeam } as const
    const key = { kind: 'apiKey', id: uuidv7(), name: 'K', roles: ['admin'] } as const
    const made = async (actor: Actor) =>
      tenon.createRecord(tenon.as(actor), { entity: 'order', values: { name: 'team' } })
    expect(await made(inTeam)).toMatchObject({ agent: person.id, squad: team, rank: 'boss' })
    expect(await made(plugin)).toMatchObject({ agent: person.id, squad: team, rank: 'boss' })
    expect(await made(person)).toMatchObject({ agent: person.id, squad: null })
    expect(await made(key)).toMatchObject({ agent: null, squad: null, rank: 'boss' })
    expect(await create({ name: 'nobody' })).toMatchObject({ agent: null, squad: null, rank: 'crew' })
  })

  test('works for each record of a batch, and is seen by before-hooks', async () => {
    const seen: unknown[] = []
    tenon.hooks.before = (_hook, { values }) => {
      seen.push(values['due'])
      return { kind: 'ok' }
    }
    const records = [{ name: 'x' }, { name: 'y', signedOn: '2026-06-01' }]
    const made = await tenon.createRecords(tenon.system, { entity: 'order', records })
    tenon.hooks.before = () => ({ kind: 'ok' })
    expect(made.map(({ due }) => due)).toEqual(['2026-03-02', '2026-07-01'])
    expect(seen).toEqual(['2026-03-02', '2026-07-01'])
  })

  test('is judged as any value: what does not fit is a problem at its field, and nothing is written', async () => {
    const before = await tenon.count('order')
    await expect(create({ name: 'much too long' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/code' }],
    })
    await expect(create({ name: 'z', signedOn: '9999-12-30' })).rejects.toMatchObject({
      problems: [{ pointer: '/due', rule: 'required' }],
    })
    expect(await tenon.count('order')).toBe(before)
  })

  test('is worked out at creation alone', async () => {
    const { id, version } = await create({ name: 'once', due: null as never, signedOn: '2026-02-02' }).catch(() =>
      create({ name: 'once', reminder: null }),
    )
    const changed = await tenon.updateRecord(tenon.system, {
      ...{ entity: 'order', id, version },
      values: { signedOn: '2027-01-01' },
    })
    expect(changed).toMatchObject({ due: '2026-03-02', reminder: null })
  })
})

const given = { price: field('money', { currency: 'EUR' }), on: field('date'), count: field('integer') }
const toOrder = { reference: { entity: 'order', onDelete: 'setNull' as const } }

test.each<[why: string, FieldSchema, { rule: string; text: RegExp }]>([
  [
    'an unknown name',
    worked('date', 'onn.addDays(1)'),
    { rule: 'unknownName', text: /did you mean 'on'\? \(line 1, column 1\)/ },
  ],
  [
    'another type',
    worked('date', 'count + 1'),
    { rule: 'wrongType', text: /gives a whole number, but the field takes a date/ },
  ],
  [
    'an option that is none',
    worked('choice', 'count > 1 ? "small" : "huge"', { options }),
    { rule: 'option', text: /'huge'.*small/ },
  ],
  ['another record’s field', worked('text', 'link.name'), { rule: 'ownValues', text: /the new record alone/ }],
  [
    'what is not there yet',
    worked('dateTime', 'createdAt'),
    { rule: 'ownValues', text: /'createdAt' has no value yet/ },
  ],
  ['what is worked out', worked('integer', 'double'), { rule: 'ownValues', text: /'double' has no value yet/ }],
  ['itself', worked('integer', 'made + 1'), { rule: 'ownValues', text: /cannot use the field that it is for/ }],
  [
    'a circle',
    worked('integer', 'other'),
    { rule: 'circle', text: /'made', 'other' use one another|'other', 'made' use one another/ },
  ],
  ['a second default', worked('integer', 'count', { default: 1 }), { rule: 'default', text: /one default/ }],
  ['a numbered field', worked('sequence', '"x"'), { rule: 'default', text: /numbered/ }],
])('a model with %s in a default expression is refused at its place', (_why, made, { rule, text }) => {
  const others = {
    ...given,
    link: field('reference', toOrder),
    double: field('formula', { formula: 'count * 2' }),
    other: rule === 'circle' ? worked('integer', 'made') : field('integer'),
  }
  const order = { ...entity('order', { ...others, made }), source: 'shop', fieldSources: {} }
  const problems = checkModel({ entities: { order }, pipelines: {} } as ModelDocument)
  const found = problems.filter((one) => one.pointer === '/entities/order/properties/made/defaultExpression')
  expect(found).toMatchObject([{ rule }])
  expect(found[0]?.problem.en).toMatch(text)
  expect(found[0]?.problem['zh-CN']).toMatch(/\p{Script=Han}/u)
})

test('a renamed field is renamed in the expressions of defaults too', () => {
  const on = field('date', { id: 'shop/on' })
  const plugin = pluginPackage('shop', { entities: [entity('order', { on, due: worked('date', 'on.addDays(1)') })] })
  const edits = { entities: { order: { properties: { on: null, signed: { ...on } } } } }
  const { properties } = mergeModel([plugin], edits as never).entities['order'] ?? {}
  expect(properties?.['due']?.defaultExpression).toBe('signed.addDays(1)')
})
