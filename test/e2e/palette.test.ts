import { expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

test('the palette finds records of any kind by part of what they are called, and opens one by keyboard', async () => {
  const { page, go, violations, context } = await studio.open({ person: 'staff' })
  await go('/e/account')
  const title = (await page.locator('tenon-record-list tbody .open').first().innerText()).trim()
  await page.keyboard.press('Control+k')
  const input = page.locator('studio-palette input')
  await input.fill(title.slice(1, -1))
  const option = page.locator('studio-palette [role=option]').filter({ hasText: title }).first()
  await option.waitFor()
  expect(await axeViolations(page)).toEqual([])
  await input.press('Enter')
  await page.locator('studio-record-details').waitFor()
  expect(new URL(page.url()).pathname).toMatch(/^\/e\/account\/[0-9a-f-]{36}$/)
  await page.keyboard.press('Control+k')
  await input.fill('qxzqxz')
  await page.locator('studio-palette').getByText('Nothing found.').waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})

test('one Chinese sign is enough to search for, one letter is not', async () => {
  const { page, go, context } = await studio.open({ person: 'staff', locale: 'zh-CN' })
  await go('/e/contact?new=1')
  await page.getByRole('textbox', { name: '姓名' }).first().fill('龘龘检索')
  await page.keyboard.press('Control+Enter')
  await page.locator('tenon-record-list').getByText('龘龘检索').first().waitFor()
  await go('/')
  await page.keyboard.press('Control+k')
  const input = page.locator('studio-palette input')
  await input.fill('龘')
  await page.locator('studio-palette [role=option]').filter({ hasText: '龘龘检索' }).waitFor()
  let asked = 0
  page.on('request', (request) => {
    if (request.url().includes('records.search')) asked += 1
  })
  await input.fill('a')
  await page.waitForTimeout(400)
  expect(asked).toBe(0)
  await context.close()
})

test('where the search fails, the palette says so and still leads to pages', async () => {
  const { page, go, context } = await studio.open({ person: 'staff' })
  await page.route('**/*records.search*', (route) => route.abort())
  await go('/')
  await page.keyboard.press('Control+k')
  await page.locator('studio-palette input').fill('contacts')
  await page.locator('studio-palette').getByText('Records could not be searched just now.').waitFor()
  await page.locator('studio-palette [role=option]').filter({ hasText: 'Contacts' }).first().waitFor()
  await context.close()
})
