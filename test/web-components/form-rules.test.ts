import type { FieldSchema, ValidationRule } from '@tenon/sdk/contract/entity-schema'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { withFormRules } from '../../core/src/records/form-rules.ts'
import { eventually } from './support/eventually.ts'
import { FakeApi } from './support/fake-api.ts'
import { fixtureModel } from './support/fixture-model.ts'
import { openWidgetBench, type WidgetBench } from './support/widget-bench.ts'

let bench: WidgetBench
beforeAll(async () => {
  bench = await openWidgetBench()
})
afterAll(() => bench?.close())
beforeEach(() => {
  bench.api = new FakeApi()
})

const rule = (name: string, condition: string, message: string): ValidationRule => ({
  ...{ name, label: { en: name }, condition },
  message: { en: message, 'zh-CN': `规则：${message}` },
})
const text = (label: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
  fieldType: 'text',
  label: { en: label, 'zh-CN': label },
  ...more,
})

function model(locale: 'en' | 'zh-CN' = 'en') {
  const view = fixtureModel(locale)
  view.entities['visit'] = {
    ...{ type: 'object', name: 'visit', label: { en: 'Visit' }, pluralLabel: { en: 'Visits' }, titleField: 'name' },
    properties: {
      name: text('Name'),
      kind: {
        fieldType: 'choice',
        label: { en: 'Kind' },
        options: [
          { value: 'call', label: { en: 'Call' } },
          { value: 'other', label: { en: 'Other' } },
        ],
      },
      price: { fieldType: 'decimal', label: { en: 'Price' }, scale: 2 },
      discount: { fieldType: 'decimal', label: { en: 'Discount' }, scale: 2 },
      what: text('What', { visibleWhen: 'kind == "other"', requiredWhen: 'true' }),
      why: text('Why', { requiredWhen: 'discount > 10.0' }),
      phone: { fieldType: 'phone', label: { en: 'Phone' } },
    },
    validations: [
      {
        ...rule('small', 'discount == null || discount <= price * 0.5', 'At most half of the price.'),
        fields: ['discount'],
      },
      rule('local', 'phone == null || phone.startsWith("+86")', 'A Chinese number.'),
    ],
    ...{ source: 'crm', fieldSources: {}, actions: [] },
    access: {
      ...{ create: true, update: true, delete: true },
      writableFields: ['name', 'kind', 'price', 'discount', 'what', 'why', 'phone'],
    },
  }
  return withFormRules(view)
}

const form = (properties: Record<string, unknown> = {}, locale: 'en' | 'zh-CN' = 'en') => ({
  ...{ tag: 'tenon-record-form', locale },
  properties: { entity: 'visit', model: model(locale), ...properties },
})
const field = (page: Page, name: string) => page.getByLabel(name)
const sent = () => bench.api.calls.filter(({ path }) => path === 'records.create' || path === 'records.update')

test('a field is there only while its condition holds, and what was typed in it comes back with it', async () => {
  const page = await bench.open(form())
  await eventually(() => field(page, 'What').count()).toBe(0)
  await field(page, 'Kind').selectOption({ label: 'Other' })
  await field(page, 'What').fill('a fair')
  await field(page, 'Kind').selectOption({ label: 'Call' })
  await eventually(() => field(page, 'What').count()).toBe(0)
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => sent().length).toBe(1)
  expect(sent()[0]?.input).toMatchObject({ values: { kind: 'call' } })
  expect(JSON.stringify(sent()[0]?.input)).not.toContain('fair')
  await page.context().close()
})

test('a field becomes required while somebody types, and a form that lacks it sends nothing', async () => {
  const page = await bench.open(form())
  await field(page, 'Name').fill('Visit')
  await field(page, 'Price').fill('100')
  expect(await field(page, 'Why *').count()).toBe(0)
  await field(page, 'Discount').fill('20')
  await eventually(() => field(page, 'Why *').count()).toBe(1)
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => page.getByText('Fill in Why.').isVisible()).toBe(true)
  expect(sent()).toEqual([])
  await field(page, 'Why').fill('because')
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => sent().length).toBe(1)
  await page.context().close()
})

test('a rule that does not hold says so at its field in the language of the reader, and is quiet again when it does', async () => {
  const page = await bench.open(form({}, 'zh-CN'))
  await field(page, 'Price').fill('10')
  expect(await page.getByText('规则：At most half').count()).toBe(0)
  await field(page, 'Discount').fill('6')
  await eventually(() => page.getByText('规则：At most half of the price.').isVisible()).toBe(true)
  expect(await field(page, 'Discount').getAttribute('aria-invalid')).toBe('true')
  await field(page, 'Discount').fill('5')
  await eventually(() => page.getByText('规则：At most half').count()).toBe(0)
  await page.context().close()
})

test('what only the server can judge is left to it: values that it brings into another form', async () => {
  const page = await bench.open(form())
  await field(page, 'Phone').fill('138 0013 8000')
  expect(await page.getByText('A Chinese number.').count()).toBe(0)
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => sent().length).toBe(1)
  await page.context().close()
})

test('a record that breaks a rule from before it can be changed elsewhere; what the server refuses stands at its field', async () => {
  const id = bench.api.add('visit', { name: 'Old', price: '10', discount: '9', kind: 'call', what: 'kept' }).id
  const page = await bench.open(form({ recordId: id }))
  await eventually(() => field(page, 'Name').inputValue()).toBe('Old')
  await eventually(() => field(page, 'What').count()).toBe(0)
  expect(await page.getByText('At most half').count()).toBe(0)
  await field(page, 'Name').fill('New')
  bench.api.before.set('records.update', () => {
    throw new TenonError({
      code: 'VALIDATION_FAILED',
      message: 'Visit: no.',
      problems: [{ pointer: '/price', message: 'Too many open orders.', rule: 'within' }],
    })
  })
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => page.getByText('Too many open orders.').isVisible()).toBe(true)
  expect(sent()[0]?.input).toMatchObject({ values: { name: 'New' } })
  await field(page, 'Price').fill('11')
  await eventually(() => page.getByText('At most half').isVisible()).toBe(true)
  await page.context().close()
})
