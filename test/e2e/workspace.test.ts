import { expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { openWatchedPage } from '../support/watch-page.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

test('a wrong password is refused in words, the right one opens the workspace where the person wanted to go', async () => {
  const context = await studio.browser.newContext({ locale: 'en-US', baseURL: studio.tenon.url })
  const { page, urls, violations } = await openWatchedPage(context)
  await page.goto('/e/contact')
  await page.getByLabel('E-mail').fill('staff@demo.example')
  await page.getByLabel('Password').fill('wrong-password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('E-mail address or password is not right.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByLabel('Password').fill('staff-demo')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Contacts' }).waitFor()
  await page.locator('tenon-record-list tbody tr').first().waitFor()
  expect(urls.filter((url) => url.includes('password'))).toEqual([])
  expect(await violations()).toEqual([])
  await context.close()
})

test('what one person saves by keyboard appears at once on the screen of another, with who did it', async () => {
  const staff = await studio.open({ person: 'staff' })
  const admin = await studio.open()
  await staff.go('/e/account')
  await staff.page.locator('tenon-record-list tbody .open').first().waitFor()
  await staff.page.keyboard.press('j')
  await staff.page.keyboard.press('Enter')
  await staff.page.locator('studio-record-details').waitFor()
  await admin.go(new URL(staff.page.url()).pathname)
  await admin.page.locator('studio-history li').first().waitFor()
  await staff.page.keyboard.press('e')
  await staff.page.getByRole('textbox', { name: 'Website' }).fill('https://changed.example/by-staff')
  await staff.page.keyboard.press('Control+Enter')
  const entry = admin.page.locator('studio-history li').first()
  await entry.getByText('changed.example/by-staff').waitFor()
  expect(await entry.textContent()).toContain('Sam Wu 吴森')
  expect(await axeViolations(admin.page)).toEqual([])
  await Promise.all([staff.context.close(), admin.context.close()])
})

test('a refused move names the guard and leads to the missing field; once that is filled in, the move succeeds', async () => {
  const { page, go, violations, context } = await studio.open({ person: 'staff' })
  await go('/board/leadToDelivery')
  const offers = page.locator('tenon-pipeline-board section').filter({ hasText: 'Offer' })
  const card = offers.locator('[data-id]').first()
  const title = (await card.innerText()).split('\n')[0] ?? ''
  await card.press('Alt+Shift+ArrowRight')
  const dialog = page.locator('studio-move-dialog dialog[open]')
  await dialog.getByText('A contract needs a vehicle and an approved finance check').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  const refusal = page.getByRole('group', { name: 'Not moved to Contract' })
  await refusal.getByText('A contract needs a vehicle and an approved finance check').first().waitFor()
  await card.press('Alt+Shift+ArrowRight')
  const field = dialog.getByLabel('Finance check')
  await expect.poll(() => field.evaluate((element) => element.matches(':focus'))).toBe(true)
  await field.selectOption({ label: 'Approved' })
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })
  const contracts = page.locator('tenon-pipeline-board section').filter({ hasText: 'Contract' })
  await contracts
    .locator('[data-id]')
    .filter({ hasText: title.slice(0, 12) })
    .first()
    .waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})

test('a deleted record comes back by “Undo”', async () => {
  const { page, go, context } = await studio.open({ person: 'admin' })
  await go('/e/note')
  const first = page.locator('tenon-record-list tbody .open').first()
  const title = await first.innerText()
  await first.click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText(`“${title}” deleted.`).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText(`“${title}” is back.`).waitFor()
  await page.locator('tenon-record-list tbody .open').filter({ hasText: title }).first().waitFor()
  await context.close()
})

test('leaving a form with unsaved words asks first, and keeps them when the answer is no', async () => {
  const { page, go, context } = await studio.open()
  await go('/e/contact?new=1')
  const name = page.getByRole('textbox', { name: 'Full name' })
  await name.fill('Half typed')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Keep editing' }).click()
  expect(await name.inputValue()).toBe('Half typed')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await name.waitFor({ state: 'detached' })
  expect(new URL(page.url()).search).toBe('')
  await context.close()
})

test('⌘K finds records by their words and goes there', async () => {
  const { page, go, context } = await studio.open({ person: 'staff' })
  await go('/')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Priya Ellison')
  await page.getByRole('option', { name: 'Priya Ellison' }).filter({ hasText: 'Contact' }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Priya Ellison' }).waitFor()
  await context.close()
})

test('staff are told that the studio is not open to them', async () => {
  const { page, go, context } = await studio.open({ person: 'staff' })
  await go('/studio')
  await page.getByRole('heading', { level: 1, name: 'Not open to you' }).waitFor()
  expect(await page.getByRole('link', { name: 'Entities' }).count()).toBe(0)
  await context.close()
})

test('in Chinese on a phone every page fits its width and is accessible', async () => {
  const { page, go, violations, context } = await studio.open({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
  })
  for (const path of ['/', '/e/contact', '/board/leadToDelivery', '/studio/entities/contact', '/studio/changes']) {
    await go(path)
    await page.waitForTimeout(400)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow, path).toBe(0)
    expect(await axeViolations(page), path).toEqual([])
  }
  await page.getByRole('button', { name: '打开菜单' }).click()
  await page.getByRole('link', { name: '联系人' }).click()
  await page.getByRole('heading', { level: 1, name: '联系人' }).waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})
