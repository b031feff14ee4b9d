import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'
import { buildStudio } from '../support/build-studio.ts'
import { openStudio } from '../support/open-studio.ts'

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

test('“2 more” beside a record leads to the list of all that name it, and of no other', async () => {
  const ctx = systemContext(tenon.tenant)
  const create = (entity: string, values: Record<string, string>) =>
    tenon.tenon.services.records.create(ctx, { entity, values })
  const { id } = await create('account', { name: 'Seven People' })
  const other = await create('account', { name: 'One Person' })
  for (let at = 1; at <= 7; at++) await create('contact', { fullName: `Person ${at}`, account: id })
  await create('contact', { fullName: 'Stranger', account: other.id })
  const { page, go, context } = await openStudio(browser, tenon, { person: 'staff' })
  await go(`/e/account/${id}`)
  await page.getByRole('link', { name: '2 more' }).click()
  await page
    .getByRole('button', { name: /Account.*Seven People/ })
    .first()
    .waitFor()
  await page.getByText('Person 7').first().waitFor()
  const people = page.getByRole('row').filter({ hasText: /Person \d/ })
  expect(await people.count()).toBe(7)
  expect(await page.getByText('Stranger').count()).toBe(0)
  // The address holds it, for a reload and for whoever is sent it.
  await page.reload()
  await page.getByText('Person 7').first().waitFor()
  expect(await people.count()).toBe(7)
  await context.close()
}, 120_000)
