import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { picture } from '../support/picture.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

const dialog = (page: Page) => page.getByRole('dialog')

/** Chooses a file in the dialog that is open. */
async function choose(page: Page, text: string | Buffer, name = 'accounts.csv'): Promise<void> {
  const input = dialog(page).locator('input[type=file]')
  await input.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
}

const found = async (page: Page, name: string): Promise<number> => {
  const where = encodeURIComponent(JSON.stringify({ field: 'name', op: 'startsWith', value: name }))
  return (await (await page.request.get(`/api/v1/account?limit=1&count=true&where=${where}`)).json()).count
}

test('a file becomes records: its columns are guessed and changed, rows with problems are shown, told and taken away to be mended', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/account')
  await page.getByRole('button', { name: 'Import…' }).press('Enter')
  const button = dialog(page).getByRole('button', { name: 'Choose a file' })
  await button.waitFor()
  await expect.poll(() => button.evaluate((element) => element.matches(':focus'))).toBe(true)
  await picture(page, 'import-file')
  expect(await axeViolations(page)).toEqual([])
  await choose(
    page,
    'Name;Web;Remark\nImported One;https://one.example;a\nImported Two;no address;b\nImported Three;;c\n',
  )
  const web = dialog(page).getByLabel('Web', { exact: true })
  await web.waitFor()
  expect(await dialog(page).getByLabel('Name', { exact: true }).inputValue()).toBe('name')
  await web.selectOption({ label: 'Website' })
  await dialog(page).getByText('Not imported', { exact: true }).waitFor()
  await picture(page, 'import-columns')
  expect(await axeViolations(page)).toEqual([])
  // Two columns for one field stand in the way, at the second of them.
  await dialog(page).getByLabel('Remark', { exact: true }).selectOption({ label: 'Website' })
  await dialog(page).getByText('leave one of the two out').waitFor()
  const start = dialog(page).getByRole('button', { name: 'Import 3 rows' })
  expect(await start.isDisabled()).toBe(true)
  await dialog(page).getByLabel('Remark', { exact: true }).selectOption({ label: 'Leave out' })
  await expect.poll(() => start.isEnabled()).toBe(true)
  await start.press('Enter')
  await dialog(page).getByText('2 records imported. 1 refused.').waitFor()
  const close = dialog(page).getByRole('button', { name: 'Close' })
  await expect.poll(() => close.evaluate((element) => element.matches(':focus'))).toBe(true)
  await dialog(page).getByText('Line 3').waitFor()
  await picture(page, 'import-result')
  expect(await axeViolations(page)).toEqual([])
  const left = await dialog(page).getByRole('link', { name: 'Rows that were not imported' }).getAttribute('href')
  expect(await (await page.request.get(left ?? '')).text()).toMatch(/Imported Two,no address,b,Website: /)
  expect(await found(page, 'Imported')).toBe(2)
  await dialog(page).getByRole('button', { name: 'Undo' }).click()
  await page.getByText('2 records put back.').waitFor()
  expect(await found(page, 'Imported')).toBe(0)
  expect(await violations()).toEqual([])
  await context.close()
})

test('what cannot be imported says why and what to do, and nothing is sent of a file that is too large', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/account')
  await page.getByRole('button', { name: 'Import…' }).click()
  const told = (text: string) => dialog(page).getByRole('alert').filter({ hasText: text }).waitFor()
  await choose(page, '')
  await told('The file is empty')
  await choose(page, 'Name,Website\n')
  await told('one line only')
  await choose(
    page,
    Buffer.from([...Buffer.from('Name\nCaf'), 0xe9, ...Buffer.from(' M'), 0xfc, ...Buffer.from('nchen\n')]),
  )
  await told('CSV UTF-8')
  await choose(page, Buffer.alloc(10 * 1024 * 1024 + 1, 'x'))
  await told('The file is larger than 10 MB')
  await picture(page, 'import-refused')
  expect(await axeViolations(page)).toEqual([])
  await choose(page, 'Website\nhttps://only.example\n')
  await dialog(page).getByText('New records need a value for').waitFor()
  expect(await dialog(page).getByRole('button', { name: 'Import 1 row' }).isDisabled()).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => dialog(page).count()).toBe(0)
  expect(await violations().then((all) => all.filter((one) => !/40\d|422/.test(String(one))))).toEqual([])
  await context.close()
})

test('in Chinese, on a phone, in the dark: a file as Chinese Excel saves it, and records that are there already are changed', async () => {
  const { page, go, violations, context } = await studio.open({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
  })
  await page.emulateMedia({ colorScheme: 'dark' })
  await go('/e/account')
  await page.getByRole('button', { name: '导入…' }).click()
  // 重庆, and a name that is not there yet.
  const rows = [...Buffer.from('name,website\n'), 0xd6, 0xd8, 0xc7, 0xec, ...Buffer.from(',https://cq.example\n')]
  await choose(page, Buffer.from(rows), '客户.csv')
  await dialog(page).getByText('GB18030').waitFor()
  await dialog(page).getByLabel('按以下字段查找已有记录').selectOption({ index: 1 })
  await dialog(page).getByLabel('找到时如何处理').waitFor()
  await picture(page, 'import-zh-phone-dark')
  expect(await axeViolations(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  await dialog(page).getByRole('button', { name: '导入 1 行' }).click()
  await page.getByText('已导入 1 条记录。').waitFor()
  expect(await found(page, '重庆')).toBe(1)
  expect(await violations()).toEqual([])
  await context.close()
})

test('who may not create is offered no import, and is refused it by the server', async () => {
  const { services } = studio.tenon.tenon
  const ctx = systemContext(studio.tenon.tenant)
  const grants = { '*': { read: 'all' as const, update: 'all' as const } }
  await services.roles.set(ctx, { name: 'reader', label: { en: 'Reader', 'zh-CN': '读者' }, grants })
  const staff = (await services.users.list(ctx)).find(({ email }) => email === 'staff@demo.example')
  await services.users.update(ctx, { id: staff?.id ?? '', roles: ['reader'] })
  const { page, go, violations, context } = await studio.open({ person: 'staff' })
  await go('/e/account')
  await page.locator('tenon-record-list tbody tr').first().waitFor()
  expect(await page.getByRole('button', { name: 'Import…' }).count()).toBe(0)
  const sent = { headers: { origin: studio.tenon.url, 'content-type': 'text/csv' }, data: 'Name\nRefused\n' }
  for (const path of ['account/import?fields=name', 'account/import-check', 'nowhere/import?fields=name']) {
    expect((await page.request.post(`/api/v1/${path}`, sent)).status()).toBe(403)
  }
  expect(await found(page, 'Refused')).toBe(0)
  expect(await violations()).toEqual([])
  await context.close()
})

test('a file of thousands of rows is followed and stopped, says how far it came, and is one import in the trail', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/account')
  await page.getByRole('button', { name: 'Import…' }).click()
  const rows = Array.from({ length: 12_000 }, (_, at) => `Many ${at},https://many.example/${at}`)
  await choose(page, `Name,Website\n${rows.join('\n')}\n`, 'many.csv')
  await dialog(page).getByRole('button', { name: 'Import 12,000 rows' }).click()
  await dialog(page).getByRole('progressbar').waitFor()
  await dialog(page).getByRole('button', { name: 'Stop' }).click()
  await dialog(page).getByText('Stopped after').waitFor()
  const made = await found(page, 'Many ')
  expect(made).toBeGreaterThan(0)
  expect(made).toBeLessThan(12_000)
  await picture(page, 'import-cancelled')
  await go('/settings/audit')
  await page
    .getByText(/many\.csv/)
    .first()
    .waitFor()
  await picture(page, 'import-audit')
  expect(await violations()).toEqual([])
  await context.close()
})

/** Has what creates records wait after so many batches until the function returned is called. */
function holdCreates(batches: number): () => void {
  const { hooks } = studio.tenon.tenon
  const { runBefore } = hooks
  const gate = Promise.withResolvers<void>()
  let done = 0
  hooks.runBefore = async (ctx, input) => {
    done += 1
    if (done > batches) await gate.promise
    return runBefore(ctx, input)
  }
  return () => {
    hooks.runBefore = runBefore
    gate.resolve()
  }
}

test('a run goes on over a reload, which says so and leads to its progress, and its result is there for later', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/account')
  await page.getByRole('button', { name: 'Import…' }).click()
  const rows = Array.from({ length: 30_000 }, (_, at) => `Again ${at},${at === 7 ? 'no address' : ''}`)
  await choose(page, `Name,Website\n${rows.join('\n')}\n`, 'again.csv')
  // However long a reload takes, the run is still under way then.
  const letGoOn = holdCreates(3)
  onTestFinished(letGoOn)
  await dialog(page).getByRole('button', { name: 'Import 30,000 rows' }).click()
  await dialog(page).getByRole('progressbar').waitFor()
  await page.reload()
  await page.getByText('Import Accounts: this is still under way.').waitFor()
  expect(await dialog(page).count()).toBe(0)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await dialog(page).getByRole('progressbar').waitFor()
  // It cannot be asked to stop, and says so where that was asked.
  await page.route('**/bulk.cancel', (route) => route.abort())
  await dialog(page).getByRole('button', { name: 'Stop' }).click()
  await dialog(page).getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor()
  await picture(page, 'import-recalled')
  expect(await axeViolations(page)).toEqual([])
  await page.unroute('**/bulk.cancel')
  await dialog(page).getByRole('button', { name: 'Stop' }).click()
  letGoOn()
  const ended = dialog(page).getByText(/^Stopped after [\d,]+ of 30,000\. [\d,]+ records imported\. 1 refused\.$/)
  await ended.waitFor()
  const words = (await ended.textContent()) ?? ''
  await page.reload()
  await page.locator('studio-shell main h1').waitFor()
  await page.getByRole('button', { name: 'Recent imports and changes' }).press('Enter')
  const again = dialog(page).getByRole('listitem').filter({ hasText: 'Import Accounts – again.csv' })
  await again.getByText(words).waitFor()
  await picture(page, 'import-recent')
  expect(await axeViolations(page)).toEqual([])
  await again.getByRole('button', { name: 'Show: Import Accounts – again.csv' }).press('Enter')
  await dialog(page).getByText('Line 9').waitFor()
  await dialog(page).getByRole('link', { name: 'Rows that were not imported' }).waitFor()
  await dialog(page).getByRole('button', { name: 'Undo' }).waitFor()
  expect(await violations()).toEqual([])
  await context.close()
}, 240_000)

test('files dropped beside what takes them leave the page as it is, and a file that is gone is told from a lost server', async () => {
  const { page, go, context } = await studio.open()
  await go('/e/account')
  const drop = (selector: string, names: string[]) =>
    page.locator(selector).evaluate((target, files) => {
      const data = new DataTransfer()
      for (const name of files) data.items.add(new File(['Name\nDropped\n'], name))
      const init = { bubbles: true, composed: true, cancelable: true, dataTransfer: data }
      return ['dragover', 'drop'].map((type) => {
        const event = new DragEvent(type, init)
        target.dispatchEvent(event)
        return event.defaultPrevented
      })
    }, names)
  expect(await drop('studio-shell main h1', ['one.csv'])).toEqual([true, true])
  await page.getByRole('button', { name: 'Import…' }).click()
  await dialog(page).getByRole('button', { name: 'Choose a file' }).waitFor()
  expect(await drop('studio-import-dialog .head', ['one.csv', 'two.csv'])).toEqual([true, true])
  await dialog(page).getByRole('alert').filter({ hasText: 'One file at a time' }).waitFor()
  expect(await drop('studio-import-dialog .actions', ['one.csv'])).toEqual([true, true])
  await dialog(page).getByRole('button', { name: 'Import 1 row' }).waitFor()
  const folder = mkdtempSync(join(tmpdir(), 'tenon-import-'))
  writeFileSync(join(folder, 'gone.csv'), 'Name\nGone\n')
  await dialog(page).locator('input[type=file]').setInputFiles(join(folder, 'gone.csv'))
  await dialog(page).getByText('gone.csv').waitFor()
  rmSync(folder, { recursive: true })
  await dialog(page).getByRole('button', { name: 'Import 1 row' }).click()
  await dialog(page).getByRole('alert').filter({ hasText: 'The file cannot be read' }).waitFor()
  expect(await found(page, 'Gone')).toBe(0)
  await context.close()
})
