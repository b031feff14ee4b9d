import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { eventually } from './support/eventually.ts'
import { everyTypeModel, VALUE_OF_TYPE } from './support/every-type-model.ts'
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

type Locale = 'en' | 'zh-CN'
const THING = { ...VALUE_OF_TYPE, $labels: { 'thing-0': 'Red bicycle' } } as unknown as Partial<TenonRecord>

function openForm(properties: JsonObject = {}, { locale = 'en' as Locale, width = 1440 } = {}): Promise<Page> {
  const widget = { entity: 'thing', model: everyTypeModel(locale), ...properties }
  return bench.open({ tag: 'tenon-record-form', properties: widget, locale, width })
}

/** The form of a record whose fields nobody may write. */
function openFixed(values: JsonObject, locale: Locale = 'en', width = 1440): Promise<Page> {
  const { id } = bench.api.add('thing', { ...THING, ...values })
  const model = everyTypeModel(locale)
  for (const entity of Object.values(model.entities)) entity.access.writableFields = []
  return openForm({ model: model as unknown as JsonObject, recordId: id }, { locale, width })
}

function sent(): JsonObject {
  const call = bench.api.calls.findLast(({ path }) => path === 'records.create' || path === 'records.update')
  return (call?.input as { values?: JsonObject } | undefined)?.values ?? {}
}

async function saveByKeyboard(page: Page): Promise<void> {
  await page.keyboard.press('Control+Enter')
  await eventually(() => bench.api.calls.some(({ path }) => /create|update/.test(path))).toBe(true)
}

/** Wider than the window: something sticks out. */
function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth')
}

test('entries of a list are added with Enter and taken away with Backspace, without a pointer', async () => {
  const page = await openForm()
  await page.getByLabel('E-mails 1', { exact: true }).focus()
  await page.keyboard.type('a@example.com')
  await page.keyboard.press('Enter')
  await eventually(() => hasFocus(page.getByLabel('E-mails 2', { exact: true }))).toBe(true)
  await page.keyboard.type('b@example.com')
  await page.keyboard.press('Enter')
  await eventually(() => hasFocus(page.getByLabel('E-mails 3', { exact: true }))).toBe(true)
  await page.keyboard.press('Backspace')
  await eventually(() => hasFocus(page.getByLabel('E-mails 2', { exact: true }))).toBe(true)
  await saveByKeyboard(page)
  expect(sent()).toEqual({ emails: ['a@example.com', 'b@example.com'], boolean: false })
  await page.context().close()
})

test('tags end with Enter or a comma, the same word is one tag, and what is still being typed counts', async () => {
  const page = await openForm()
  await page.getByLabel('Tags', { exact: true }).focus()
  await page.keyboard.type('VIP')
  await page.keyboard.press('Enter')
  await page.keyboard.type('vip,wrong,')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('重要客户')
  await saveByKeyboard(page)
  expect(sent()['tags']).toEqual(['VIP', '重要客户'])
  await page.context().close()
})

test('lines of parts are filled in one after the other, and a line that nobody fills in is not sent', async () => {
  const page = await openForm()
  await page.getByRole('button', { name: 'Add a line' }).focus()
  await page.keyboard.press('Enter')
  const first = page.getByRole('group', { name: 'Line 1' })
  await eventually(() => hasFocus(first.getByLabel('Part'))).toBe(true)
  await page.keyboard.type('Wheel')
  await page.keyboard.press('Tab')
  await page.keyboard.type('250')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('2')
  await page.getByRole('button', { name: 'Add a line' }).press('Enter')
  await saveByKeyboard(page)
  expect(sent()['objectList']).toEqual([{ part: 'Wheel', price: { amount: '250', currency: 'CNY' }, count: 2 }])
  await page.context().close()
})

test('what is wrong in a line is told with its line and part, in the reader’s language, and nothing is sent', async () => {
  const page = await openForm({}, { locale: 'zh-CN' })
  await page.getByRole('button', { name: '添加一行' }).click()
  await page.getByLabel('数量').fill('1.5')
  await page.keyboard.press('Control+Enter')
  await eventually(() => page.getByText('第 1 行“数量”：').isVisible()).toBe(true)
  expect(bench.api.calls).toEqual([])
  await page.context().close()
})

test('a duration says how it is understood, and a place takes a pair as maps give it', async () => {
  const page = await openForm()
  await page.getByLabel('Duration').fill('90m')
  await eventually(() => page.getByText('1 h 30 min').isVisible()).toBe(true)
  await page.getByLabel('Latitude (°)').fill('31.2304, 121.4737')
  await eventually(() => page.getByLabel('Longitude (°)').inputValue()).toBe('121.4737')
  await page.getByLabel('Month').fill('2026-03')
  await page.getByLabel('Date range: first day').fill('2026-03-01')
  await page.getByLabel('Family name').fill('Lovelace')
  await page.getByLabel('Country', { exact: true }).first().selectOption('CN')
  await page.getByRole('slider', { name: 'Progress' }).focus()
  await page.keyboard.press('ArrowRight')
  await saveByKeyboard(page)
  expect(sent()).toMatchObject({
    duration: 5400,
    geoPoint: { lat: 31.2304, lng: 121.4737 },
    yearMonth: '2026-03',
    dateRange: { start: '2026-03-01', end: null },
    personName: { family: 'Lovelace' },
    country: 'CN',
    progress: 5,
  })
  await page.context().close()
})

test('an icon is found by a part of its name and drawn beside it', async () => {
  const page = await openForm()
  await page.getByRole('combobox', { name: 'Icon' }).fill('bik')
  await page.getByRole('option', { name: 'bike', exact: true }).click()
  await eventually(() => page.locator('.icon-input tenon-icon-drawing svg').count()).toBe(1)
  await page.getByLabel('Colour', { exact: true }).fill('#1E90FF')
  await saveByKeyboard(page)
  expect(sent()).toMatchObject({ icon: 'bike', color: '#1E90FF' })
  await page.context().close()
})

test('records and people are added one after the other and taken away, without a pointer, and none twice', async () => {
  for (const text of ['Red bicycle', 'Blue bicycle']) bench.api.add('thing', { text, name: text })
  const page = await openForm()
  const box = page.getByRole('combobox', { name: 'References' })
  await box.focus()
  for (const _ of ['first', 'second']) {
    await page.keyboard.press('ArrowDown')
    await eventually(() => page.getByRole('option', { name: /bicycle/ }).count()).toBeGreaterThan(0)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await eventually(() => box.getAttribute('aria-expanded')).toBe('false')
  }
  const chosen = page.getByRole('list', { name: 'References' }).getByRole('listitem')
  await eventually(() => chosen.count()).toBe(2)
  await page.keyboard.press('ArrowDown')
  await eventually(() => page.getByRole('option', { name: 'Nothing found. Try other words.' }).isVisible()).toBe(true)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove: Red bicycle' }).press('Enter')
  await eventually(() => hasFocus(box)).toBe(true)
  await page.getByRole('combobox', { name: 'People' }).fill('ada')
  await page.getByRole('option', { name: 'Ada Lovelace' }).click()
  await saveByKeyboard(page)
  expect(sent()).toEqual({ multiReference: ['thing-2'], users: ['u1'], boolean: false })
  await page.context().close()
})

test('a record of one of several kinds is chosen by its kind, then by its name', async () => {
  bench.api.add('thing', { text: 'Red bicycle', name: 'Red bicycle' })
  const model = everyTypeModel('en')
  const { thing } = model.entities
  if (!thing) throw new Error('There is no thing.')
  const other = { ...thing, name: 'other', label: { en: 'Other' } }
  const about = { ...thing.properties['anyReference'], targets: { entities: ['other', 'thing', 'hidden'] } }
  const properties = { ...thing.properties, anyReference: about }
  const entities = { thing: { ...thing, properties }, other }
  const page = await openForm({ model: { ...model, entities } as unknown as JsonObject })
  const kind = page.getByRole('combobox', { name: 'About: kind of record' })
  expect(await kind.locator('option').allTextContents()).toEqual(['Other', 'Thing'])
  await kind.selectOption('thing')
  await page.getByRole('combobox', { name: 'About: record' }).fill('red')
  await page.getByRole('option', { name: 'Red bicycle' }).click()
  await saveByKeyboard(page)
  expect(sent()['anyReference']).toEqual({ entity: 'thing', id: 'thing-1' })
  await page.context().close()
})

test('of many records three are named in a list and the rest counted, with their names to be read', async () => {
  const ids = Array.from({ length: 5 }, (_, index) => `thing-${index + 1}`)
  const $labels = Object.fromEntries(ids.map((id, index) => [id, `Bicycle ${index + 1}`]))
  bench.api.add('thing', { ...THING, multiReference: ids, $labels })
  const properties = {
    entity: 'thing',
    model: everyTypeModel('en') as unknown as JsonObject,
    columns: ['multiReference'],
  }
  const list = await bench.open({ tag: 'tenon-record-list', properties })
  const cell = list.locator('tbody tr td').filter({ hasText: 'Bicycle 1' })
  await eventually(() => cell.locator('.reference').allTextContents()).toEqual(['Bicycle 1', 'Bicycle 2', 'Bicycle 3'])
  expect(await cell.getByText('+2').getAttribute('title')).toContain('Bicycle 5')
  await list.context().close()
})

test('signs of Markdown are written by buttons and shortcuts, shown as they will be, and undone by the browser', async () => {
  const page = await openForm()
  const box = page.getByLabel('Formatted text', { exact: true })
  await box.fill('soon')
  await box.selectText()
  await page.keyboard.press('Control+b')
  await eventually(() => box.inputValue()).toBe('**soon**')
  await page.keyboard.press('Control+z')
  await eventually(() => box.inputValue()).toBe('soon')
  await box.selectText()
  await page.getByRole('button', { name: 'List' }).click()
  await eventually(() => box.inputValue()).toBe('- soon')
  await page.getByRole('button', { name: 'Preview' }).click()
  await eventually(() => page.locator('tenon-markdown-text li').textContent()).toBe('soon')
  await page.context().close()
})

test('Markdown becomes our own elements: HTML stays text, pictures and scripts load nothing', async () => {
  const richText =
    '# Hi\n<img src=x onerror=alert(1)> <b>b</b>\n\n[bad](javascript:alert(1)) ![pic](https://evil.example/x.png)'
  const page = await openFixed({ richText })
  const shown = page.locator('tenon-markdown-text')
  await eventually(() => shown.getByRole('heading').textContent()).toBe('Hi')
  expect(await shown.locator('img, script, b').count()).toBe(0)
  expect(await shown.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
    'https://evil.example/x.png',
  ])
  expect((await shown.locator('p').allTextContents()).join(' ')).toContain('<img src=x onerror=alert(1)>')
  await page.context().close()
})

test('a barcode is drawn as its bars, and a text that is none is only read', async () => {
  const page = await openFixed({})
  await eventually(() => page.getByRole('img', { name: '4006381333931' }).count()).toBe(1)
  await page.context().close()
  const wrong = await openFixed({ barcode: '4006381333932' })
  await eventually(() => wrong.getByText('4006381333932').isVisible()).toBe(true)
  expect(await wrong.getByRole('img', { name: '4006381333932' }).count()).toBe(0)
  await wrong.context().close()
})

describe.each(['en', 'zh-CN'] as const)('in %s', (locale) => {
  test.each([390, 1440])('every control and value stays within a window of %i pixels', async (width) => {
    const { id } = bench.api.add('thing', THING)
    const form = await openForm({ recordId: id }, { locale, width })
    await eventually(() => form.locator('tenon-record-form .field').count()).toBeGreaterThan(40)
    expect(await overflow(form)).toBeLessThanOrEqual(0)
    await form.context().close()
    const fixed = await openFixed({}, locale, width)
    await eventually(() => fixed.locator('tenon-markdown-text li').count()).toBe(2)
    expect(await overflow(fixed)).toBeLessThanOrEqual(0)
    await fixed.context().close()
  })

  test('neither the form nor the values nor the list has an accessibility violation', async () => {
    const { id } = bench.api.add('thing', THING)
    const form = await openForm({ recordId: id }, { locale })
    await eventually(() => form.locator('tenon-record-form .field').count()).toBeGreaterThan(40)
    expect(await axeViolations(form)).toEqual([])
    await form.context().close()
    const fixed = await openFixed({}, locale)
    await eventually(() => fixed.locator('tenon-markdown-text li').count()).toBe(2)
    expect(await axeViolations(fixed)).toEqual([])
    await fixed.context().close()
    const properties = { entity: 'thing', model: everyTypeModel(locale), columns: Object.keys(VALUE_OF_TYPE) }
    const list = await bench.open({ tag: 'tenon-record-list', properties, locale })
    await eventually(() => list.locator('tbody tr').count()).toBeGreaterThan(0)
    expect(await axeViolations(list)).toEqual([])
    await list.context().close()
  })
})
