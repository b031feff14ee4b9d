import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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

const THING = VALUE_OF_TYPE as unknown as Partial<TenonRecord>
const pdf = (name: string, size = 9) => ({ name, mimeType: 'application/pdf', buffer: Buffer.alloc(size, 65) })

function openForm(properties: JsonObject = {}, locale: 'en' | 'zh-CN' = 'en'): Promise<Page> {
  const widget = { entity: 'thing', model: everyTypeModel(locale), ...properties }
  return bench.open({ tag: 'tenon-record-form', properties: widget, locale })
}

function papers(page: Page) {
  return page.locator('tenon-file-input').filter({ has: page.locator('#field-file') })
}

async function sentFiles(): Promise<unknown> {
  await eventually(() => bench.api.calls.some(({ path }) => path === 'records.create')).toBe(true)
  const call = bench.api.calls.findLast(({ path }) => path === 'records.create')
  const input = call?.input as { values: JsonObject } | undefined
  return input?.values['file']
}

test('files are sent when they are chosen, put in order, taken away, and saved with the record', async () => {
  const page = await openForm()
  const input = papers(page)
  await input.locator('input[type=file]').setInputFiles([pdf('one.pdf'), pdf('报价 two.pdf'), pdf('three.pdf')])
  await eventually(() => input.locator('tenon-file-list').count()).toBe(3)
  await eventually(() => input.getByRole('button', { name: 'Papers: Choose files' }).isDisabled()).toBe(true)
  await input.getByRole('button', { name: 'Move 报价 two.pdf up' }).press('Enter')
  await input.getByRole('button', { name: 'Remove three.pdf' }).press('Enter')
  await eventually(() => hasFocus(input.getByRole('button', { name: 'Papers: Choose files' }))).toBe(true)
  expect(await input.getByRole('status').textContent()).toBe('three.pdf has been removed.')
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Control+Enter')
  expect(await sentFiles()).toMatchObject([{ name: '报价 two.pdf' }, { name: 'one.pdf' }])
  await page.context().close()
})

test('a form is not saved while a file is on its way, and an upload can be cancelled', async () => {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  bench.api.before.set('files.upload', () => arrived)
  const page = await openForm()
  const input = papers(page)
  await input.locator('input[type=file]').setInputFiles(pdf('slow.pdf'))
  await eventually(() => input.getByRole('progressbar').count()).toBe(1)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => page.getByText('A file is still on its way').isVisible()).toBe(true)
  expect(bench.api.calls.filter(({ path }) => path.startsWith('records.'))).toEqual([])
  await input.getByRole('button', { name: 'Cancel the upload of slow.pdf' }).click()
  await eventually(() => input.locator('li').count()).toBe(0)
  arrive()
  await page.getByRole('button', { name: 'Save' }).click()
  expect(await sentFiles()).toBeUndefined()
  await page.context().close()
})

test('files stand in the order in which they were chosen, whichever is there first', async () => {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const sent: string[] = []
  bench.api.before.set('files.upload', async ({ name }: { name: string }) => {
    if (name === 'first.pdf') await arrived
    sent.push(name)
  })
  const page = await openForm()
  const input = papers(page)
  await input
    .locator('input[type=file]')
    .setInputFiles(['first.pdf', 'second.pdf', 'third.pdf'].map((name) => pdf(name)))
  await eventually(() => sent).toEqual(['second.pdf', 'third.pdf'])
  expect(await input.locator('tenon-file-list').count()).toBe(0)
  arrive()
  await eventually(() => input.locator('tenon-file-list').count()).toBe(3)
  await page.getByRole('button', { name: 'Save' }).click()
  expect(await sentFiles()).toMatchObject([{ name: 'first.pdf' }, { name: 'second.pdf' }, { name: 'third.pdf' }])
  await page.context().close()
})

test('what the server refuses is said beside the file in plain words, and the others are kept', async () => {
  bench.api.before.set('files.upload', ({ name }: { name: string }) => {
    if (name === 'bad.pdf') throw new TenonError({ code: 'VALIDATION_FAILED', message: '“bad.pdf”的内容为 text/html' })
  })
  const page = await openForm({}, 'zh-CN')
  const input = papers(page)
  await input.locator('input[type=file]').setInputFiles([pdf('bad.pdf'), pdf('good.pdf')])
  await eventually(() => input.getByRole('alert').textContent()).toBe('“bad.pdf”的内容为 text/html')
  await eventually(() => input.locator('tenon-file-list').count()).toBe(1)
  await input.getByRole('button', { name: '不再显示 bad.pdf' }).click()
  await eventually(() => input.getByRole('alert').count()).toBe(0)
  await page.getByRole('button', { name: '保存' }).click()
  expect(await sentFiles()).toMatchObject([{ name: 'good.pdf' }])
  await page.context().close()
})

test('a file that did not get through is not left out without a word, and goes once more as it is', async () => {
  let isLost = true
  bench.api.before.set('files.upload', ({ name }: { name: string }) => {
    if (name === 'lost.pdf' && isLost) throw new TenonError({ code: 'UNAVAILABLE', message: 'No connection.' })
  })
  const page = await openForm()
  const input = papers(page)
  await input.locator('input[type=file]').setInputFiles([pdf('lost.pdf'), pdf('there.pdf')])
  await eventually(() => input.getByRole('alert').textContent()).toBe('No connection.')
  await page.getByRole('button', { name: 'Save' }).click()
  await eventually(() => page.getByText('A file did not get to the server').isVisible()).toBe(true)
  expect(bench.api.calls.filter(({ path }) => path.startsWith('records.'))).toEqual([])
  expect(await axeViolations(page)).toEqual([])
  isLost = false
  await input.getByRole('button', { name: 'Try lost.pdf again' }).press('Enter')
  await eventually(() => input.locator('tenon-file-list').count()).toBe(2)
  await eventually(() => hasFocus(input.getByRole('button', { name: 'Papers: Choose files' }))).toBe(true)
  await page.getByRole('button', { name: 'Save' }).click()
  expect(await sentFiles()).toMatchObject([{ name: 'there.pdf' }, { name: 'lost.pdf' }])
  await page.context().close()
})

test('dropped files are taken, more than the field holds are not, and a picture alone is replaced', async () => {
  const page = await openForm()
  const drop = (field: string, names: string[]) =>
    page.locator(`.files-input:has(#field-${field})`).evaluate((target, files) => {
      const data = new DataTransfer()
      for (const name of files) data.items.add(new File(['x'], name))
      target.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }))
    }, names)
  await papers(page).locator('#field-file').waitFor()
  await drop('file', ['1.pdf', '2.pdf', '3.pdf', '4.pdf'])
  await eventually(() => papers(page).locator('tenon-file-list').count()).toBe(3)
  expect(await papers(page).getByRole('alert').textContent()).toBe('Only 3 more can be added here.')
  const picture = page.locator('tenon-file-input').filter({ has: page.locator('#field-image') })
  await drop('image', ['a.png'])
  await eventually(() => picture.locator('tenon-file-list').count()).toBe(1)
  await eventually(() => picture.locator('tenon-file-list img').count()).toBe(1)
  await drop('image', ['b.png'])
  await eventually(() => picture.getByRole('button', { name: 'Remove b.png' }).count()).toBe(1)
  expect(await picture.locator('tenon-file-list').count()).toBe(1)
  await page.context().close()
})

test('a list shows the first file and how many more, and a picture opens without opening the record', async () => {
  const many = [1, 2, 3].map((number) => ({
    id: `f${number}`,
    name: `scan ${number}.pdf`,
    size: 1,
    type: 'application/pdf',
  }))
  bench.api.add('thing', { ...THING, file: many } as unknown as Partial<TenonRecord>)
  const properties = { entity: 'thing', model: everyTypeModel('en'), columns: ['text', 'file', 'image'] }
  const page = await bench.open({ tag: 'tenon-record-list', properties })
  await page.evaluate(`document.addEventListener('tenon-open-record', () => { document.title = 'opened' })`)
  const [scans, picture] = [page.locator('tenon-file-list').first(), page.locator('tenon-file-list').nth(1)]
  await eventually(() => scans.locator('.name').allTextContents()).toEqual(['scan 1.pdf'])
  expect(await scans.locator('.more').textContent()).toContain('+2')
  await picture.getByRole('button', { name: 'car.png' }).click()
  await eventually(() => picture.locator('dialog img').isVisible()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await eventually(() => picture.locator('dialog').count()).toBe(0)
  expect(bench.api.calls.find(({ path }) => path === 'files.link')?.input).toMatchObject({
    entity: 'thing',
    field: 'image',
  })
  expect(await page.title()).toBe('Widgets')
  await page.context().close()
})
