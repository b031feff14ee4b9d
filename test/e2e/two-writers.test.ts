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
