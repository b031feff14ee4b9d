import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { buildWidgets } from '../support/build-widgets.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'
import { eventually } from '../web-components/support/eventually.ts'

let browser: Browser
let tenon: TestTenon
let headers: Record<string, string>

beforeAll(async () => {
  await buildStudio()
  await buildWidgets()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  headers = { cookie: await tenon.signIn('admin'), origin: tenon.url, 'content-type': 'application/json' }
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

async function post(path: string, input: object = {}): Promise<{ status: number; body: object }> {
  const answer = await fetch(`${tenon.url}/api/trpc/${path}`, { method: 'POST', headers, body: JSON.stringify(input) })
  return { status: answer.status, body: (await answer.json()) as object }
}

test('an admin gives an entity a rule and a field conditions; forms, pages and the API keep to them', async () => {
  const { page, go, context } = await openStudio(browser, tenon)
  await go('/studio/entities/contact')
  await page.getByRole('button', { name: 'Rules (0)' }).click()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByLabel('Name of the rule, English').fill('Known')
  const condition = page.getByLabel('Must hold')
  await condition.fill('emial != null')
  await page.getByRole('button', { name: /^Line 1, column 1: 'contact' has no field 'emial'/ }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Use “email”' }).click()
  await page.locator('mark').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Save to draft' }).click()
  await page.getByText('Give each rule a name, a condition and what is said').waitFor()
  await page.getByLabel('What is said otherwise, English').fill('Give an address for mail.')
  await page.getByRole('button', { name: 'Save to draft' }).click()
  await page.getByRole('button', { name: 'Rules (1)' }).waitFor()

  await page.getByRole('button', { name: 'Add field' }).first().click()
  await page.getByLabel('Label (English)').fill('Nickname')
  await page.getByText('Conditions', { exact: true }).click()
  await page.getByLabel('Shown when').fill('jobTitle == "Boss"')
  await page.getByLabel('Required when').fill('email != null')
  await page.getByRole('button', { name: 'Add to draft' }).click()
  await page.locator('studio-field-table').getByText('Nickname', { exact: true }).waitFor()
  const draft = await post('model.draft')
  const { revision } = (draft.body as { result: { data: { revision: number } } }).result.data
  expect((await post('model.publish', { revision })).status).toBe(200)

  const refused = await post('records.create', { entity: 'contact', values: { fullName: 'Ann', jobTitle: 'Boss' } })
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining('Give an address for mail.'),
  ])
  const ctx = systemContext(tenon.tenant)
  const { records } = tenon.tenon.services
  const made = await records.create(ctx, {
    entity: 'contact',
    values: { fullName: 'Ann', email: 'ann@example.com', jobTitle: 'Clerk' },
  })
  await go(`/e/contact/${made.id}`)
  await page.locator('studio-record-details .row').filter({ hasText: 'Job title' }).waitFor()
  await eventually(() => page.locator('studio-record-details .row').filter({ hasText: 'Nickname' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Edit', exact: true }).first().click()
  const form = page.locator('tenon-record-form')
  await form.getByLabel('Job title').fill('Boss')
  await form.getByLabel('Nickname *').waitFor()
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByText('Fill in Nickname.').waitFor()
  await form.getByLabel('Nickname').fill('Annie')
  await form.getByRole('button', { name: 'Save' }).click()
  await page.locator('studio-record-details .row').filter({ hasText: 'Annie' }).waitFor()
  await context.close()
}, 180_000)
