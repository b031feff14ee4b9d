import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { filterFromAddress, filterToAddress } from '../../schema-studio/src/filters/filter-address.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { picture } from '../support/picture.ts'
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

const address = (page: Page) => new URL(page.url()).searchParams
const filterOf = (page: Page) => filterFromAddress(address(page).get('filter') ?? '')
const chips = (page: Page) => page.locator('studio-filter-bar .words').allInnerTexts()
const withFilter = (entity: string, filter: RecordFilter) => `/e/${entity}?view=all&filter=${filterToAddress(filter)}`
const OF_LAST_MONTH: RecordFilter = {
  and: [
    { field: 'ownerId', op: 'in', value: [{ $teams: true }] },
    { field: 'createdAt', op: 'gte', value: { $month: -1 } },
  ],
}
const titles = (page: Page) => page.locator('tbody .open').allInnerTexts()

test('a filter is built by keyboard in words, stands over the list, in the address, and is there after a reload', async () => {
  const { page, go, violations, context } = await open()
  await go('/e/item?view=all')
  await eventually(() => total(page)).toBe(900)
  await page.keyboard.press('f')
  const sheet = page.getByRole('dialog', { name: 'Filters' })
  await sheet.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'Name' })
  await sheet.getByRole('textbox', { name: 'Value' }).fill('Part 01')
  await sheet.getByText('10 records match').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Add condition' }).focus()
  await page.keyboard.press('Enter')
  await eventually(() => page.evaluate('document.activeElement !== document.body')).toBe(true)
  await sheet.getByRole('combobox', { name: 'Field' }).nth(1).selectOption({ label: 'Created' })
  await sheet.getByRole('combobox', { name: 'Comparison' }).nth(1).selectOption({ label: 'is on or after' })
  await sheet.getByRole('combobox', { name: 'Which day' }).selectOption({ label: 'today' })
  await sheet.getByRole('button', { name: 'Apply' }).click()
  await sheet.waitFor({ state: 'hidden' })
  await eventually(() => total(page)).toBe(10)
  expect(await chips(page)).toEqual(['Name contains Part 01', 'Created is on or after today'])
  expect(filterOf(page)).toEqual({
    and: [
      { field: 'name', op: 'contains', value: 'Part 01' },
      { field: 'createdAt', op: 'gte', value: { $today: 0 } },
    ],
  })
  await page.reload()
  await eventually(() => total(page)).toBe(10)
  await page.getByRole('button', { name: 'Remove “Name contains Part 01”' }).click()
  await eventually(() => total(page)).toBe(900)
  await page.locator('studio-filter-bar').getByRole('button', { name: 'Clear filters' }).click()
  await eventually(() => address(page).get('filter')).toBe(null)
  expect(await violations()).toEqual([])
  await context.close()
})

test('conditions reach through references and over children, in groups, and to days and people that depend on who looks when', async () => {
  const { page, go, context } = await open({ person: 'admin' })
  await go('/e/opportunity?view=all')
  await page.locator('tbody .open').first().waitFor()
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'Filters' })
  await sheet.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'Account ›' })
  await sheet.getByRole('combobox', { name: 'Field' }).nth(1).selectOption({ label: 'Name' })
  await sheet.getByRole('combobox', { name: 'Comparison' }).selectOption({ label: 'is filled in' })
  await sheet.getByRole('button', { name: 'Add group' }).click()
  await sheet.getByRole('combobox', { name: 'Field' }).last().selectOption({ label: 'Tasks' })
  await sheet
    .getByRole('combobox', { name: 'How many of them' })
    .selectOption({ label: 'the number of those that meet' })
  await sheet.getByRole('spinbutton', { name: 'How many' }).fill('0')
  await sheet.getByRole('spinbutton', { name: 'How many' }).blur()
  await eventually(() => sheet.locator('.count').innerText()).toMatch(/\d/)
  await sheet.getByRole('button', { name: 'Apply' }).click()
  const expected = {
    and: [
      { field: 'account.name', op: 'isNull', value: false },
      { children: 'task_opportunity', count: { op: 'gte', value: 0 } },
    ],
  }
  await eventually(() => filterOf(page)).toEqual(expected)
  await page.locator('tbody .open').first().waitFor()
  expect(await chips(page)).toEqual(['Account › Name is filled in', 'number of Tasks is at least 0'])
  await go('/e/opportunity?view=all&filter=')
  await page.keyboard.press('f')
  await sheet.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'Owner' })
  await sheet.getByRole('combobox', { name: 'Comparison' }).selectOption({ label: 'is in my team or one below' })
  await sheet.getByRole('button', { name: 'Add condition' }).click()
  await sheet.getByRole('combobox', { name: 'Field' }).nth(1).selectOption({ label: 'Created' })
  await sheet.getByRole('combobox', { name: 'Comparison' }).nth(1).selectOption({ label: 'is on or after' })
  await sheet.getByRole('combobox', { name: 'Which day' }).selectOption({ label: 'start of last month' })
  await eventually(() => sheet.locator('.count').innerText()).toMatch(/\d/)
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'filter-placeholders-en')
  await sheet.getByRole('button', { name: 'Apply' }).click()
  await eventually(() => filterOf(page)).toEqual(OF_LAST_MONTH)
  expect(await chips(page)).toEqual(['Owner is in my team or one below', 'Created is on or after start of last month'])
  await context.close()
})

test('“me” in a shared address is whoever opens it, and a record that a condition names is called by its title', async () => {
  const account = await stock.create('account', { name: '<b>North & "South"</b>' })
  await stock.create('opportunity', { name: 'Named by its account', account })
  const mine: RecordFilter = { field: 'ownerId', op: 'eq', value: { $actor: true } }
  const both = [
    ['admin', 'Owner is me'],
    ['staff', 'Owner is me'],
  ] as const
  for (const [person, words] of both) {
    const { page, go, context } = await open({ person })
    await go(withFilter('item', mine))
    await eventually(() => chips(page)).toEqual([words])
    await page.getByText('No record meets the chosen conditions.').waitFor()
    await page.locator('tenon-record-list').getByRole('button', { name: 'Clear filters' }).click()
    await eventually(() => total(page)).toBe(900)
    await context.close()
  }
  const { page, go, context } = await open({ person: 'admin' })
  await go(withFilter('opportunity', { field: 'account', op: 'eq', value: account }))
  await eventually(() => chips(page)).toEqual(['Account is <b>North & "South"</b>'])
  await eventually(() => titles(page)).toEqual(['Named by its account'])
  expect(await page.locator('studio-filter-bar b').count()).toBe(0)
  await context.close()
})

test('a condition on a field that is gone is left out and says so; a filter that cannot be read, too', async () => {
  const { page, go, context } = await open()
  const lost: RecordFilter = {
    and: [
      { field: 'neverThere', op: 'eq', value: 1 },
      { field: 'name', op: 'startsWith', value: 'Part 00' },
    ],
  }
  await go(withFilter('item', lost))
  await eventually(() => total(page)).toBe(10)
  expect(await chips(page)).toEqual(['“neverThere” (not there any more)', 'Name starts with Part 00'])
  await page.getByText('Conditions in red are left out').waitFor()
  await go('/e/item?view=all&filter=%7B%22and%22')
  await page.getByRole('alert').getByText('cannot be read').waitFor()
  await eventually(() => total(page)).toBe(900)
  await context.close()
})

test('fifty conditions work from the address, and no more than the server takes can be added', async () => {
  const { page, go, context } = await open()
  const names = Array.from(
    { length: 50 },
    (_, index): RecordFilter => ({
      field: 'name',
      op: 'eq',
      value: `Part 0${String(index).padStart(2, '0')}`,
    }),
  )
  await go(withFilter('item', { or: names }))
  await eventually(() => total(page)).toBe(50)
  await go(withFilter('item', { or: [...names, ...names] }))
  await eventually(() => total(page)).toBe(50)
  await page.keyboard.press('f')
  const sheet = page.getByRole('dialog', { name: 'Filters' })
  await sheet.getByText('A filter has 100 conditions at most.').waitFor()
  for (const button of await sheet.getByRole('button', { name: 'Add condition' }).all())
    expect(await button.isDisabled()).toBe(true)
  await context.close()
})

test('a click on a column sorts by what a reference names, and the order is in the address', async () => {
  const { page, go, context } = await open({ person: 'admin' })
  await go('/e/opportunity?view=all')
  const header = page.getByRole('columnheader', { name: 'Account' })
  await header.getByRole('button').click()
  await eventually(() => address(page).get('sort')).toBe('account')
  await eventually(() => header.getAttribute('aria-sort')).toBe('ascending')
  await page.reload()
  await eventually(() => header.getAttribute('aria-sort')).toBe('ascending')
  await context.close()
})

test('in Chinese on a phone the builder and the chips fit the width and are accessible', async () => {
  const { page, go, violations, context } = await open({ locale: 'zh-CN', viewport: { width: 390, height: 844 } })
  await go(withFilter('item', { field: 'name', op: 'contains', value: 'Part 很长的名称'.repeat(20) }))
  await page.locator('studio-filter-bar .words').waitFor()
  await page.locator('studio-filter-bar .words').click()
  await page.getByRole('dialog', { name: '筛选条件' }).waitFor()
  await page.getByRole('textbox', { name: '值' }).waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  expect(await axeViolations(page)).toEqual([])
  await go(withFilter('item', OF_LAST_MONTH))
  await eventually(() => chips(page)).toEqual(['负责人 属于我的团队或下级团队', '创建时间 不早于 上个月第一天'])
  await picture(page, 'filter-placeholders-zh')
  expect(await violations()).toEqual([])
  await context.close()
})

test('a list follows its filter: rows come, change and go without losing what is selected', async () => {
  const { page, go, context } = await open()
  const prefix = 'Followed '
  const names = ['one', 'two', 'three']
  const ids = await Promise.all(names.map((name) => stock.create('item', { name: `${prefix}${name}` })))
  await go(withFilter('item', { field: 'name', op: 'startsWith', value: prefix }))
  await eventually(async () => (await titles(page)).sort()).toEqual(names.map((name) => `${prefix}${name}`).sort())
  const row = (name: string) => page.getByRole('row').filter({ hasText: `${prefix}${name}` })
  await row('one').getByRole('checkbox').check()
  await row('two').getByRole('checkbox').check()
  await page.getByText('2 selected').waitFor()
  await stock.create('item', { name: `${prefix}four` })
  await row('four').waitFor()
  await page.getByText('2 selected').waitFor()
  const { services } = stock.tenon.tenon
  const system = systemContext(stock.tenon.tenant)
  const change = async (id: string | undefined, values: { name: string }) => {
    const { version } = await services.records.get(system, { entity: 'item', id: id ?? '', fields: [] })
    await services.records.update(system, { entity: 'item', id: id ?? '', version, values })
  }
  await change(ids[2], { name: `${prefix}third` })
  await row('third').waitFor()
  await page.getByText('2 selected').waitFor()
  await change(ids[1], { name: 'Gone elsewhere' })
  await row('two').waitFor({ state: 'detached' })
  await page.getByText('1 selected').waitFor()
  expect(await row('one').getByRole('checkbox').isChecked()).toBe(true)
  await context.close()
})
