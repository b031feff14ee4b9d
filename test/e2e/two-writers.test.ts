import { expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { picture } from '../support/picture.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

test('whoever edits what another saves is told so once: by a notice before saving, by both versions after it', async () => {
  const ctx = systemContext(studio.tenon.tenant)
  const { records } = studio.tenon.tenon.services
  const { id } = await records.create(ctx, { entity: 'account', values: { name: 'Of two' } })
  const { page, go, context } = await studio.open({ locale: 'zh-CN' })
  await go(`/e/account/${id}?edit=1`)
  await page.getByRole('textbox', { name: /^名称/ }).fill('第一个')
  const other = await studio.open({ person: 'staff' })
  const { record } = await other.page.request
    .get(`/api/v1/account/${id}`)
    .then(async (read) => ({ record: await read.json() }))
  const saved = await other.page.request.patch(`/api/v1/account/${id}`, {
    data: { version: record.version, name: 'The second' },
    headers: { origin: studio.tenon.url },
  })
  expect(saved.status()).toBe(200)
  const notice = page.getByText('在您编辑期间修改了此记录。保存时您将看到两个版本。')
  await notice.waitFor()
  await page.keyboard.press('Control+Enter')
  const both = page.getByRole('alert').filter({ hasText: 'Sam Wu 吴森刚刚保存了这条记录' })
  await both.getByRole('cell', { name: 'The second' }).waitFor()
  expect(await notice.count()).toBe(0)
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'two-writers')
  await both.getByRole('button', { name: '保留我的修改并保存' }).click()
  await page.getByRole('heading', { name: '第一个' }).waitFor()
  await Promise.all([context.close(), other.context.close()])
})

test('what is typed into a record that somebody deletes stays, and is saved once the record is back', async () => {
  const ctx = systemContext(studio.tenon.tenant)
  const { records } = studio.tenon.tenon.services
  const { id, version } = await records.create(ctx, { entity: 'account', values: { name: 'To be deleted' } })
  const { page, go, context } = await studio.open()
  await go(`/e/account/${id}?edit=1`)
  const name = page.getByRole('textbox', { name: /^Name/ })
  await name.fill('Typed for an hour')
  await records.delete(ctx, { entity: 'account', id, version })
  await page.getByText(/deleted this while you were editing\. What you have typed is still here\./).waitFor()
  expect(await name.inputValue()).toBe('Typed for an hour')
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'deleted-while-editing')
  await page.locator('studio-record-sheet').getByRole('button', { name: 'Restore' }).click()
  await page.getByText('“To be deleted” is back.').waitFor()
  expect(await name.inputValue()).toBe('Typed for an hour')
  await name.press('Control+Enter')
  await page.getByRole('heading', { name: 'Typed for an hour' }).waitFor()
  expect(await records.get(ctx, { entity: 'account', id })).toMatchObject({
    name: 'Typed for an hour',
    deletedAt: null,
  })
  await context.close()
})

test('an edit that was just saved is taken back from the keyboard alone, with all fields that it changed and no other', async () => {
  const ctx = systemContext(studio.tenon.tenant)
  const { records } = studio.tenon.tenon.services
  const values = { name: 'As it was', website: 'https://was.example', sector: 'Boats' }
  const { id } = await records.create(ctx, { entity: 'account', values })
  const { page, go, context } = await studio.open()
  await go(`/e/account/${id}`)
  await page.locator('studio-record-details').waitFor()
  await page.keyboard.press('e')
  await page.getByRole('textbox', { name: /^Name/ }).fill('As it is')
  await page.getByRole('textbox', { name: 'Website' }).fill('https://is.example')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Changes saved.').waitFor()
  expect(await records.get(ctx, { entity: 'account', id })).toMatchObject({ name: 'As it is', version: 2 })
  await page.keyboard.press('Control+z')
  await page.getByText('Changes taken back.').waitFor()
  expect(await records.get(ctx, { entity: 'account', id })).toMatchObject({ ...values, version: 3 })
  await page.getByRole('heading', { name: 'As it was' }).waitFor()
  await page.keyboard.press('Control+z')
  expect(await records.get(ctx, { entity: 'account', id })).toMatchObject({ version: 3 })
  await context.close()
})
