import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { picture } from '../support/picture.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

test('a value comes back from the history, which says from where, and is found by person and field', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/account')
  await page.locator('tenon-record-list tbody .open').first().click()
  await page.locator('studio-record-details').waitFor()
  for (const site of ['https://first.example', 'https://second.example']) {
    await page.keyboard.press('e')
    await page.getByRole('textbox', { name: 'Website' }).fill(site)
    await page.keyboard.press('Control+Enter')
    await page.locator('studio-history li').first().getByText(site.slice(8)).waitFor()
  }
  const entry = page.locator('studio-history li').first()
  await entry.hover()
  await picture(page, 'history')
  await entry.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByText('Website → https://first.example').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await page.getByText('Restored.').waitFor()
  await page.locator('studio-record-details').getByText('first.example').waitFor()
  await page.locator('studio-history summary').click()
  await page.getByLabel('What was done').selectOption({ label: 'Created' })
  await expect.poll(() => page.locator('studio-history li').count()).toBe(1)
  await page.getByLabel('Person').selectOption({ label: 'Tenon' })
  expect(await axeViolations(page)).toEqual([])
  expect(await violations()).toEqual([])
  await context.close()
})

test('a record is shown as it was at a moment beside today’s, and one value comes back from there', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/account')
  await page.locator('tenon-record-list tbody .open').nth(1).click()
  await page.locator('studio-record-details').waitFor()
  for (const site of ['https://then.example', 'https://today.example']) {
    await page.keyboard.press('e')
    await page.getByRole('textbox', { name: 'Website' }).fill(site)
    await page.keyboard.press('Control+Enter')
    await page.locator('studio-history li').first().getByText(site.slice(8)).waitFor()
  }
  await page.locator('studio-history li').nth(1).getByRole('button', { name: 'As it was' }).click()
  const dialog = page.getByRole('dialog', { name: 'The record as it was' })
  await dialog.getByText('1 value differs from today').waitFor()
  const row = dialog.getByRole('row').filter({ hasText: 'Website' })
  await row.getByText('then.example').waitFor()
  await row.getByText('today.example').waitFor()
  expect(await dialog.getByRole('row').count()).toBeGreaterThan(3)
  await dialog.getByLabel('Only what differs').check()
  expect(await dialog.getByRole('row').count()).toBe(2)
  await picture(page, 'as-of')
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByLabel('As it was at').fill('2001-01-01T00:00:00')
  await dialog.getByRole('button', { name: 'Show' }).click()
  await dialog.getByText('It did not exist then.').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page.locator('studio-history li').nth(1).getByRole('button', { name: 'As it was' }).click()
  await row.getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await page.locator('studio-record-details').getByText('then.example').waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})

test('what somebody changed is previewed and taken back from the audit trail, and what is left is named with its reason', async () => {
  const { page, go, violations, context } = await studio.open()
  const admin = await studio.tenon.tenon.services.users
    .list(systemContext(studio.tenon.tenant))
    .then(([first]) => first)
  const name = admin?.name ?? ''
  await go('/settings/audit')
  const panel = page.locator('studio-undo')
  await page.getByText('Undo what somebody changed').click()
  await panel.getByLabel('Person').selectOption({ label: name })
  await panel.locator('input[name=from]').fill('2000-01-01T00:00')
  await panel.locator('input[name=to]').fill('2000-01-02T00:00')
  await panel.getByRole('button', { name: 'Preview' }).click()
  await panel.getByText('This person changed no records in this time.').waitFor()
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16)
  await panel.locator('input[name=to]').fill(tomorrow)
  await panel.getByRole('button', { name: 'Preview' }).click()
  await panel.getByRole('row').filter({ hasText: 'Accounts' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'undo-preview')
  await panel.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await panel.getByText(/^Done: \d+ of \d+ records are as they were/).waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})

test('admins see what everybody did from where, and take it along as a file', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/settings/audit')
  const first = page.locator('studio-audit li').first()
  await first.waitFor()
  await page.locator('studio-audit').getByText('127.0.0.1').first().waitFor()
  // Nobody reads what programs know things by.
  const ids = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/
  expect(await page.locator('studio-audit dl').filter({ hasText: ids }).count()).toBe(0)
  await picture(page, 'audit-trail')
  expect(await axeViolations(page)).toEqual([])
  const file = await page.request.get('/api/audit/export.csv?entity=account&field=website')
  expect(file.status()).toBe(200)
  expect(await file.text()).toContain('https://second.example')
  expect(await violations()).toEqual([])
  await context.close()
})

test('a deleted record stands in the trash, comes back from there, or goes for good', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/note/trash')
  await page.getByText('Nothing is deleted').waitFor()
  const titles: string[] = []
  for (const _ of [1, 2]) {
    await go('/e/note')
    const first = page.locator('tenon-record-list tbody .open').first()
    await first.waitFor()
    titles.push((await first.innerText()).trim())
    await first.click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('” deleted.').first().waitFor()
  }
  await page.getByRole('link', { name: 'Trash' }).click()
  const rows = page.locator('studio-trash-page tbody tr')
  await expect.poll(() => rows.count()).toBe(2)
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'trash')
  await rows.first().getByRole('button', { name: 'Restore' }).click()
  await expect.poll(() => rows.count()).toBe(1)
  await rows.first().getByRole('button', { name: 'Delete for good' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click()
  await page.getByText('Nothing is deleted').waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})

test('in Chinese on a phone history and trash fit their width', async () => {
  const { page, go, context } = await studio.open({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
  })
  for (const path of ['/settings/audit', '/e/note/trash', '/settings/general']) {
    await go(path)
    await page.waitForTimeout(300)
    expect(await axeViolations(page)).toEqual([])
    await picture(page, `zh-phone${path.replaceAll('/', '-')}`)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow, path).toBe(0)
    const open = await page.locator('nav.tabs a[aria-current=page]').all()
    for (const tab of open) await expect.poll(() => isInSight(tab, 390), { message: path }).toBe(true)
  }
  await context.close()
})

test('on a phone the ways back from the trash are in sight beside each record', async () => {
  const ctx = systemContext(studio.tenon.tenant)
  const { records } = studio.tenon.tenon.services
  const values = { name: 'A name that is longer than a phone is wide, and so is not shown to its end' }
  const { id } = await records.create(ctx, { entity: 'account', values })
  await records.delete(ctx, { entity: 'account', id, version: 1 })
  const { page, go, context } = await studio.open({ viewport: { width: 390, height: 844 } })
  await go('/e/account/trash')
  const row = page.locator('studio-trash-page tbody tr').filter({ hasText: 'A name that is longer' })
  for (const name of ['Restore', 'Delete for good']) {
    const button = row.getByRole('button', { name, exact: true })
    await button.waitFor()
    expect(await isInSight(button, 390)).toBe(true)
  }
  expect(await axeViolations(page)).toEqual([])
  await row.getByRole('button', { name: 'Restore' }).click()
  await expect.poll(() => row.count()).toBe(0)
  const short = await records.create(ctx, { entity: 'account', values: { name: 'A name that a phone shows' } })
  await go(`/e/account/${short.id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor()
  const title = page.getByRole('heading', { level: 1, name: 'A name that a phone shows' })
  expect(await title.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
  await context.close()
})

async function isInSight(element: Locator, width: number): Promise<boolean> {
  const box = await element.boundingBox()
  return box !== null && box.x >= 0 && box.x + box.width <= width
}
