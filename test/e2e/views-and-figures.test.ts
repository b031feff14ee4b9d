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

/** How many records the list has on all its pages. */
async function total(page: Page): Promise<number> {
  const text = await page.locator('tenon-record-list footer .range').innerText()
  return Number(/of ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', ''))
}

const tile = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const address = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search

test('a view is a tab with an address: it shows its records, columns and order, and the list is left in it', async () => {
  const { page, go, violations, context } = await open()
  await go('/e/vehicle')
  await eventually(() => total(page)).toBeGreaterThan(0)
  const all = await total(page)
  const tabs = page.getByRole('navigation', { name: 'Views' })
  await tabs.getByRole('link', { name: 'For sale' }).click()
  await eventually(() => address(page)).toBe('/e/vehicle?view=vehiclesForSale')
  await eventually(() => total(page)).toBeLessThan(all)
  expect(await page.getByRole('columnheader', { name: 'Status' }).count()).toBe(0)
  expect(await page.getByRole('columnheader', { name: 'List price' }).count()).toBe(1)
  const names = await page.locator('tbody .open').allInnerTexts()
  const makes = names.map((name) => name.split(' ')[0] ?? '')
  expect(makes).toEqual([...makes].sort((a, b) => a.localeCompare(b, 'en')))
  expect(await tabs.getByRole('link', { name: 'For sale' }).getAttribute('aria-current')).toBe('page')
  expect(await axeViolations(page)).toEqual([])
  await go('/')
  await page.getByRole('link', { name: 'Vehicles' }).click()
  await eventually(() => address(page)).toBe('/e/vehicle?view=vehiclesForSale')
  await tabs.getByRole('link', { name: 'All' }).click()
  await eventually(() => total(page)).toBe(all)
  expect(await violations()).toEqual([])
  await context.close()
})

test('the rail leads to each view below its list, and what is searched in one does not follow into the next', async () => {
  const { page, go, context } = await open()
  await go('/e/item?view=all')
  await page.getByRole('searchbox').fill('Part 001')
  await page.getByText('1–1 of 1').waitFor()
  const rail = page.locator('studio-rail')
  await rail.getByRole('link', { name: 'Here', exact: true }).click()
  await eventually(() => address(page)).toBe('/e/item?view=here')
  await eventually(() => page.getByRole('searchbox').inputValue()).toBe('')
  expect(await rail.getByRole('link', { name: 'Here', exact: true }).getAttribute('aria-current')).toBe('page')
  expect(await rail.getByRole('link', { name: 'Items', exact: true }).getAttribute('aria-current')).not.toBe('page')
  await go('/e/item?view=gone')
  await eventually(() => total(page)).toBe(900)
  await context.close()
})

test('a view of one’s own records shows each person theirs', async () => {
  const sam = await open()
  await sam.go('/e/item?new=1')
  await sam.page.getByRole('textbox', { name: 'Name' }).fill('Only Sam’s')
  await sam.page.keyboard.press('Control+Enter')
  await sam.page.getByRole('textbox', { name: 'Name' }).waitFor({ state: 'detached' })
  await sam.go('/e/item?view=myOwn')
  await eventually(() => sam.page.locator('tbody .open').allInnerTexts()).toEqual(['Only Sam’s'])
  const ada = await open({ person: 'admin' })
  await ada.go('/e/item?view=myOwn')
  await ada.page.locator('tenon-record-list .empty').waitFor()
  expect(await ada.page.getByText('Only Sam’s').count()).toBe(0)
  await Promise.all([sam.context.close(), ada.context.close()])
})

test('home shows every figure for the period that is chosen by keyboard, keeps the choice, and has each as a table', async () => {
  const { page, go, violations, context } = await open()
  await go('/')
  const rate = tile(page, 'Test drives that lead to a contract')
  await rate.locator('.value').waitFor()
  await page.getByRole('radio', { name: 'This month' }).focus()
  await page.keyboard.press('ArrowLeft')
  const year = page.getByRole('radio', { name: 'This year' })
  await eventually(() => year.evaluate((element) => element.matches(':focus'))).toBe(true)
  expect(await year.getAttribute('aria-checked')).toBe('true')
  await rate.getByText('Show the parts as a table').click()
  await eventually(() => rate.getByRole('row').count()).toBe(13)
  expect(await rate.getByRole('rowheader').first().innerText()).toBe('Jan')
  expect(await axeViolations(page)).toEqual([])
  await page.reload()
  await eventually(() => year.getAttribute('aria-checked')).toBe('true')
  expect(await violations()).toEqual([])
  await context.close()
})

test('a figure that fails says so in its own tile and can be asked for again; the others stand', async () => {
  const { page, go, context } = await open()
  await go('/')
  const broken = tile(page, 'Writes')
  await broken.getByRole('alert').getByText('This figure could not be worked out.').waitFor()
  await broken.getByRole('button', { name: 'Try again' }).click()
  await broken.getByRole('alert').waitFor()
  await tile(page, 'Worth').getByText('€12.50').waitFor()
  const items = tile(page, 'Items')
  await items.getByText(/against the period before/).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await context.close()
})

test('in Chinese on a phone views and figures fit the width and are accessible', async () => {
  const { page, go, violations, context } = await open({ locale: 'zh-CN', viewport: { width: 390, height: 844 } })
  for (const [path, text] of [
    ['/', '试驾签约率'],
    ['/e/opportunity?view=myOpenOpportunities', '我的在谈商机'],
    ['/e/vehicle?view=vehiclesForSale', '在售车辆'],
  ] as const) {
    await go(path)
    await page.getByRole('main').getByText(text).first().waitFor()
    await page.waitForTimeout(400)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow, path).toBe(0)
    expect(await axeViolations(page), path).toEqual([])
  }
  await page.getByRole('button', { name: '打开菜单' }).click()
  await page.getByRole('link', { name: '我的预约试驾' }).click()
  await eventually(() => address(page)).toBe('/e/testDrive?view=myTestDrives')
  expect(await violations()).toEqual([])
  await context.close()
})

test('a home page whose figures and records cannot be read says so instead of that there are none, and tries again', async () => {
  const { page, go, violations, context } = await open()
  await page.route('**/api/trpc/records.*', (route) => route.abort('failed'))
  await go('/')
  const said = page.getByRole('alert').filter({ hasText: 'The CRM server could not be reached.' })
  await expect.poll(() => said.count(), { timeout: 20_000 }).toBe(3)
  expect(await page.getByText('0 open').count()).toBe(0)
  expect(await page.getByText('Records that you own will appear here.').count()).toBe(0)
  expect(await axeViolations(page)).toEqual([])
  await page.unroute('**/api/trpc/records.*')
  const places = page.locator('studio-pipeline-card').or(page.locator('studio-home .notice'))
  const again = places.getByRole('button', { name: 'Try again' })
  while ((await again.count()) > 0) await again.first().click()
  await expect.poll(() => page.getByText(/\d+ open/).count()).toBe(2)
  await page.getByText('Recently changed').waitFor()
  expect(await said.count()).toBe(0)
  await go('/board/none')
  // What a page without a board says stays together instead of filling it.
  const leave = await page.getByRole('link', { name: 'Go to Home' }).boundingBox()
  expect(leave?.height).toBeLessThan(50)
  expect(await violations()).toEqual([])
  await context.close()
})

test('code of a page or dialog that a newer server no longer has is told, with a way to load all of it again', async () => {
  const { page, go, context } = await open()
  const gone = /\/assets\/(board-page|filter-sheet)-/
  await page.route(gone, (route) => route.fulfill({ status: 404 }))
  await go('/e/item?view=all')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const toast = page.locator('studio-toasts').getByText(/has a newer version by now/)
  await toast.waitFor()
  await page.getByRole('link', { name: 'Sales', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'This cannot be loaded' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.unroute(gone)
  await page.locator('studio-unloaded').getByRole('button', { name: 'Load again' }).click()
  await page.locator('tenon-pipeline-board').waitFor()
  expect(address(page)).toBe('/board/sales')
  await context.close()
})
