import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { eventually } from './support/eventually.ts'
import { FakeApi } from './support/fake-api.ts'
import { fixtureModel } from './support/fixture-model.ts'
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

const form = (properties: Record<string, unknown> = {}) => ({
  tag: 'tenon-record-form',
  properties: { entity: 'opportunity', ...properties },
})

async function heard(page: Page, type: string): Promise<Array<Record<string, unknown>>> {
  return page.evaluate(`heard.filter((event) => event.type === ${JSON.stringify(type)})`)
}

function inputOf(path: string): Record<string, unknown> {
  const call = bench.api.calls.findLast((candidate) => candidate.path === path)
  return (call?.input as { values?: Record<string, unknown> } | undefined)?.values ?? {}
}

test('a form without its required fields sends nothing, says what to do beneath each and focuses the first', async () => {
  const page = await bench.open(form())
  await page.getByRole('button', { name: 'Save' }).click()
  const name = page.getByLabel('Name')
  await eventually(() => name.getAttribute('aria-invalid')).toBe('true')
  await eventually(() => hasFocus(name)).toBe(true)
  expect(await page.getByText('Fill in Amount.').isVisible()).toBe(true)
  expect(bench.api.calls.some(({ path }) => path === 'records.create')).toBe(false)
  await page.context().close()
})

test('a label of one endless word breaks within its field', async () => {
  const model = structuredClone(fixtureModel('en'))
  const field = model.entities['opportunity']?.properties['vehicle']
  if (field) field.label = { en: 'Donaudampfschifffahrtsgesellschaftskapitaen'.repeat(4) }
  const page = await bench.open(form({ model }))
  const label = page.locator('label[for=field-vehicle]')
  await label.waitFor()
  const fits = await label.evaluate((element) => element.scrollWidth <= (element.parentElement?.clientWidth ?? 0))
  expect(fits).toBe(true)
  await page.context().close()
})

test('every kind of field is sent in the form of the API', async () => {
  bench.api.add('account', { name: 'Pudong Logistics' })
  const page = await bench.open(form())
  await page.getByLabel('Name').fill('Forty vans')
  await page.getByRole('combobox', { name: 'Account' }).fill('pud')
  await page.getByRole('option', { name: 'Pudong Logistics' }).click()
  await page.getByLabel('Amount *', { exact: true }).fill('1,250.50')
  await page.getByLabel('Expected close').fill('2026-03-01')
  await page.getByLabel('Probability').fill('12.5')
  await page.getByLabel('Source').selectOption({ label: 'Trade fair' })
  await page.getByLabel('Leasing').check()
  await page.getByLabel('Quantity').fill('40')
  await page.getByLabel('Next call').fill('2026-03-02T09:30')
  await page.getByRole('switch', { name: 'Urgent' }).check()
  await page.getByRole('radio', { name: '4 stars' }).check({ force: true })
  await page.getByRole('combobox', { name: 'Advisor' }).fill('小明')
  await page.getByRole('option', { name: '王小明' }).click()
  await page.getByLabel('City').fill('Shanghai')
  await page.getByLabel('Extra data').fill('{"colour": "blue"}')
  await page.keyboard.press('Control+Enter')
  await eventually(() => heard(page, 'tenon-save')).toHaveLength(1)
  expect(inputOf('records.create')).toEqual({
    name: 'Forty vans',
    account: 'account-1',
    amount: { amount: '1250.50', currency: 'CNY' },
    closeDate: '2026-03-01',
    probability: '12.5',
    source: 'fair',
    tags: ['lease'],
    quantity: 40,
    nextCall: new Date('2026-03-02T09:30').toISOString(),
    urgent: true,
    quality: 4,
    advisor: 'u2',
    address: { city: 'Shanghai' },
    settings: { colour: 'blue' },
  })
  await page.context().close()
})

test('saving an edited record sends the changed field alone', async () => {
  const { id } = bench.api.addOpportunity({ name: 'Old name', amount: { amount: '10.00', currency: 'CNY' } })
  const page = await bench.open(form({ recordId: id }))
  await page.getByLabel('Name').fill('New name')
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => heard(page, 'tenon-save')).toHaveLength(1)
  expect(inputOf('records.update')).toEqual({ name: 'New name' })
  await page.context().close()
})

test('a problem that the server finds stands beneath its field, which gets the focus', async () => {
  bench.api.before.set('records.create', () => {
    const problems = [{ pointer: '/phone', message: 'This is not a phone number.' }]
    throw new TenonError({ code: 'VALIDATION_FAILED', message: 'Not valid.', problems })
  })
  const page = await bench.open(form({ initialValues: { name: 'A', amount: { amount: '1', currency: 'CNY' } } }))
  await page.getByLabel('Phone').fill('12')
  await page.getByRole('button', { name: 'Save' }).click()
  const phone = page.getByLabel('Phone')
  await eventually(() => phone.getAttribute('aria-invalid')).toBe('true')
  await eventually(() => hasFocus(phone)).toBe(true)
  expect(await phone.inputValue()).toBe('12')
  expect(await page.getByText('This is not a phone number.').isVisible()).toBe(true)
  await page.context().close()
})

test('a lost race says who saved what, and keeping mine saves it on top without losing theirs', async () => {
  const record = bench.api.addOpportunity({
    name: 'Start',
    source: 'web',
    amount: { amount: '10.00', currency: 'CNY' },
  })
  const page = await bench.open(form({ recordId: record.id }))
  await page.getByLabel('Name').fill('Mine')
  const theirs: TenonRecord = { ...record, version: 2, source: 'fair' }
  bench.api.records.set('opportunity', [theirs])
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('王小明 saved this record 2 minutes ago').waitFor()
  expect(await page.getByRole('cell', { name: 'Trade fair' }).isVisible()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Keep my changes and save' }).click()
  await eventually(() => heard(page, 'tenon-save')).toHaveLength(1)
  expect(bench.api.records.get('opportunity')?.[0]).toMatchObject({ version: 3, name: 'Mine', source: 'fair' })
  await page.context().close()
})

test('leaving a changed form asks first, leaving an unchanged one does not', async () => {
  const page = await bench.open(form())
  await page.getByRole('button', { name: 'Cancel' }).click()
  expect(await heard(page, 'tenon-cancel')).toHaveLength(1)
  await page.getByLabel('Name').fill('Half a na')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  expect(await page.getByLabel('Name').inputValue()).toBe('Half a na')
  expect(await heard(page, 'tenon-cancel')).toHaveLength(1)
  await page.context().close()
})

test('text that is not JSON is told before anything is sent', async () => {
  const page = await bench.open(form({ initialValues: { name: 'A', amount: { amount: '1', currency: 'CNY' } } }))
  await page.getByLabel('Extra data').fill('{"a":')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('This is not valid JSON').waitFor()
  expect(bench.api.calls.some(({ path }) => path === 'records.create')).toBe(false)
  await page.context().close()
})

test.each([
  ['en', 'light'],
  ['en', 'dark'],
  ['zh-CN', 'light'],
  ['zh-CN', 'dark'],
] as const)('the form has no accessibility violation in %s, %s', async (locale, colorScheme) => {
  const page = await bench.open({ ...form(), locale, colorScheme })
  await page.getByRole('button', { name: locale === 'en' ? 'Save' : '保存' }).click()
  await page.locator('[aria-invalid="true"]').first().waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.context().close()
})

test('a field that is published while the form is open appears, and what was typed stays', async () => {
  const page = await bench.open(form())
  await page.getByLabel('Name').fill('Forty vans')
  await page.evaluate(`{
    const form = document.querySelector('tenon-record-form')
    const model = structuredClone(form.model)
    const entity = model.entities.opportunity
    entity.properties.colours = { fieldType: 'multiChoice', label: { en: 'Colours' }, options: [{ value: 'red', label: { en: 'Red' } }] }
    entity.access.writableFields.push('colours')
    form.model = model
  }`)
  await page.getByLabel('Red').check()
  expect(await page.getByLabel('Name').inputValue()).toBe('Forty vans')
  await page.context().close()
})

test('fields that the stage to come asks for are marked while they are empty, and read out with their inputs', async () => {
  const model = fixtureModel('en')
  const pipeline = model.pipelines['sales']
  if (!pipeline) throw new Error('no pipeline')
  const asks = (...requiredFields: string[]) => ({ requiredFields })
  const stage = (name: string, label: string, more = {}) => ({
    name,
    label: { en: label },
    category: 'open' as const,
    ...more,
  })
  pipeline.stages = [
    stage('new', 'New', { exit: asks('vehicle'), transitions: ['lost', 'offer', 'won'] }),
    stage('talk', 'Talk', { entry: asks('email') }),
    { ...stage('lost', 'Lost', { entry: asks('discount') }), category: 'lost' },
    stage('offer', 'Offer', { entry: asks('closeDate', 'quantity') }),
    stage('won', 'Won', { entry: asks('website') }),
  ]
  const { id } = bench.api.addOpportunity({ name: 'Deal', amount: { amount: '5.00', currency: 'CNY' }, quantity: 3 })
  const page = await bench.open({
    tag: 'tenon-record-form',
    properties: { entity: 'opportunity', recordId: id, model },
  })
  await page.getByText('Needed for the stage “Offer”.').first().waitFor()
  // What is filled in, of a stage that is not next or of a lost one is not marked.
  expect(await page.getByText(/^Needed for the stage/).count()).toBe(2)
  const words = await page.getByLabel('Vehicle').evaluate((input) => {
    const root = input.getRootNode() as ShadowRoot
    return root.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent
  })
  expect(words).toBe('Needed for the stage “Offer”.')
  await page.getByLabel('Vehicle').fill('Volvo')
  await eventually(() => page.getByText(/^Needed for the stage/).count()).toBe(1)
  await page.context().close()
})
