import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { eventually } from '../web-components/support/eventually.ts'
import { openStockStudio, type StockStudio } from './support/open-stock-studio.ts'

let stock: StockStudio

beforeAll(async () => {
  stock = await openStockStudio()
}, 120_000)

afterAll(() => stock?.close())

const open = (options: Parameters<typeof openStudio>[2] = {}) =>
  openStudio(stock.browser, stock.tenon, { person: 'staff', ...options })

const dialog = (page: Page) => page.getByRole('dialog')

async function choose(page: Page, within: string, action: string): Promise<void> {
  await page.locator(within).getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

async function selectRows(page: Page, names: string[]): Promise<void> {
  for (const name of names) {
    await page.locator('tbody tr').filter({ hasText: name }).getByRole('checkbox').check()
  }
}

test('by keyboard alone somebody opens the menu, fills in the form, and lands on what the action has made', async () => {
  const { page, go, violations, context } = await open()
  const path = `/e/opportunity/${await stock.opportunity('open')}`
  await go(path)
  await page.getByRole('button', { name: 'Actions' }).press('ArrowDown')
  const item = page.getByRole('menuitem', { name: 'Prepare an offer' })
  // Until the record is there, its heading says "…".
  await item.waitFor()
  const name = await page.locator('h1').innerText()
  await eventually(() => item.evaluate((element) => element.matches(':focus'))).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await item.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Actions' }).press('ArrowDown')
  await page.keyboard.press('Enter')
  const due = dialog(page).getByLabel('Due')
  await eventually(() => due.evaluate((element) => element.matches(':focus'))).toBe(true)
  await page.keyboard.press('Control+Enter')
  await dialog(page).getByText('Fill in Due.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await due.fill('2031-12-24')
  await dialog(page).getByLabel('What to bear in mind').fill('They want it in writing.')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { level: 1, name: `Prepare the offer for ${name}` }).waitFor()
  await page.getByText('The offer is to be prepared by 2031-12-24.').waitFor()
  await page.getByText('They want it in writing.').first().waitFor()
  await go(path)
  const entry = page.locator('studio-history li').filter({ hasText: 'ran “Prepare an offer”' })
  expect(await entry.first().textContent()).toContain('Sam Wu 吴森')
  expect(await violations()).toEqual([])
  await context.close()
})

test('an action that refuses says why and keeps what was filled in; leaving it asks first', async () => {
  const { page, go, context } = await open()
  await go(`/e/opportunity/${await stock.opportunity('closed')}`)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('prepare')
  await page.getByRole('option', { name: 'Prepare an offer' }).waitFor()
  await page.keyboard.press('Enter')
  await dialog(page).getByLabel('Due').fill('2031-12-24')
  await dialog(page).getByRole('button', { name: 'Prepare an offer' }).click()
  await dialog(page).getByText('This opportunity is closed: there is nothing to offer any more.').waitFor()
  expect(await dialog(page).getByLabel('Due').inputValue()).toBe('2031-12-24')
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Keep editing' }).click()
  expect(await dialog(page).getByLabel('Due').inputValue()).toBe('2031-12-24')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await dialog(page).getByLabel('Due').waitFor({ state: 'detached' })
  await context.close()
})

test('of a selection, what was refused is listed with its reason and leads to the record; the rest is done', async () => {
  for (const name of ['Axle A', 'Axle B']) await stock.create('item', { name })
  const sold = await stock.create('item', { name: 'Axle sold', status: 'sold' })
  const { page, go, violations, context } = await open()
  await go('/e/item')
  await page.getByRole('searchbox').fill('Axle')
  await page.getByText('1–3 of 3').waitFor()
  await selectRows(page, ['Axle A', 'Axle B', 'Axle sold'])
  await choose(page, 'tenon-record-list', 'Sell')
  await dialog(page).getByText('3 Items').waitFor()
  await dialog(page).getByLabel('On').fill('2031-01-31')
  await dialog(page).getByRole('textbox', { name: 'Price' }).fill('-5')
  await dialog(page).getByRole('button', { name: 'Sell' }).click()
  const price = dialog(page).getByRole('textbox', { name: 'Price' })
  await eventually(() => price.getAttribute('aria-invalid')).toBe('true')
  await price.fill('5')
  await dialog(page).getByRole('button', { name: 'Sell' }).click()
  await dialog(page).getByText('Sold. 2 records done, 1 refused.').waitFor()
  await dialog(page).getByText('It is sold already.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  expect(await dialog(page).getByRole('link', { name: 'Axle sold' }).getAttribute('href')).toBe(`/e/item/${sold}`)
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  const rows = page.locator('tbody tr')
  await eventually(() => rows.filter({ hasText: 'Sold' }).count()).toBe(3)
  expect(await page.getByText('3 selected').count()).toBe(0)
  expect(await violations()).toEqual([])
  await context.close()
})

test('an action on a list takes all that the list shows, said beforehand; one for the list alone takes no records', async () => {
  const { page, go, context } = await open()
  await go('/e/item?view=all')
  await page.getByRole('searchbox').fill('Part 00')
  await page.getByText('1–18 of 18').waitFor()
  await choose(page, 'studio-list-page .header', 'Slow')
  await dialog(page).getByText('All 18 Items that the list shows').waitFor()
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await dialog(page).waitFor({ state: 'hidden' })
  await choose(page, 'studio-list-page .header', 'Count')
  await page.getByText(/^\d+ items$/).waitFor()
  await context.close()
})

test('a long run shows how far it is and can be stopped; what was done until then stays', async () => {
  const { page, go, violations, context } = await open()
  await go('/e/item?view=all')
  await choose(page, 'studio-list-page .header', 'Slow')
  await dialog(page).getByRole('button', { name: 'Slow' }).click()
  const bar = dialog(page).getByRole('progressbar')
  await bar.waitFor()
  await dialog(page)
    .getByText(/^Step \d+$/)
    .waitFor()
  // It stands still while the page is looked at: where that takes long, it would be at its end before it is stopped.
  const { promise: looked, resolve: goOn } = Promise.withResolvers<void>()
  const held = stock.tenon.tenon.database.transaction(stock.tenon.tenant.schema, () => looked)
  const seen = await axeViolations(page).finally(goOn)
  await held
  expect(seen).toEqual([])
  await dialog(page).getByRole('button', { name: 'Stop' }).click()
  await dialog(page)
    .getByText(/Stopped after \d+ of \d+\. What was done until then stays\./)
    .waitFor()
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'hidden' })
  expect(await violations()).toEqual([])
  await context.close()
})

test('a run that goes on behind says its result wherever the person is then', async () => {
  const { page, go, context } = await open()
  await go('/e/item?view=all')
  await page.getByRole('searchbox').fill('Part')
  await page.getByText('1–50 of 900').waitFor()
  await choose(page, 'studio-list-page .header', 'Slow')
  await dialog(page).getByRole('button', { name: 'Slow' }).click()
  await dialog(page).getByRole('button', { name: 'Continue in the background' }).click()
  await page.getByRole('link', { name: 'Home' }).click()
  await page.locator('studio-home').waitFor()
  await page.getByText('Slow: 900 records done.').waitFor({ timeout: 120_000 })
  expect(new URL(page.url()).pathname).toBe('/')
  await context.close()
}, 180_000)

test('in Chinese on a phone menu, form and problem fit the width and are accessible', async () => {
  const { page, go, violations, context } = await open({ locale: 'zh-CN', viewport: { width: 390, height: 844 } })
  await go('/e/vehicle?view=vehiclesForSale')
  await page.locator('tbody tr').first().getByRole('checkbox').check()
  await page.locator('tenon-record-list').getByRole('button', { name: '操作' }).click()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('menuitem', { name: '下架' }).click()
  await dialog(page).getByText('下架后将无法再销售这些车辆。').waitFor()
  await dialog(page).getByRole('button', { name: '下架' }).click()
  await eventually(() => dialog(page).getByLabel('原因').getAttribute('aria-invalid')).toBe('true')
  expect(await axeViolations(page)).toEqual([])
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(overflow).toBe(0)
  expect(await violations()).toEqual([])
  await context.close()
})
