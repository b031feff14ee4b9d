import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { filterToAddress } from '../../../schema-studio/src/filters/filter-address.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'
import { buildStudio } from '../support/build-studio.ts'
import { openStudio } from '../support/open-studio.ts'

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 })
const ctx = () => systemContext(tenon.tenant)
const account = async (name: string) =>
  (await tenon.tenon.services.records.create(ctx(), { entity: 'account', values: { name } })).id
const tagsOf = async (id: string) => {
  const input = { entity: 'account', id, fields: ['tags'] }
  const { $labels = {}, ...record } = await tenon.tenon.services.records.get(ctx(), input)
  return ((record['tags'] ?? []) as string[]).map((tag) => $labels[tag])
}

test('tags are put on a record and taken off by keyboard, and made by typing', async () => {
  const id = await account('Tagged')
  await tenon.tenon.services.tags.create(ctx(), { name: '重要客户', hue: 'red' })
  const { page, go, violations, context } = await openStudio(browser, tenon, { person: 'staff' })
  await go(`/e/account/${id}`)
  const field = page.getByRole('combobox', { name: 'Add a tag…' })
  await field.fill('重要')
  await page.getByRole('option', { name: '重要客户' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await field.press('Enter')
  await page.getByRole('button', { name: 'Take off 重要客户' }).waitFor()
  await eventually(() => tagsOf(id)).toEqual(['重要客户'])

  await field.fill('Trade fair')
  await page.getByRole('option', { name: 'Make the tag “Trade fair”' }).waitFor()
  await field.press('Enter')
  await eventually(() => tagsOf(id)).toEqual(['重要客户', 'Trade fair'])
  // What is on it is not offered again.
  await field.fill('trade FAIR')
  await page.getByText('No tag of that name').waitFor()
  await field.press('Escape')
  await field.fill('')
  await field.press('Backspace')
  await eventually(() => tagsOf(id)).toEqual(['重要客户'])
  await page.getByText('Trade fair taken off').waitFor({ state: 'attached' })
  await page.getByRole('button', { name: 'Take off 重要客户' }).click()
  await eventually(() => tagsOf(id)).toEqual([])
  expect(await violations()).toEqual([])
  await context.close()
})

test('what two people do at once is both there, and each sees what the other did', async () => {
  const id = await account('Shared')
  const [one, two] = await Promise.all([
    openStudio(browser, tenon, { person: 'staff' }),
    openStudio(browser, tenon, { person: 'admin', locale: 'zh-CN' }),
  ])
  await one.go(`/e/account/${id}`)
  await two.go(`/e/account/${id}`)
  const type = async (page: typeof one.page, label: string, name: string) => {
    const field = page.getByRole('combobox', { name: label })
    await field.fill(name)
    await page.getByRole('option', { name }).waitFor()
    await field.press('Enter')
  }
  await Promise.all([type(one.page, 'Add a tag…', 'From one'), type(two.page, '添加标签…', 'From two')])
  await eventually(async () => (await tagsOf(id)).sort()).toEqual(['From one', 'From two'])
  await one.page.getByRole('button', { name: 'Take off From two' }).waitFor()
  await two.page.getByRole('button', { name: '移除From one' }).waitFor()
  await Promise.all([one.context.close(), two.context.close()])
})

test('the catalogue shows how many records have a tag, and changes what it is called and looks like', async () => {
  const { records, tags } = tenon.tenon.services
  const [old, fresh] = await Promise.all(['Old tag', 'New tag'].map((name) => tags.create(ctx(), { name })))
  for (const given of [[old?.id], [old?.id, fresh?.id]]) {
    await records.create(ctx(), { entity: 'account', values: { name: 'Counted', tags: given as string[] } })
  }
  const { page, go, context } = await openStudio(browser, tenon)
  await go('/settings/tags')
  const row = (name: string) => page.getByRole('row').filter({ hasText: name })
  await row('Old tag').getByRole('cell', { name: '2', exact: true }).waitFor()
  expect(await axeViolations(page)).toEqual([])

  await page.getByRole('button', { name: 'Edit Old tag' }).click()
  const dialog = page.getByRole('dialog')
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByLabel('Name').fill('new TAG')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('There is a tag “New tag” already.').waitFor()
  await dialog.getByLabel('Name').fill('Older tag')
  await dialog.getByRole('radio', { name: 'Teal' }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await row('Older tag').locator('.chip[data-hue="teal"]').waitFor()
  await context.close()
})

test('merging and deleting a tag say on how many records it is, and who may make new ones is set beside', async () => {
  const { page, go, context } = await openStudio(browser, tenon)
  await go('/settings/tags')
  const row = (name: string) => page.getByRole('row').filter({ hasText: name })
  const dialog = page.getByRole('dialog')
  await row('Older tag').getByRole('cell', { name: '2', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Merge Older tag into another' }).click()
  await dialog.getByText('2 records have “Older tag”').waitFor()
  await dialog.getByLabel('The tag that stays').selectOption({ label: 'New tag' })
  await dialog.getByRole('button', { name: 'Merge' }).click()
  await row('New tag').getByRole('cell', { name: '2', exact: true }).waitFor()
  expect(await row('Older tag').count()).toBe(0)

  await page.getByLabel('Search tags').fill('new t')
  await row('From one').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Delete New tag' }).click()
  await page.getByText('It comes off 2 records').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete New tag' }).click()
  await page.getByText('No tag found').waitFor()

  const setting = page.getByRole('checkbox', { name: /makes new tags by typing/ })
  await setting.uncheck()
  await eventually(async () => (await tenon.tenon.services.settings.read(ctx())).tagsByTyping).toBe(false)
  await setting.check()
  await eventually(async () => (await tenon.tenon.services.settings.read(ctx())).tagsByTyping).toBe(true)
  await context.close()
})

test('who may not manage tags sees which there are, in Chinese too, on a phone', async () => {
  const viewport = { width: 390, height: 800 }
  const { page, go, context } = await openStudio(browser, tenon, { person: 'staff', locale: 'zh-CN', viewport })
  await go('/settings/tags')
  await page.getByRole('row').filter({ hasText: '重要客户' }).waitFor()
  expect(await page.getByRole('button', { name: '新建标签' }).count()).toBe(0)
  expect(await axeViolations(page)).toEqual([])
  const width = await page.evaluate('document.documentElement.scrollWidth')
  expect(width).toBeLessThanOrEqual(390)
  await context.close()
})

test('tags are a column, and a filter finds records by their names: any of them, all, none, or without any', async () => {
  const { tags, records } = tenon.tenon.services
  const [heavy = '', fragile = ''] = await Promise.all(
    ['Heavy', 'Fragile'].map(async (name) => (await tags.create(ctx(), { name })).id),
  )
  for (const [index, given] of [[heavy], [fragile], [heavy, fragile]].entries()) {
    await records.create(ctx(), { entity: 'account', values: { name: `Crate ${index}`, tags: given } })
  }
  const counted = async (where?: RecordFilter) =>
    (await records.find(ctx(), { entity: 'account', count: true, limit: 1, ...(where && { where }) })).count ?? 0
  const all = await counted()
  const untagged = await counted({ field: 'tags', op: 'isNull', value: true })
  const { page, go, violations, context } = await openStudio(browser, tenon, { person: 'staff' })
  // Confirmed at once, what is typed is what is meant, whatever stood in the list before.
  const crate = await records.find(ctx(), { entity: 'account', where: { field: 'name', op: 'eq', value: 'Crate 0' } })
  await go(`/e/account/${crate.records[0]?.id}`)
  const field = page.getByRole('combobox', { name: 'Add a tag…' })
  await field.focus()
  await page.getByRole('option', { name: 'Fragile' }).waitFor()
  await page.keyboard.type('重要客户')
  await page.keyboard.press('Enter')
  await eventually(() => tagsOf(crate.records[0]?.id ?? '')).toEqual(['Heavy', '重要客户'])
  const chips = () => page.locator('studio-filter-bar .words').allInnerTexts()
  const titles = async () => (await page.locator('tbody .open').allInnerTexts()).sort()
  await go('/e/account?view=all')
  await page.getByRole('button', { name: 'Columns' }).click()
  const columns = page.getByRole('dialog', { name: 'Columns' })
  await columns.getByRole('checkbox', { name: 'Tags', exact: true }).check()
  await columns.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('columnheader', { name: 'Tags' }).waitFor()

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'Filters' })
  await sheet.getByRole('combobox', { name: 'Field' }).selectOption({ label: 'Tags' })
  const value = sheet.getByRole('combobox', { name: 'Value' })
  for (const name of ['Heavy', 'Fragile']) {
    await value.fill(name)
    await sheet.getByRole('option', { name }).waitFor()
    await value.press('Enter')
    await sheet.getByRole('button', { name: `Take off ${name}` }).waitFor()
  }
  await sheet.getByText('3 records match').waitFor()
  expect(await axeViolations(page)).toEqual([])
  const comparison = sheet.getByRole('combobox', { name: 'Comparison' })
  await comparison.selectOption({ label: 'has none of' })
  await sheet.getByText(`${all - 3} records match`).waitFor()
  await comparison.selectOption({ label: 'is empty' })
  await sheet.getByText(`${untagged} ${untagged === 1 ? 'record matches' : 'records match'}`).waitFor()
  await comparison.selectOption({ label: 'has any of' })
  await value.fill('Fragile')
  await sheet.getByRole('option', { name: 'Fragile' }).waitFor()
  await value.press('Enter')
  await sheet.getByText('2 records match').waitFor()
  await sheet.getByRole('button', { name: 'Apply' }).click()
  await eventually(titles).toEqual(['Crate 1', 'Crate 2'])
  expect(await chips()).toEqual(['Tags has any of Fragile'])
  await page.locator('tbody').getByText('Heavy').first().waitFor()

  const none: RecordFilter = { not: { field: 'tags', op: 'hasAny', value: [heavy, fragile] } }
  await go(`/e/account?view=all&filter=${filterToAddress(none)}`)
  await eventually(chips).toEqual(['Tags has none of Heavy, Fragile'])
  expect(await titles()).not.toContain('Crate 0')
  await page.keyboard.press('f')
  expect(await comparison.inputValue()).toBe('hasNone')
  await sheet.getByRole('button', { name: 'Take off Heavy' }).click()
  await sheet.getByText(`${all - 2} records match`).waitFor()
  await sheet.getByRole('button', { name: 'Apply' }).click()
  await eventually(chips).toEqual(['Tags has none of Fragile'])
  await eventually(titles).toContain('Crate 0')
  expect(await violations()).toEqual([])
  await context.close()
})
