import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { eventually } from './support/eventually.ts'
import { FakeApi } from './support/fake-api.ts'
import { hasFocus } from './support/has-focus.ts'
import { openWidgetBench, type WidgetBench } from './support/widget-bench.ts'

let bench: WidgetBench
beforeAll(async () => {
  bench = await openWidgetBench()
})
afterAll(() => bench?.close())
beforeEach(() => {
  bench.api = new FakeApi()
})

const text = (en: string, zh: string) => ({ en, 'zh-CN': zh })

const form: FormSchema = {
  required: ['dueDate', 'price'],
  properties: {
    dueDate: { fieldType: 'date', label: text('Due', '截止日期') },
    price: { fieldType: 'money', label: text('Price', '价格'), currency: 'CNY' },
    account: { fieldType: 'reference', label: text('Account', '客户'), reference: { entity: 'account' } },
    reason: {
      fieldType: 'choice',
      label: text('Reason', '原因'),
      options: [
        { value: 'sold', label: text('Sold elsewhere', '已在别处售出') },
        { value: 'damaged', label: text('Damaged', '损坏') },
      ],
      default: 'sold',
    },
    note: { fieldType: 'longText', label: text('Note', '备注'), maxLength: 40 },
  },
}

const values = { tag: 'tenon-value-form', properties: { form } }

function collect(page: Page): Promise<unknown> {
  return page.evaluate(`document.querySelector('tenon-value-form').collect()`)
}

test('what is filled in comes out as the API takes it, with defaults and without what is left empty', async () => {
  bench.api.add('account', { id: 'a1', name: 'Lakeside Motors' })
  const page = await bench.open(values)
  await page.getByLabel('Due').fill('2026-12-24')
  await page.getByRole('textbox', { name: 'Price' }).fill('1200.5')
  await page.getByLabel('Account').fill('Lake')
  await page.getByRole('option', { name: 'Lakeside Motors' }).click()
  const price = { amount: '1200.5', currency: 'CNY' }
  await eventually(() => collect(page)).toEqual({ dueDate: '2026-12-24', price, account: 'a1', reason: 'sold' })
  expect(bench.api.calls.map(({ path }) => path).filter((path) => /create|update/.test(path))).toEqual([])
  await page.context().close()
})

test('what is missing or wrong is told at its field, the first one has the focus, and nothing comes out', async () => {
  const page = await bench.open(values)
  await page.getByRole('textbox', { name: 'Price' }).fill('a lot')
  expect(await collect(page)).toBeNull()
  const due = page.getByLabel('Due')
  await eventually(() => hasFocus(due)).toBe(true)
  expect(await due.getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByRole('textbox', { name: 'Price' }).getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('Note').getAttribute('aria-invalid')).not.toBe('true')
  expect(await axeViolations(page)).toEqual([])
  await due.fill('2026-12-24')
  await eventually(() => due.getAttribute('aria-invalid')).not.toBe('true')
  await page.context().close()
})

test('a server’s problems stand at the fields they mean; what means none of them is given back', async () => {
  const page = await bench.open(values)
  const problems = [
    { pointer: '/form/note', message: 'The note is too long.' },
    { pointer: '/form/gone', message: 'There is no such field.' },
    { pointer: '/ids/0', message: 'There is no such record.' },
  ]
  const show = `document.querySelector('tenon-value-form').showProblems(${JSON.stringify(problems)}, '/form')`
  expect(await page.evaluate(show)).toEqual(['There is no such field.', 'There is no such record.'])
  await page.getByText('The note is too long.').waitFor()
  await eventually(() => hasFocus(page.getByLabel('Note'))).toBe(true)
  await page.context().close()
})

test('it counts as touched once something is typed, and Enter or Ctrl+Enter sends it', async () => {
  const page = await bench.open(values)
  const isDirty = () => page.evaluate(`document.querySelector('tenon-value-form').dirty`)
  expect(await isDirty()).toBe(false)
  await page.getByLabel('Note').fill('Call first')
  expect(await isDirty()).toBe(true)
  const sent = () => page.evaluate(`heard.filter(({ type }) => type === 'tenon-submit').length`)
  await page.getByLabel('Note').press('Enter')
  expect(await sent()).toBe(0)
  await page.getByLabel('Note').press('Control+Enter')
  expect(await sent()).toBe(1)
  await page.getByRole('textbox', { name: 'Price' }).press('Enter')
  expect(await sent()).toBe(2)
  await page.context().close()
})

test.each([
  ['en', 'light', 1440],
  ['zh-CN', 'dark', 390],
] as const)('it has no accessibility violation in %s, %s, at %d pixels', async (...[locale, colorScheme, width]) => {
  const page = await bench.open({ ...values, locale, colorScheme, width })
  await page.getByLabel(locale === 'en' ? 'Due' : '截止日期').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.context().close()
})
