import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

test('a field added to a plugin’s entity is published into open forms without a reload, and undone', async () => {
  const admin = await openStudio(browser, tenon)
  const staff = await openStudio(browser, tenon, { person: 'staff' })
  await staff.go('/e/contact?new=1')
  await admin.go('/studio/entities/contact')
  await admin.page.keyboard.press('n')
  await admin.page.getByLabel('Label (English)').fill('Loyalty level')
  await admin.page.getByLabel('Label (Chinese)').fill('会员级别')
  expect(await admin.page.getByRole('radio', { name: /^Choice/ }).getAttribute('aria-checked')).toBe('true')
  expect(await admin.page.getByLabel('Name in the API').inputValue()).toBe('loyaltyLevel')
  await admin.page.getByRole('button', { name: 'Add option' }).click()
  await admin.page.keyboard.type('Gold')
  await admin.page.keyboard.press('Enter')
  await admin.page.keyboard.type('Silver')
  await admin.page.getByLabel('Loyalty level').selectOption({ label: 'Silver' })
  expect(await axeViolations(admin.page)).toEqual([])
  await admin.page.getByRole('button', { name: 'Add to draft' }).click()
  const row = admin.page.locator('studio-field-table tr', { hasText: 'loyaltyLevel' })
  await row.getByText('New', { exact: true }).waitFor()
  await admin.page.getByRole('link', { name: 'Review changes' }).click()
  await admin.page.locator('studio-plan-step').getByText('Add field ‘Loyalty level’ to Contact').waitFor()
  expect(await axeViolations(admin.page)).toEqual([])
  expect(await staff.page.getByLabel('Loyalty level').count()).toBe(0)
  await admin.page.getByLabel('Note').fill('For the loyalty programme')
  await admin.page.getByRole('button', { name: 'Publish', exact: true }).click()
  await admin.page.getByText('is published.').waitFor()
  await staff.page.getByLabel('Loyalty level').waitFor()
  await staff.page.getByRole('textbox', { name: 'Full name' }).fill('Nora Field')
  await staff.page.getByLabel('Loyalty level').selectOption({ label: 'Gold' })
  await staff.page.keyboard.press('Control+Enter')
  await staff.page.getByRole('textbox', { name: 'Full name' }).waitFor({ state: 'detached' })
  await admin.page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await admin.page.getByText('Undone.').waitFor()
  await staff.page.keyboard.press('c')
  await staff.page.getByRole('textbox', { name: 'Full name' }).waitFor()
  expect(await staff.page.getByLabel('Loyalty level').count()).toBe(0)
  expect([...(await admin.violations()), ...(await staff.violations())]).toEqual([])
  await Promise.all([admin.context.close(), staff.context.close()])
})

test('steps of the draft are undone and redone by keys, and a plugin’s field can be given back its own words', async () => {
  const { page, go, context } = await openStudio(browser, tenon)
  await go('/studio/entities/vehicle')
  const table = page.locator('studio-field-table')
  await table.getByRole('button', { name: 'List price', exact: true }).click()
  expect(await page.getByRole('radio', { name: 'Money' }).isDisabled()).toBe(true)
  await page.getByLabel('Label (English)').fill('Price asked')
  await page.keyboard.press('Control+Enter')
  await table.getByRole('button', { name: 'Price asked', exact: true }).waitFor()
  await page.keyboard.press('Control+z')
  await table.getByRole('button', { name: 'List price', exact: true }).waitFor()
  await page.keyboard.press('Control+Shift+z')
  await table.getByRole('button', { name: 'Price asked', exact: true }).waitFor()
  await table.getByRole('button', { name: /^Reset Price asked/ }).click()
  await table.getByRole('button', { name: 'List price', exact: true }).waitFor()
  await context.close()
})

test('two admins at the same draft: what each has added stays, and both see all of it', async () => {
  const one = await openStudio(browser, tenon)
  const two = await openStudio(browser, tenon)
  for (const { go } of [one, two]) await go('/studio/entities/product')
  const addNote = async ({ page }: typeof one, label: string) => {
    await page.keyboard.press('n')
    await page.getByLabel('Label (English)').fill(label)
    await page.getByRole('button', { name: 'Add to draft' }).click()
    await page.locator('studio-field-table').getByText(label).waitFor()
  }
  await addNote(one, 'First remark')
  await addNote(two, 'Second remark')
  await two.page.locator('studio-field-table').getByText('First remark').waitFor()
  expect(await two.page.getByText('Somebody else has changed the draft').count()).toBe(0)
  await one.go('/studio/entities/product')
  for (const label of ['First remark', 'Second remark'])
    await one.page.locator('studio-field-table').getByText(label).waitFor()
  await Promise.all([one.context.close(), two.context.close()])
})

test('an API key is shown once, works, and is refused after it is revoked', async () => {
  const { page, go, context } = await openStudio(browser, tenon)
  await go('/settings/api-keys')
  await page.getByRole('button', { name: 'New API key' }).click()
  await page.getByLabel('Name').fill('Nightly export')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  const key = await page.locator('studio-secret-once input').inputValue()
  expect(key).toMatch(/^tnk_/)
  const ask = () => fetch(`${tenon.url}/api/v1/contact?limit=1`, { headers: { authorization: `Bearer ${key}` } })
  expect((await ask()).status).toBe(200)
  await page.reload()
  await page.getByText('Nightly export').waitFor()
  expect(await page.locator('studio-secret-once').count()).toBe(0)
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('No API keys yet').waitFor()
  expect((await ask()).status).toBe(401)
  await context.close()
})
