import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'

let browser: Browser
let tenon: TestTenon
let cookie: string

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  cookie = await tenon.signIn()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

async function ask(path: string) {
  const response = await fetch(`${tenon.url}/api/v1${path}`, { headers: { cookie } })
  return { response, body: (await response.json()) as { records?: Array<Record<string, unknown>> } }
}

test('an admin renames a field in its sheet; the plan says so, the old name works until it is ended', async () => {
  const { page, go, context, violations } = await openStudio(browser, tenon)
  const before = (await ask('/vehicle?limit=1&sort=vin')).body.records?.[0]
  await go('/studio/entities/vehicle')
  const table = page.locator('studio-field-table')
  // What is only for screen readers must not make the window scroll, or a focus moves the whole frame.
  await table.getByText('listPrice', { exact: true }).waitFor()
  expect(await page.evaluate('document.documentElement.scrollHeight - innerHeight')).toBe(0)
  await table.getByRole('button', { name: 'List price', exact: true }).click()
  const name = page.getByLabel('Name in the API')
  await name.fill('vin')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Another field has this name already.').waitFor()
  await name.fill('askingPrice')
  await page.getByText('Programs can go on with “listPrice” for 90 days after publishing.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Control+Enter')
  const row = table.locator('tr', { hasText: 'askingPrice' })
  await row.getByText('Changed', { exact: true }).waitFor()
  expect(await table.locator('tr.removed, tr.added').count()).toBe(0)
  await page.keyboard.press('Control+z')
  await table.getByText('listPrice', { exact: true }).waitFor()
  await page.keyboard.press('Control+Shift+z')
  await table.getByText('askingPrice', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Review changes' }).click()
  await page.locator('studio-plan-step').getByText('Rename field ‘listPrice’ of Vehicle to ‘askingPrice’').waitFor()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('is published.').waitFor()
  const { response, body } = await ask('/vehicle?limit=1&sort=vin&fields=vin,listPrice')
  expect(body.records?.[0]?.['askingPrice']).toEqual(before?.['listPrice'])
  expect(body.records?.[0]).not.toHaveProperty('listPrice')
  expect(response.headers.get('deprecation')).toMatch(/^@\d{10}$/)
  expect(Date.parse(response.headers.get('sunset') ?? '') - Date.now()).toBeGreaterThan(89 * 86_400_000)
  expect(response.headers.get('tenon-former-names')).toBe('listPrice=askingPrice')
  expect((await ask('/vehicle?limit=1&fields=askingPrice')).response.headers.has('deprecation')).toBe(false)
  const old = page.locator('studio-former-names li', { hasText: 'listPrice' })
  await old.getByText(/works until/).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await old.getByRole('button').click()
  await page.getByRole('button', { name: 'End now', exact: true }).last().click()
  await old.waitFor({ state: 'detached' })
  expect((await ask('/vehicle?limit=1&fields=listPrice')).response.status).toBe(400)
  expect(await violations()).toEqual([])
  await context.close()
})

test('an admin renames a stage and an entity; boards and lists go on, old addresses lead to the new ones', async () => {
  const { page, go, context, violations } = await openStudio(browser, tenon)
  await go('/studio/entities/opportunity')
  await page.getByRole('button', { name: 'Rename stage “Qualified”' }).first().click()
  await page.getByLabel('Name in the API').fill('verified')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Save to draft' }).click()
  await page.locator('studio-stage-list').getByText('verified', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Names, icon, combinations' }).click()
  await page.locator('studio-entity-sheet input[name=name]').fill('deal')
  await page.locator('studio-entity-sheet').getByRole('button', { name: 'Save to draft' }).click()
  await page.waitForURL('**/studio/entities/deal')
  await page.getByRole('link', { name: 'Review changes' }).click()
  await page
    .locator('studio-plan-step')
    .getByText(/Rename entity ‘opportunity’/)
    .waitFor()
  await page
    .locator('studio-plan-step')
    .getByText(/Rename stage ‘qualified’/)
    .waitFor()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('is published.').waitFor()
  const where = encodeURIComponent(JSON.stringify({ field: 'stage', op: 'eq', value: 'qualified' }))
  const { body } = await ask(`/opportunity?limit=1&where=${where}`)
  expect(body.records?.[0]).toMatchObject({ stage: 'verified' })
  await go('/e/opportunity')
  await page.locator('tenon-record-list tbody tr').first().waitFor()
  await go('/board/leadToDelivery')
  await page.locator('tenon-pipeline-board').getByText('Qualified').first().waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})
