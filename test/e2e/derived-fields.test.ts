import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { buildWidgets } from '../support/build-widgets.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'

/** A folder for pictures, for whoever wants to look. */
const PICTURES = process.env['TENON_PICTURES']
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

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}.png` })
}

async function procedure<T>(path: string, input: object = {}): Promise<T> {
  const response = await fetch(`${tenon.url}/api/trpc/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(input),
  })
  const body = (await response.json()) as { result: { data: T } }
  expect([path, response.status, body]).toEqual([path, 200, body])
  return body.result.data
}

async function publish() {
  const { revision } = await procedure<{ revision: number }>('model.draft')
  const plan = await procedure<{ steps: Array<{ sql: string[]; risk: string; lock: string }> }>('model.plan')
  await procedure('model.publish', { revision })
  return plan
}

test('an admin makes a roll-up and a formula whose mistakes are shown at their place, and staff see the values in list, record and form', async () => {
  const { page, go, context } = await openStudio(browser, tenon)
  const add = async (label: string, type: string) => {
    await page.getByRole('button', { name: 'Add field' }).first().click()
    await page.getByLabel('Label (English)').fill(label)
    await page.getByRole('radio', { name: type, exact: true }).click()
  }
  await go('/studio/entities/contact')
  await add('Won deals', 'Roll-up')
  await page.getByLabel('Of which records').selectOption({ value: 'opportunity.contact' })
  await page.getByLabel('Of which field').selectOption({ value: 'name' })
  await page.getByText("'sum' needs numbers or money, but 'name' of 'opportunity' is text").waitFor()
  await page.getByLabel('Of which field').selectOption({ value: 'amount' })
  await page.getByText('Gives: Money').waitFor()
  const filter = page.getByLabel('Only records for which this holds')
  await filter.fill('stage == "wonn" || amont != null')
  const problem = page.getByRole('button', { name: /^Line 1, column 20: 'opportunity' has no field 'amont'/ })
  await problem.waitFor()
  await page.getByRole('button', { name: /^Line 1, column 10: 'wonn' is none of the options/ }).waitFor()
  expect(await page.locator('mark').allTextContents()).toEqual(['"wonn"', 'amont'])
  await picture(page, 'editor-problems')
  expect(await axeViolations(page)).toEqual([])
  await problem.click()
  expect(
    await filter.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd)),
  ).toBe('amont')
  await page.getByRole('button', { name: 'Use “amount”' }).click()
  await filter.fill('stage == "won"')
  await page.locator('mark').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Add to draft' }).click()
  await page.locator('studio-field-table').getByText('Won deals').waitFor()

  await add('Worth', 'Formula')
  const formula = page.getByLabel('Formula', { exact: true })
  await formula.fill('coalesce(wonDeals, 0)')
  await page
    .getByRole('button', { name: /^Line 1, column/ })
    .first()
    .waitFor()
  await formula.fill('wonDeals != null && wonDeals.amount > 100000')
  await page.getByText('Gives: Yes or no').waitFor()
  await picture(page, 'editor-formula')
  await page.getByRole('button', { name: 'Add to draft' }).click()
  await page.locator('studio-field-table').getByText('Worth', { exact: true }).waitFor()

  await go('/studio/entities/opportunity')
  await add('Job title of contact', 'Look-up')
  await page.getByLabel('Reference', { exact: true }).selectOption({ value: 'contact' })
  await page.getByLabel('Field', { exact: true }).selectOption({ value: 'jobTitle' })
  await page.getByText('Gives: Text').waitFor()
  await picture(page, 'editor-lookup')
  await page.getByRole('button', { name: 'Add to draft' }).click()
  await page.locator('studio-field-table').getByText('Job title of contact').waitFor()

  const plan = await publish()
  expect(plan.steps).toHaveLength(3)
  for (const step of plan.steps) expect(step).toMatchObject({ sql: [], risk: 'safe', lock: 'none' })

  const { records } = tenon.tenon.services
  const ctx = systemContext(tenon.tenant)
  const found = await records.find(ctx, {
    entity: 'contact',
    where: { field: 'wonDeals', op: 'isNull', value: false },
    limit: 1,
  })
  const [contact] = found.records
  if (contact === undefined) throw new Error('the demo has no won deal')
  const amount =
    new Intl.NumberFormat('en').format(Number((contact['wonDeals'] as { amount: string }).amount)).split('.')[0] ?? ''
  await go(`/e/contact/${contact.id}`)
  const row = page.locator('studio-record-details .row').filter({ hasText: 'Won deals' })
  await row.waitFor()
  expect(await row.textContent()).toContain(amount)
  expect(await row.getByRole('button').count()).toBe(0)
  await picture(page, 'record')
  await page.getByRole('button', { name: 'Edit', exact: true }).first().click()
  const fixed = page.locator('tenon-record-form .field').filter({ hasText: 'Won deals' })
  await fixed.locator('.fixed').waitFor()
  expect(await fixed.locator('input').count()).toBe(0)
  expect(await fixed.textContent()).toContain(amount)
  await fixed.scrollIntoViewIfNeeded()
  await picture(page, 'form')
  await context.close()

  const edits = { entities: { contact: { listFields: ['fullName', 'wonDeals', 'worth', 'email'] } } }
  const draft = await procedure<{ revision: number; edits: { entities: { contact: object } } }>('model.draft')
  const merged = {
    entities: { ...draft.edits.entities, contact: { ...draft.edits.entities.contact, ...edits.entities.contact } },
  }
  await procedure('model.saveDraft', { edits: merged, revision: draft.revision })
  await publish()
  const staff = await openStudio(browser, tenon, { person: 'staff', locale: 'zh-CN' })
  await staff.go('/e/contact')
  const header = staff.page.getByRole('columnheader', { name: 'Won deals' })
  await header.getByRole('button').click()
  await staff.page
    .locator('tenon-record-list tbody tr')
    .first()
    .locator('td', { hasText: /[¥$€]\s?\d/ })
    .waitFor()
  await picture(staff.page, 'list')
  expect(await axeViolations(staff.page)).toEqual([])
  await staff.context.close()

  const zh = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await zh.go('/studio/entities/contact')
  await zh.page.locator('studio-field-table').getByRole('button', { name: 'Worth', exact: true }).click()
  await zh.page.getByLabel('公式', { exact: true }).fill('wonDeal.amount > 1')
  await zh.page.getByRole('button', { name: /^第 1 行第 1 列：“contact”没有字段“wonDeal”/ }).waitFor()
  await picture(zh.page, 'editor-zh')
  await zh.context.close()
}, 240_000)
