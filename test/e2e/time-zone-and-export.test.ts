import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'

let tenon: TestTenon
let browser: Browser
beforeAll(async () => {
  tenon = await startTestTenon()
  browser = await launchBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

test('an admin gives the tenant its time zone, and a refusal is told where it was chosen', async () => {
  const { page, go, context, violations } = await openStudio(browser, tenon)
  await go('/settings/general')
  const zone = page.getByLabel('Time zone')
  expect(await zone.inputValue()).toBe('UTC')
  expect(await axeViolations(page)).toEqual([])
  await zone.selectOption('Asia/Shanghai')
  await page.getByRole('button', { name: 'Save the time zone' }).click()
  await page.getByText('Days begin by the clocks of Asia/Shanghai now.').waitFor()
  await go('/settings/people')
  await go('/settings/general')
  expect(await page.getByLabel('Time zone').inputValue()).toBe('Asia/Shanghai')
  await page.getByLabel('Time zone').evaluate((select) => {
    const option = document.createElement('option')
    option.value = 'Mars/Olympus'
    option.selected = true
    select.append(option)
  })
  await page.getByRole('button', { name: 'Save the time zone' }).click()
  await page.getByText("'Mars/Olympus' is no time zone").waitFor()
  expect(await violations()).toEqual([])
  await context.close()
}, 120_000)

test('a list is saved as a file, without sensitive columns, which the list masks', async () => {
  const { page, go, context, violations } = await openStudio(browser, tenon)
  await go('/e/contact')
  await page.locator('tenon-record-list tbody tr').first().waitFor()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  const file = await saving
  expect(file.suggestedFilename()).toMatch(/^contact-\d{4}-\d{2}-\d{2}\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  const [header = '', first = ''] = text.split('\r\n')
  expect(header).toContain('Full name')
  expect(header).not.toContain('Birthday')
  expect(first).not.toBe('')
  await page.getByText(/^Saved \d+ rows?\.$/).waitFor()
  expect(await violations()).toEqual([])
  await context.close()
}, 120_000)
