import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { eventually } from './support/eventually.ts'
import { FakeApi } from './support/fake-api.ts'
import { hasFocus, textOf } from './support/has-focus.ts'
import { openWidgetBench, type WidgetBench } from './support/widget-bench.ts'

let bench: WidgetBench
beforeAll(async () => {
  bench = await openWidgetBench()
})
afterAll(() => bench?.close())
beforeEach(() => {
  bench.api = new FakeApi()
  bench.api.before.set('records.moveStage', (input: { stage: string }) => {
    if (input.stage !== 'contract') return
    throw new TenonError({
      code: 'TRANSITION_REFUSED',
      message: 'Contract needs a vehicle and a finance check.',
      guard: 'financeCheck',
      plugin: 'automotive',
      problems: [{ pointer: '/vehicle', message: 'Choose the vehicle.' }],
    })
  })
})

const board = { tag: 'tenon-pipeline-board', properties: { pipeline: 'sales' } }

function deal(name: string, stage = 'new', days = 0) {
  return bench.api.addOpportunity({ name, stage, amount: { amount: '100.50', currency: 'CNY' } }, days)
}

const column = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const card = (page: Page, name: string): Locator => page.getByRole('article', { name })

async function focusCard(page: Page, name: string): Promise<void> {
  await card(page, name).focus()
}

test('each column shows its count, sum and weighted sum, and late cards say so in words', async () => {
  deal('Fresh')
  deal('Going stale', 'new', 8)
  deal('Stale', 'new', 12)
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString()
  bench.api.addOpportunity({ name: 'Due soon', stage: 'qualified', stageDueAt: hours(3.5) }, 2)
  bench.api.addOpportunity({ name: 'Too late', stage: 'qualified', stageDueAt: hours(-3) }, 2)
  const page = await bench.open(board)
  await card(page, 'Fresh').waitFor()
  const header = column(page, 'New').locator('.column-header')
  await eventually(() => textOf(header)).toMatch(/New ?3 ?¥302 · weighted ¥30/)
  expect(await header.locator('.sums').getAttribute('title')).toContain('weighted ¥30.15')
  expect(await textOf(card(page, 'Going stale').locator('.near'))).toBe('stale in 2 days')
  expect(await textOf(card(page, 'Stale').locator('.over'))).toBe('stale · 12 days')
  expect(await textOf(card(page, 'Due soon').locator('.near'))).toBe('due in 3 hours')
  expect(await textOf(card(page, 'Too late').locator('.over'))).toBe('overdue · 2 days')
  await page.context().close()
})

test('Space lifts a card, arrows carry it, Space drops it, and each step is announced', async () => {
  const { id } = deal('Forty vans')
  const page = await bench.open(board)
  await focusCard(page, 'Forty vans')
  const status = page.locator('[aria-live="assertive"]')
  await page.keyboard.press('Space')
  await eventually(() => textOf(status)).toContain('lifted from New')
  await page.keyboard.press('ArrowRight')
  await eventually(() => textOf(status)).toBe('Qualified, stage 2 of 5')
  await page.keyboard.press('Space')
  await eventually(() => textOf(status)).toBe('Forty vans moved to Qualified.')
  expect(await column(page, 'Qualified').getByRole('article').count()).toBe(1)
  expect(bench.api.records.get('opportunity')?.[0]).toMatchObject({ id, stage: 'qualified', version: 2 })
  await eventually(() => hasFocus(card(page, 'Forty vans'))).toBe(true)
  await page.context().close()
})

test('Escape puts a lifted card back and nothing is sent', async () => {
  deal('Forty vans')
  const page = await bench.open(board)
  await focusCard(page, 'Forty vans')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await eventually(() => textOf(page.locator('[aria-live="assertive"]'))).toBe('Forty vans put back in New.')
  expect(bench.api.calls.some(({ path }) => path === 'records.moveStage')).toBe(false)
  await page.context().close()
})

test('a refused move comes back with the guard, the reason and the way to the missing field', async () => {
  deal('Forty vans', 'qualified')
  const page = await bench.open(board)
  await focusCard(page, 'Forty vans')
  await page.keyboard.press('Alt+Shift+ArrowRight')
  const refusal = page.getByRole('group', { name: 'Not moved to Contract' })
  await refusal.waitFor()
  expect(await textOf(refusal)).toContain('Rule: A finance check has been passed')
  expect(await textOf(refusal)).toContain('Contract needs a vehicle and a finance check.')
  expect(await column(page, 'Qualified').getByRole('article').count()).toBe(1)
  expect(await axeViolations(page)).toEqual([])
  await refusal.getByRole('button', { name: 'Fill in Vehicle' }).click()
  const events = await page.evaluate(`heard.filter((event) => event.type === 'tenon-edit-field')`)
  expect(events).toMatchObject([{ entity: 'opportunity', recordId: 'opportunity-1', field: 'vehicle' }])
  await page.context().close()
})

test('a card dragged by the pointer lands in the column beneath it, does not open and marks no text', async () => {
  deal('Forty vans')
  deal('Ten lorries')
  const page = await bench.open(board)
  const from = await card(page, 'Forty vans').boundingBox()
  const to = await column(page, 'Won').boundingBox()
  if (!from || !to) throw new Error('no boxes')
  await page.mouse.move(from.x + 40, from.y + 20)
  await page.mouse.down()
  await page.mouse.move(from.x + 80, from.y + 40, { steps: 3 })
  await page.mouse.move(to.x + 60, to.y + 200, { steps: 8 })
  await page.mouse.up()
  expect(await page.evaluate('getSelection().toString()')).toBe('')
  await eventually(() => column(page, 'Won').getByRole('article').count()).toBe(1)
  await eventually(() => bench.api.records.get('opportunity')?.[0]?.stage).toBe('won')
  await eventually(() => page.evaluate(`heard.map((event) => event.type)`)).toEqual(['tenon-stage-change'])
  await page.context().close()
})

test('the menu moves a card, and Undo brings it back', async () => {
  deal('Forty vans')
  const page = await bench.open(board)
  await focusCard(page, 'Forty vans')
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Lost' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await eventually(() => bench.api.records.get('opportunity')?.[0]?.stage).toBe('lost')
  await page.getByRole('button', { name: 'Undo' }).click()
  await eventually(() => bench.api.records.get('opportunity')?.[0]?.stage).toBe('new')
  await page.context().close()
})

test('a card that somebody else changed meanwhile is shown as it is, and says why it was not moved', async () => {
  const record = deal('Forty vans')
  const page = await bench.open(board)
  await card(page, 'Forty vans').waitFor()
  bench.api.records.set('opportunity', [{ ...record, version: 5, name: 'Fifty vans' }])
  await focusCard(page, 'Forty vans')
  await page.keyboard.press('Alt+Shift+ArrowRight')
  await page.getByText('Somebody else changed this record just now.').waitFor()
  await card(page, 'Fifty vans').waitFor()
  await page.context().close()
})

test('a long column shows one page and more on demand', async () => {
  for (let index = 0; index < 30; index++) deal(`Deal ${index}`)
  const page = await bench.open(board)
  await eventually(() => column(page, 'New').getByRole('article').count()).toBe(25)
  await page.getByRole('button', { name: 'Show more of 30' }).click()
  await eventually(() => column(page, 'New').getByRole('article').count()).toBe(30)
  await page.context().close()
})

test.each([
  ['en', 'light', 1440],
  ['zh-CN', 'dark', 390],
] as const)('the board has no accessibility violation in %s, %s, at %d px', async (locale, colorScheme, width) => {
  for (let index = 0; index < 8; index++) deal(`Deal ${index}`, ['new', 'qualified', 'won'][index % 3], index * 3)
  const page = await bench.open({ ...board, locale, colorScheme, width })
  await card(page, 'Deal 0').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.context().close()
})
