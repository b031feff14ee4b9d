import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { filterToAddress } from '../../schema-studio/src/filters/filter-address.ts'
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

const withFilter = (entity: string, filter: RecordFilter) => `/e/${entity}?view=all&filter=${filterToAddress(filter)}`
const tabs = (page: Page) => page.getByRole('navigation', { name: 'Views' })
const bar = (page: Page) => page.locator('studio-view-bar')
const headers = (page: Page) =>
  page.locator('tenon-record-list thead .sort, tenon-record-list thead th:not(:has(.sort))')
const columnNames = async (page: Page) =>
  (await headers(page).allInnerTexts()).map((text) => text.trim().replace(/[↑↓]/, '')).filter((text) => text !== '')
const TEN: RecordFilter = { field: 'name', op: 'startsWith', value: 'Part 00' }

async function total(page: Page): Promise<number> {
  const text = await page.locator('tenon-record-list footer .range').innerText()
  return Number(/of ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', ''))
}

async function saveAs(page: Page, { name, shared }: { name: string; shared?: string }): Promise<void> {
  await bar(page).getByRole('button', { name: 'Save as new view' }).click()
  const dialog = page.getByRole('dialog', { name: 'New view' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  if (shared) await dialog.getByRole('radio', { name: shared }).check()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await tabs(page).getByRole('link', { name }).waitFor()
}

test('a filter becomes a view with a tab and a place in the rail; changes to it are saved or discarded', async () => {
  const { page, go, violations, context } = await open()
  await go(withFilter('item', TEN))
  await bar(page).getByText('Unsaved changes').waitFor()
  const name = '<img src=x> First ten'
  await saveAs(page, { name })
  await eventually(() => total(page)).toBe(10)
  expect(await tabs(page).getByRole('link', { name }).getAttribute('aria-current')).toBe('page')
  expect(await page.locator('studio-rail').getByRole('link', { name }).getAttribute('aria-current')).toBe('page')
  expect(await bar(page).getByText('Unsaved changes').count()).toBe(0)
  expect(new URL(page.url()).searchParams.get('filter')).toBeNull()
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await bar(page).getByText('Unsaved changes').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await bar(page).getByRole('button', { name: 'Discard' }).click()
  await eventually(() => bar(page).getByText('Unsaved changes').count()).toBe(0)
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await bar(page).getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText(`“${name}” is saved.`).first().waitFor()
  await go('/')
  await page.getByRole('link', { name: 'Items', exact: true }).click()
  await eventually(() => tabs(page).getByRole('link', { name }).getAttribute('aria-current')).toBe('page')
  const first = page.locator('tbody .open').first()
  await eventually(() => first.innerText()).toBe('Part 000')
  await page.getByRole('button', { name: 'Edit view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit view' })
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page
    .getByRole('dialog', { name: /Delete the view/ })
    .getByRole('button', { name: 'Delete' })
    .click()
  await eventually(() => tabs(page).getByRole('link', { name }).count()).toBe(0)
  expect(await violations()).toEqual([])
  await context.close()
})

test('a shared view is another person’s too, who may copy it but not change it; of two who save one hears of the other', async () => {
  const ada = await open({ person: 'admin' })
  await ada.go(withFilter('item', TEN))
  await saveAs(ada.page, { name: 'For all', shared: 'Everybody' })
  const sam = await open()
  await sam.go('/e/item?view=all')
  await tabs(sam.page).getByRole('link', { name: 'For all' }).click()
  await sam.page.getByRole('button', { name: 'Copy view' }).waitFor()
  expect(await sam.page.getByRole('button', { name: 'Edit view' }).count()).toBe(0)
  await eventually(() => total(sam.page)).toBe(10)
  await sam.page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await bar(sam.page).getByText('Unsaved changes').waitFor()
  expect(await bar(sam.page).getByRole('button', { name: 'Save', exact: true }).count()).toBe(0)
  await bar(sam.page).getByRole('button', { name: 'Save as new view' }).click()
  const copy = sam.page.getByRole('dialog', { name: 'New view' })
  await eventually(() => copy.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('For all (copy)')
  await copy.getByRole('button', { name: 'Cancel' }).click()
  const again = { page: await ada.context.newPage() }
  await again.page.goto(new URL(ada.page.url()).pathname + new URL(ada.page.url()).search)
  for (const { page } of [ada, again]) {
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
    await bar(page).getByRole('button', { name: 'Save', exact: true }).waitFor()
  }
  await bar(ada.page).getByRole('button', { name: 'Save', exact: true }).click()
  await ada.page.getByText('“For all” is saved.').first().waitFor()
  await bar(again.page).getByRole('button', { name: 'Save', exact: true }).click()
  await again.page.getByText('Somebody else has changed this view').waitFor()
  expect(await bar(again.page).getByText('Unsaved changes').count()).toBe(1)
  await Promise.all([ada.context.close(), sam.context.close()])
})

test('among many fields a column is found by a word of its label', async () => {
  const { page, go, context } = await open()
  await go('/e/vehicle?view=all')
  await page.getByRole('button', { name: 'Columns' }).click()
  const sheet = page.getByRole('dialog', { name: 'Columns' })
  const offered = sheet.getByRole('checkbox', { checked: false })
  await eventually(() => offered.count()).toBeGreaterThan(10)
  const find = sheet.getByRole('searchbox', { name: 'Find a field' })
  await find.fill('creat')
  await eventually(() => offered.count()).toBe(1)
  await find.fill('no such field')
  await sheet.getByText('Nothing found.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await find.fill('CREAT')
  await sheet.getByRole('checkbox', { name: 'Created' }).check()
  await sheet.getByRole('button', { name: 'Apply' }).click()
  await eventually(() => columnNames(page)).toContain('Created')
  await context.close()
})

test('columns are chosen, ordered by keys and made wider by keys, for one person on every device', async () => {
  const { page, go, violations, context } = await open()
  await go('/e/item?view=all')
  await page.locator('tbody .open').first().waitFor()
  const before = await columnNames(page)
  await page.getByRole('button', { name: 'Columns' }).click()
  const sheet = page.getByRole('dialog', { name: 'Columns' })
  await sheet.getByRole('checkbox', { name: 'Created' }).check()
  await sheet.getByRole('checkbox', { name: 'Status' }).focus()
  await page.keyboard.press('Alt+ArrowDown')
  expect(await axeViolations(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Apply' }).click()
  await eventually(() => columnNames(page)).toContain('Created')
  const chosen = await columnNames(page)
  expect(chosen[0]).toBe(before[0])
  const edge = page.getByRole('separator', { name: 'Width of Created' })
  await edge.focus()
  await page.keyboard.press('ArrowRight')
  await eventually(() => edge.getAttribute('aria-valuenow')).not.toBe('60')
  const width = await edge.getAttribute('aria-valuenow')
  expect(await axeViolations(page)).toEqual([])
  const elsewhere = { page: await context.newPage() }
  await elsewhere.page.goto('/e/item?view=all')
  await eventually(() => columnNames(elsewhere.page)).toEqual(chosen)
  expect(await elsewhere.page.getByRole('separator', { name: 'Width of Created' }).getAttribute('aria-valuenow')).toBe(
    width,
  )
  const other = await open({ person: 'admin' })
  await other.go('/e/item?view=all')
  await eventually(() => columnNames(other.page)).toEqual(before)
  await page.getByRole('button', { name: 'Columns' }).click()
  await sheet.getByRole('button', { name: 'As in the view' }).click()
  await eventually(() => columnNames(page)).toEqual(before)
  expect(await violations()).toEqual([])
  await Promise.all([context.close(), other.context.close()])
})

test('a star on a record is in the list, the rail, the palette and home, and goes with the record', async () => {
  const id = await stock.create('item', { name: 'Starred part' })
  const { page, go, violations, context } = await open()
  await go(`/e/item/${id}`)
  await page.getByRole('button', { name: 'Add to favourites' }).click()
  await page.getByRole('button', { name: 'Remove from favourites' }).waitFor()
  const rail = page.locator('studio-rail')
  await rail.getByRole('link', { name: 'Starred part' }).waitFor()
  await go(withFilter('item', { field: 'name', op: 'eq', value: 'Starred part' }))
  const star = page.getByRole('button', { name: 'Favourite', exact: true })
  await eventually(() => star.getAttribute('aria-pressed')).toBe('true')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).fill('starred')
  await page.getByRole('option', { name: 'Starred part' }).first().waitFor()
  await page.keyboard.press('Escape')
  await go('/')
  await page.locator('studio-home').getByRole('heading', { name: 'Favourites' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  const system = systemContext(stock.tenon.tenant)
  const { records } = stock.tenon.tenon.services
  const { version } = await records.get(system, { entity: 'item', id, fields: [] })
  await records.delete(system, { entity: 'item', id, version })
  await go('/')
  await eventually(() => page.getByText('Recently changed').count()).toBe(1)
  await eventually(() => rail.getByRole('link', { name: 'Starred part' }).count()).toBe(0)
  expect(await violations()).toEqual([])
  await context.close()
})

test('records that somebody looked at are on their home page, on another device too, and on nobody else’s', async () => {
  const id = await stock.create('item', { name: 'Looked at' })
  const { page, go, context } = await open()
  await go(`/e/item/${id}`)
  await page.getByRole('heading', { name: 'Looked at' }).waitFor()
  const home = (of: Page) => of.locator('studio-home section', { hasText: 'Recently viewed' }).first()
  await eventually(async () => {
    await go('/')
    await home(page).waitFor()
    return home(page)
      .getByRole('link', { name: /Looked at/ })
      .count()
  }).toBe(1)
  const other = await open({ person: 'admin' })
  await other.go('/')
  await home(other.page).getByText('Records that you look at will appear here.').waitFor()
  await Promise.all([context.close(), other.context.close()])
})

test('in Chinese on a phone views, columns and their dialogs fit the width and are accessible', async () => {
  const { page, go, violations, context } = await open({ locale: 'zh-CN', viewport: { width: 390, height: 844 } })
  await go(withFilter('item', TEN))
  await bar(page).getByText('有未保存的更改').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await bar(page).getByRole('button', { name: '另存为新视图' }).click()
  const dialog = page.getByRole('dialog', { name: '新视图' })
  await dialog.getByRole('radio', { name: '指定角色和团队' }).check()
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: '取消' }).click()
  await page.getByRole('button', { name: '列', exact: true }).click()
  await page.getByRole('dialog', { name: '列' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  expect(await violations()).toEqual([])
  await context.close()
})
