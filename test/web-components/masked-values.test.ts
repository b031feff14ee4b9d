import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
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

/** The model of somebody who sees no vehicle, and may have it shown or not. */
function masked(revealable: boolean, locale = 'en') {
  const model = fixtureModel(locale)
  const opportunity = model.entities['opportunity']
  if (opportunity === undefined) throw new Error('no entity')
  opportunity.access.maskedFields = ['vehicle']
  if (revealable) opportunity.access.revealableFields = ['vehicle']
  opportunity.required = ['name', 'vehicle']
  return model
}

const columns = ['name', 'vehicle']
const amount = { amount: '5.00', currency: 'CNY' }

test('a list shows dots, and a value to who asks for it and may see it', async () => {
  const { id } = bench.api.addOpportunity({ name: 'Deal', amount, $masked: ['vehicle'] })
  const properties = { entity: 'opportunity', columns, model: masked(true) }
  const page = await bench.open({ tag: 'tenon-record-list', properties })
  await page.getByText('•••').waitFor()
  expect(await page.getByRole('columnheader', { name: 'Vehicle' }).getByRole('button').count()).toBe(0)
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Show Vehicle' }).click()
  await page.getByText('Secret car').waitFor()
  expect(bench.api.calls.at(-1)).toEqual({
    path: 'records.reveal',
    input: { entity: 'opportunity', id, field: 'vehicle' },
  })
  await page.getByRole('button', { name: 'Hide Vehicle' }).click()
  await page.getByText('•••').waitFor()
  expect(await page.getByText('Secret car').count()).toBe(0)
  await page.context().close()
})

test('who may not see it has nothing to click on', async () => {
  bench.api.addOpportunity({ name: 'Deal', amount, $masked: ['vehicle'] })
  const properties = { entity: 'opportunity', columns, model: masked(false, 'zh-CN') }
  const page = await bench.open({ tag: 'tenon-record-list', properties, locale: 'zh-CN' })
  await page.getByText('敏感信息，已隐藏').waitFor({ state: 'attached' })
  expect(await page.getByRole('button', { name: '显示车辆' }).count()).toBe(0)
  await page.context().close()
})

test('a refusal is told where the value would stand', async () => {
  bench.api.addOpportunity({ name: 'Deal', amount, $masked: ['vehicle'] })
  bench.api.before.set('records.reveal', () => {
    throw new TenonError({ code: 'FORBIDDEN', message: 'Your roles have changed.' })
  })
  const properties = { entity: 'opportunity', columns, model: masked(true) }
  const page = await bench.open({ tag: 'tenon-record-list', properties })
  await page.getByRole('button', { name: 'Show Vehicle' }).click()
  await page.getByText('Your roles have changed.').waitFor()
  expect(await page.getByText('Secret car').count()).toBe(0)
  await page.context().close()
})

test('a form keeps a masked value that nobody touches, and sends one that is typed', async () => {
  const { id } = bench.api.addOpportunity({ name: 'Deal', amount, $masked: ['vehicle'] })
  const properties = { entity: 'opportunity', recordId: id, model: masked(false) }
  const page = await bench.open({ tag: 'tenon-record-form', properties })
  await page.getByText('It stays as it is unless you enter another value.').waitFor()
  await page.getByLabel('Name').fill('Renamed')
  await page.getByRole('button', { name: 'Save' }).click()
  const sent = () => bench.api.calls.filter(({ path }) => path === 'records.update').map(({ input }) => input)
  await eventually(sent).toMatchObject([{ values: { name: 'Renamed' } }])
  expect(sent()[0]).not.toHaveProperty('values.vehicle')
  await page.getByLabel('Vehicle').fill('Another car')
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => sent().at(-1)).toMatchObject({ values: { vehicle: 'Another car' } })
  await page.context().close()
})

test('a value that was shown in a form stands in its control, where it can be emptied', async () => {
  const { id } = bench.api.addOpportunity({ name: 'Deal', amount, $masked: ['vehicle'] })
  const model = masked(true)
  const opportunity = model.entities['opportunity']
  if (opportunity) opportunity.required = ['name']
  const page = await bench.open({
    tag: 'tenon-record-form',
    properties: { entity: 'opportunity', recordId: id, model },
  })
  await page.getByRole('button', { name: 'Show Vehicle' }).click()
  await eventually(() => page.getByLabel('Vehicle', { exact: true }).inputValue()).toBe('Secret car')
  await page.getByLabel('Vehicle', { exact: true }).fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => bench.api.calls.at(-1)).toMatchObject({
    path: 'records.update',
    input: { values: { vehicle: null } },
  })
  await page.context().close()
})
