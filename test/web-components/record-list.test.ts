import { readFile } from 'node:fs/promises'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Page } from 'playwright-core'
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

const list = { tag: 'tenon-record-list', properties: { entity: 'opportunity', pageSize: 20 } }

function addRows(count: number): void {
  for (let index = 1; index <= count; index++) {
    const amount = { amount: `${(index * 37) % 101}.00`, currency: 'CNY' }
    bench.api.addOpportunity({ name: `Deal ${String(index).padStart(2, '0')}`, amount, source: 'web' })
  }
}

async function titles(page: Page): Promise<string[]> {
  await page.locator('table:not([aria-busy="true"]) .open').first().waitFor()
  return page.locator('tbody .open').allTextContents()
}

test('pages follow each other and the count of all records is shown', async () => {
  addRows(45)
  const page = await bench.open(list)
  expect(await titles(page)).toHaveLength(20)
  expect(await page.getByText('1–20 of 45').isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('21–40 of 45').waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('41–45 of 45').waitFor()
  expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Previous' }).click()
  await page.getByText('21–40 of 45').waitFor()
  await page.context().close()
})

test('a click on a header sorts upwards, another downwards, and the header says so', async () => {
  addRows(30)
  const page = await bench.open(list)
  const header = page.getByRole('columnheader', { name: 'Amount' })
  await header.getByRole('button').click()
  await eventually(() => header.getAttribute('aria-sort')).toBe('ascending')
  await header.getByRole('button').click()
  await eventually(() => header.getAttribute('aria-sort')).toBe('descending')
  const downwards = { sort: [{ field: 'amount', direction: 'desc' }] }
  await eventually(() => bench.api.calls.at(-1)?.input).toMatchObject(downwards)
  await page.context().close()
})

test('a list in an order of its own says nothing of it at the headers, until somebody sorts otherwise', async () => {
  addRows(5)
  const order = [
    { field: 'closeDate', direction: 'desc' },
    { field: 'name', direction: 'asc' },
  ]
  const page = await bench.open({ ...list, properties: { ...list.properties, order } })
  await titles(page)
  expect(bench.api.calls.at(-1)?.input).toMatchObject({ sort: order })
  await page.getByRole('columnheader', { name: 'Amount' }).getByRole('button').click()
  const otherwise = { sort: [{ field: 'amount', direction: 'asc' }] }
  await eventually(() => bench.api.calls.at(-1)?.input).toMatchObject(otherwise)
  await page.context().close()
})

test('on a phone nothing in a wide table makes the page wider, and what can be done with a selection wraps', async () => {
  addRows(5)
  const page = await bench.open({ ...list, width: 390, height: 844 })
  await titles(page)
  await page.locator('tbody input').first().check()
  await page.getByText('1 selected').waitFor()
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(overflow).toBe(0)
  await page.context().close()
})

test('j, k, x and Enter move, select and open without a pointer', async () => {
  addRows(5)
  const page = await bench.open(list)
  await page.locator('.open').first().focus()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('x')
  await page.getByText('1 selected').waitFor()
  await page.keyboard.press('Enter')
  const opened = await page.evaluate(`heard.filter((event) => event.type === 'tenon-open-record')`)
  expect(opened).toMatchObject([{ entity: 'opportunity', recordId: 'opportunity-2' }])
  await page.context().close()
})

test('a search that finds nothing says so and can be cleared', async () => {
  addRows(3)
  const page = await bench.open(list)
  await page.getByRole('searchbox').fill('zzz')
  await page.getByText('Nothing contains “zzz”.').waitFor()
  await page.getByRole('button', { name: 'Clear search' }).click()
  await eventually(() => titles(page)).toHaveLength(3)
  await page.context().close()
})

test('an empty list teaches what will stand there and offers the first record', async () => {
  const page = await bench.open(list)
  await page.getByRole('button', { name: 'Add opportunity' }).click()
  expect(await page.evaluate(`heard.map((event) => event.type)`)).toEqual(['tenon-create-record'])
  await page.context().close()
})

test('a failed request says that nothing is lost and can be tried again', async () => {
  addRows(2)
  let failing = true
  bench.api.before.set('records.find', () => {
    if (failing) throw new TenonError({ code: 'UNAVAILABLE', message: 'The server is away.' })
  })
  const page = await bench.open(list)
  await page.getByText('The server is away.').waitFor()
  failing = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await eventually(() => titles(page)).toHaveLength(2)
  expect(await page.getByRole('alert').count()).toBe(0)
  await page.context().close()
})

test('a refresh shows what changed and keeps the rows on the screen meanwhile', async () => {
  addRows(2)
  const page = await bench.open(list)
  await titles(page)
  bench.api.addOpportunity({ name: 'Deal 03' })
  await page.evaluate(`document.querySelector('tenon-record-list').refresh()`)
  await eventually(() => titles(page)).toEqual(['Deal 01', 'Deal 02', 'Deal 03'])
  await page.context().close()
})

test.each([
  ['en', 'light'],
  ['zh-CN', 'dark'],
] as const)('the list has no accessibility violation in %s, %s, full and empty', async (locale, colorScheme) => {
  const empty = await bench.open({ ...list, locale, colorScheme })
  await empty.locator('.empty').waitFor()
  expect(await axeViolations(empty)).toEqual([])
  await empty.context().close()
  addRows(12)
  const full = await bench.open({ ...list, locale, colorScheme })
  await titles(full)
  expect(await axeViolations(full)).toEqual([])
  await full.context().close()
})

test('a computed value that is being worked out again says so, in its cell and why on hover, in both languages', async () => {
  bench.api.addOpportunity({ name: 'Old', amount: { amount: '7.00', currency: 'CNY' }, $stale: ['amount'] })
  bench.api.addOpportunity({ name: 'Blank', amount: null, $stale: ['amount'] })
  bench.api.addOpportunity({ name: 'Fine', amount: null })
  const page = await bench.open(list)
  await titles(page)
  const row = (name: string) => page.locator('tbody tr').filter({ hasText: name })
  const hint = (name: string) => row(name).getByText('being recalculated')
  expect(await hint('Old').getAttribute('title')).toContain('tried again')
  expect(await row('Old').textContent()).toContain('7.00')
  expect(await hint('Blank').count()).toBe(1)
  expect(await page.getByText('being recalculated').count()).toBe(2)
  expect(await axeViolations(page)).toEqual([])
  await page.context().close()
  const chinese = await bench.open({ ...list, locale: 'zh-CN' })
  await chinese.getByText('正在重新计算').first().waitFor()
  await chinese.context().close()
})

test('a list is saved as a file as it is filtered, searched, sorted and shown, without what is masked', async () => {
  addRows(3)
  const model = fixtureModel('en')
  const opportunity = model.entities['opportunity']
  if (opportunity) opportunity.access.maskedFields = ['source']
  const where = { field: 'stage', op: 'eq', value: 'new' }
  const columns = ['name', 'source', 'amount']
  const page = await bench.open({ ...list, properties: { ...list.properties, model, where, columns } })
  await titles(page)
  expect(await page.getByRole('button', { name: 'Export' }).count()).toBe(0)
  await page.evaluate(exporting('async () => ({ name: "deals.csv", rows: 3, body: new Response("Name\\nDeal 01") })'))
  await page.getByRole('searchbox').fill('Deal')
  await page.getByRole('columnheader', { name: 'Amount' }).getByRole('button').click()
  await eventually(() => bench.api.calls.at(-1)?.input).toMatchObject({ search: 'Deal' })
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  const file = await saving
  expect(file.suggestedFilename()).toBe('deals.csv')
  expect(await readFile(await file.path(), 'utf8')).toBe('Name\nDeal 01')
  await page.getByText('Saved 3 rows.').waitFor()
  expect(await page.evaluate('asked')).toEqual({
    ...{ entity: 'opportunity', fields: ['name', 'amount'], where, search: 'Deal' },
    ...{ sort: [{ field: 'amount', direction: 'asc' }], header: 'labels', titles: true, bom: true },
  })
  expect(await axeViolations(page)).toEqual([])
  await page.context().close()
})

test('an export says that it is under way, can be stopped, and says what went wrong', async () => {
  addRows(1)
  const page = await bench.open({ ...list, locale: 'zh-CN' })
  await titles(page)
  const waiting =
    'async (_, { signal }) => new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)))'
  await page.evaluate(exporting(waiting))
  await page.getByRole('button', { name: '导出' }).click()
  await page.getByText('正在准备文件…').waitFor()
  await page.getByRole('button', { name: '停止' }).click()
  await page.getByRole('button', { name: '导出' }).waitFor()
  expect(await page.getByText('未能导出。').count()).toBe(0)
  await page.evaluate(exporting('async () => { throw new Error("没有连接") }'))
  await page.getByRole('button', { name: '导出' }).click()
  await page.getByText('未能导出。').waitFor()
  await page.context().close()
})

/** Gives the list on the page somebody to ask for files, who remembers what was asked for. */
function exporting(answer: string): string {
  return `document.querySelector('tenon-record-list').exporter = (input, options) => {
    globalThis.asked = input
    return (${answer})(input, options)
  }`
}
