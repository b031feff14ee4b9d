import type { EntitySchema, FieldSchema, ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { withFormRules } from '../../../core/src/records/form-rules.ts'
import { entity, field, pipeline, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const options = (...values: string[]) => values.map((value) => ({ value, label: { en: value } }))
const rule = (name: string, condition: string, more: Partial<ValidationRule> = {}): ValidationRule => ({
  name,
  label: { en: name },
  condition,
  message: { en: `${name} does not hold`, 'zh-CN': `不符合 ${name}` },
  ...more,
})
const label = (en: string, zh: string) => ({ en, 'zh-CN': zh })

const ACCOUNT = entity('account', {
  tier: field('choice', { options: options('gold', 'basic') }),
  limit: field('integer'),
  open: { fieldType: 'formula', label: { en: 'Open' }, formula: 'orders.count(o, o.status == "open")' },
})
const FIELDS: Record<string, FieldSchema> = {
  account: field('reference', { reference: { entity: 'account', onDelete: 'setNull' } }),
  status: field('choice', { options: options('open', 'paid', 'lost') }),
  price: field('integer', { label: label('Price', '价格') }),
  quantity: field('integer'),
  total: { fieldType: 'formula', label: { en: 'Total' }, formula: 'price * quantity' },
  discount: field('integer'),
  due: field('date'),
  why: field('text', { label: label('Why', '原因'), requiredWhen: 'status == "lost"' }),
  note: field('text', { label: label('Note', '备注'), visibleWhen: 'quantity != null', requiredWhen: 'price > 50' }),
  secret: field('text', { label: label('Secret', '秘密'), requiredWhen: 'account.tier == "gold" && quantity == 7' }),
  number: field('sequence', { sequence: { prefix: 'N-' }, requiredWhen: 'true' }),
}
const RULES = [
  rule('smallDiscount', 'discount == null || discount <= price'),
  rule('enough', 'total == null || total < 1000', { fields: ['quantity'] }),
  rule('notBack', 'old.status != "paid" || status != "open"'),
  rule('future', 'due == null || due >= date("2026-01-01")'),
  rule('within', 'account.limit == null || account.orders.count(o, o.status == "open") <= account.limit'),
  rule('kept', 'lines.all(l, l.pieces > 0)', { message: label('A line has no pieces.', '有明细没有数量。') }),
]
const ORDER = entity('order', FIELDS, { validations: RULES } as Partial<EntitySchema>)
const LINE = entity('line', {
  order: field('reference', { reference: { entity: 'order', onDelete: 'cascade' } }),
  pieces: field('integer'),
})

describe('rules of an entity', () => {
  let tenon: TestRecords
  beforeAll(async () => {
    const parts = { entities: [ACCOUNT, ORDER, LINE], pipelines: [pipeline('care', 'account')] }
    tenon = await openTestRecords('pglite', mergeModel([pluginPackage('shop', parts)], {}))
  })
  afterAll(() => tenon.close())
  let account = ''
  beforeEach(async () => {
    account = (await create('account', { name: 'A', tier: 'gold', limit: 2 })).id
  })

  const create = (of: string, values: JsonObject, ctx = tenon.system) => tenon.createRecord(ctx, { entity: of, values })
  const update = (id: string, version: number, values: JsonObject) =>
    tenon.updateRecord(tenon.system, { entity: 'order', id, version, values })
  /** Puts a value into the table that no rule has seen. */
  const force = (id: string, column: 'discount' | 'status', value: string | number) =>
    tenon.database
      .tenant(tenon.tenant.schema)
      .withTables<{ order: { id: string; discount: number; status: string } }>()
      .updateTable('order')
      .set({ [column]: value })
      .where('id', '=', id)
      .execute()

  test('all that is wrong is said at once, at its fields, in the language of the reader; nothing is stored', async () => {
    const before = await tenon.counts('order', '_audit', '_outbox')
    const values = { name: 'x', price: 60, quantity: 20, discount: 70, status: 'lost', due: '2025-12-31' }
    await expect(create('order', values, tenon.as(tenon.system.actor, 'zh-CN'))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [
        { pointer: '/why', rule: 'required', message: '原因：必须填写' },
        { pointer: '/note', rule: 'required', message: '备注：必须填写' },
        { pointer: '/discount', rule: 'smallDiscount', message: '不符合 smallDiscount' },
        { pointer: '/price', rule: 'smallDiscount' },
        { pointer: '/quantity', rule: 'enough' },
        { pointer: '/due', rule: 'future' },
      ],
    })
    expect(await tenon.counts('order', '_audit', '_outbox')).toEqual(before)
    expect(
      await create('order', { ...values, why: 'w', note: 'n', discount: 1, quantity: 2, due: null }),
    ).toMatchObject({
      total: 120,
      number: expect.stringContaining('N-'),
    })
  })

  test('values that are wrong in themselves are told together with what rules have against the others', async () => {
    const values = { name: 'x', price: 'many', discount: 5, due: '2025-12-31', status: 'lost', quantity: 3 }
    await expect(create('order', values)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/price' }, { pointer: '/why', rule: 'required' }, { pointer: '/due', rule: 'future' }],
    })
    const made = await create('order', { name: 'x', price: 10 })
    await expect(update(made.id, made.version, { quantity: 'q', discount: 11 })).rejects.toMatchObject({
      problems: [{ pointer: '/quantity' }, { pointer: '/discount', rule: 'smallDiscount' }, { pointer: '/price' }],
    })
  })

  test('a field that is hidden is not asked for, whatever its own rule says', async () => {
    expect(await create('order', { name: 'x', price: 60 })).toMatchObject({ note: null })
    const made = await create('order', { name: 'x', price: 60, quantity: 1, note: 'n' })
    await expect(update(made.id, made.version, { note: null })).rejects.toMatchObject({
      problems: [{ pointer: '/note', rule: 'required' }],
    })
    expect(await update(made.id, made.version, { note: null, quantity: null })).toMatchObject({ note: null })
  })

  test('a change is judged by the rules that read or name what it changes, so that old records stay usable', async () => {
    const made = await create('order', { name: 'x', price: 10, discount: 5 })
    await force(made.id, 'discount', 99)
    const renamed = await update(made.id, made.version, { name: 'y', quantity: 3 })
    await expect(update(made.id, renamed.version, { price: 11 })).rejects.toMatchObject({
      problems: [{ rule: 'smallDiscount' }, { rule: 'smallDiscount' }],
    })
    expect(await update(made.id, renamed.version, { price: 100, note: 'n' })).toMatchObject({ price: 100 })
  })

  test('a rule over a derived field is asked when what it is worked out of changes', async () => {
    const made = await create('order', { name: 'x', price: 10, quantity: 3 })
    await expect(update(made.id, made.version, { price: 400, note: 'n' })).rejects.toMatchObject({
      problems: [{ pointer: '/quantity', rule: 'enough' }],
    })
  })

  test('a rule knows the values before the change', async () => {
    const made = await create('order', { name: 'x', status: 'paid' })
    await expect(update(made.id, made.version, { status: 'open' })).rejects.toMatchObject({
      problems: [{ pointer: '/status', rule: 'notBack' }],
    })
    expect(await update(made.id, made.version, { status: 'lost', why: 'w' })).toMatchObject({ status: 'lost' })
  })

  test('a rule reads other records: those that the record names, their children, and its own', async () => {
    for (const name of ['a', 'b', 'c']) await create('order', { name, account, status: 'open' })
    await expect(create('order', { name: 'd', account })).rejects.toMatchObject({ problems: [{ rule: 'within' }] })
    const spare = (await create('account', { name: 'B' })).id
    const made = await create('order', { name: 'e', account: spare })
    await create('line', { name: 'l', order: made.id, pieces: 0 })
    await expect(update(made.id, made.version, { discount: null, quantity: 1 })).rejects.toMatchObject({
      problems: [{ pointer: '', rule: 'kept', message: 'A line has no pieces.' }],
    })
    await expect(create('order', { name: 'f', account: uuidv7() })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  test('in a batch, each record is judged by itself', async () => {
    const records = [{ name: 'ok' }, { name: 'bad', discount: 1 }, { name: 'fine', price: 1, discount: 1 }]
    const settled = await tenon.createEachRecord(tenon.system, { entity: 'order', records })
    expect(settled.done.map(({ position }) => position)).toEqual([0, 2])
    expect(settled.failed).toMatchObject([{ position: 1, value: { problems: [{ rule: 'smallDiscount' }, {}] } }])
  })

  test('a field that the actor may not see is asked for without its name', async () => {
    const roles = {
      order: { read: 'all', create: 'all', update: 'all', fields: { secret: { read: false, write: false } } },
    }
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values({ name: 'clerk', label: JSON.stringify({ en: 'Clerk' }), grants: JSON.stringify(roles) })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const clerk = await tenon.addUser('Cleo', ['clerk'])
    const order = { name: 'x', account, quantity: 7, note: 'n' }
    await expect(create('order', order, tenon.as(clerk.actor, 'zh-CN'))).rejects.toMatchObject({
      problems: expect.arrayContaining([
        { pointer: '', rule: 'required', message: '有一个您无权查看的字段必须填写。' },
      ]),
    })
  })

  test('a form is given the rules that it can judge by itself, and nobody the condition of a field that is not theirs', async () => {
    const view = withFormRules(await tenon.viewModel(tenon.system))
    const rules = view.entities['order']?.rules
    expect(rules?.validations.map(({ name, fields }) => [name, fields])).toEqual([
      ['smallDiscount', ['discount', 'price']],
      ['notBack', ['status']],
      ['future', ['due']],
    ])
    expect(Object.keys(rules?.fields ?? {})).toEqual(['why', 'note', 'number'])
    const grants = { order: { read: 'all', fields: { price: { read: false } } } }
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values({ name: 'guest', label: JSON.stringify({ en: 'Guest' }), grants: JSON.stringify(grants) })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const seen = withFormRules(await tenon.viewModel(await tenon.addUser('Gus', ['guest'])))
    expect(seen.actor).toMatchObject({ roles: ['guest'], team: null })
    expect(seen.entities['order']?.validations?.map(({ name }) => name)).toEqual(['notBack', 'future'])
    expect(seen.entities['order']?.properties['note']).toMatchObject({ visibleWhen: 'quantity != null' })
    expect(seen.entities['order']?.properties['note']).not.toHaveProperty('requiredWhen')
    expect(JSON.stringify(seen.entities)).not.toContain('price')
  })

  test('plugins’ code is not asked about what a rule refuses', async () => {
    const asked: unknown[] = []
    tenon.hooks.validate = (record: { values: JsonObject }) => {
      asked.push(record.values['name'])
      return []
    }
    await expect(create('order', { name: 'refused', discount: 3 })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await create('order', { name: 'taken' })
    tenon.hooks.validate = () => []
    expect(asked).toEqual(['taken'])
  })
})
