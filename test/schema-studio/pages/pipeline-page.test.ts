import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { buildWidgets } from '../../support/build-widgets.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'
import { buildStudio } from '../support/build-studio.ts'
import { openStudio } from '../support/open-studio.ts'

const label = { en: 'Deal', 'zh-CN': '商机' }
const stage = (name: string, words: string, category = 'open') => ({ name, label: { en: words }, category })
const EDITS = {
  entities: {
    deal: {
      ...{ type: 'object', name: 'deal', label, pluralLabel: label, titleField: 'name', listFields: ['name'] },
      properties: {
        name: { fieldType: 'text', label: { en: 'Name' } },
        amount: { fieldType: 'money', label: { en: 'Amount' }, currency: 'EUR' },
        close: { fieldType: 'date', label: { en: 'Close' } },
      },
    },
  },
  pipelines: {
    selling: {
      ...{ entity: 'deal', label: { en: 'Sales', 'zh-CN': '销售' } },
      stages: [
        stage('fresh', 'Fresh'),
        stage('talk', 'Talk'),
        stage('won', 'Won', 'won'),
        stage('lost', 'Lost', 'lost'),
      ],
    },
  },
}

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildWidgets()
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  const { model, records } = tenon.tenon.services
  const { revision } = await model.draft(ctx())
  const saved = await model.saveDraft(ctx(), { edits: EDITS, revision })
  await model.publish(ctx(), { revision: saved.revision })
  for (const name of ['One', 'Two']) await records.create(ctx(), { entity: 'deal', values: { name, stage: 'talk' } })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

const ctx = () => systemContext(tenon.tenant)

const pipeline = async () => (await tenon.tenon.services.model.draft(ctx())).document.pipelines['selling']

/** For a look at it by eye, where somebody asks for it. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['TENON_SHOTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

test('a stage is added with a condition that is checked while it is typed, and every step can be undone', async () => {
  const { page, go, violations } = await openStudio(browser, tenon)
  await go('/studio/entities/deal')
  await page.getByRole('link', { name: 'Edit pipeline Sales' }).click()
  await page.getByRole('heading', { name: 'Sales', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Add stage' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add stage' })
  await sheet.getByLabel('Label (English)').first().fill('Offer')
  await sheet.getByLabel('Label (Chinese)').first().fill('报价')
  await sheet.getByLabel('Chance of winning (%)').fill('60')
  await sheet.getByLabel('Records at once, at most').fill('5')
  await sheet.getByRole('group', { name: 'Fields needed to enter' }).getByLabel('Amount').check()
  await sheet.getByRole('button', { name: 'Add a condition for entering' }).click()
  const condition = sheet.getByLabel('Condition', { exact: true })
  await condition.fill('amount > nothing')
  await sheet.getByRole('button', { name: /^Line 1, column 10/ }).waitFor()
  expect(await sheet.getByRole('button', { name: 'Save to draft' }).isDisabled()).toBe(true)
  await condition.fill('close != null')
  await shoot(page, 'stage-sheet')
  expect(await axeViolations(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Save to draft' }).click()
  await sheet.waitFor({ state: 'hidden' })
  expect((await pipeline())?.stages[2]).toMatchObject({
    ...{ name: 'offer', label: { en: 'Offer', 'zh-CN': '报价' }, category: 'open', probability: 60, wipLimit: 5 },
    entry: { requiredFields: ['amount'], guards: [{ name: 'condition', condition: 'close != null' }] },
  })
  await page.locator('studio-stage-table').getByText('New', { exact: true }).waitFor()
  await shoot(page, 'pipeline-page')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await pipeline())?.stages.length).toBe(4)
  expect(await violations()).toEqual([])
})

test('stages are ordered by keys, moves and rules are set, and fields for reasons are made', async () => {
  const { page, go } = await openStudio(browser, tenon)
  await go('/studio/pipelines/selling')
  await page.getByRole('button', { name: 'Move down: Fresh' }).focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(async () => (await pipeline())?.stages.map(({ name }) => name).join()).toBe('talk,fresh,won,lost')
  await page.getByLabel('Fresh may be followed by Won').uncheck()
  await expect.poll(async () => (await pipeline())?.stages[1]?.transitions).toEqual(['talk', 'lost'])
  await page.getByLabel('Stages may be passed over on the way forward').uncheck()
  await expect.poll(async () => (await pipeline())?.skipping).toBe(false)
  await page.getByRole('button', { name: 'Add rule' }).click()
  await expect.poll(async () => (await pipeline())?.transitionRules?.[0]?.approval).toEqual({ manager: true })
  await page.getByRole('button', { name: 'Create fields for it' }).click()
  await expect
    .poll(async () => (await pipeline())?.lossReason)
    .toEqual({
      ...{ field: 'lossReason', textField: 'lossText', textRequiredFor: ['other'] },
    })
  await page.locator('#amountField').selectOption('amount')
  await expect.poll(async () => (await pipeline())?.amountField).toBe('amount')
  expect(await axeViolations(page)).toEqual([])
  await tenon.tenon.services.model.discardDraft(ctx())
})

test('a stage with records goes once it is said where they go, on a narrow dark screen too', async () => {
  const { page, go } = await openStudio(browser, tenon, { viewport: { width: 390, height: 844 } })
  await page.emulateMedia({ colorScheme: 'dark' })
  await go('/studio/pipelines/selling')
  await shoot(page, 'pipeline-page-390')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Remove: Talk' }).click()
  await page.getByText('Stage “Talk” removed in the draft.').waitFor()
  await go('/studio/changes')
  await page.getByText('2 records of Deal in “Talk” (Sales)').waitFor()
  await page.getByText('Say first where the records go whose stage is removed.').waitFor()
  expect(await page.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true)
  await page.getByLabel('Where records of “Talk” go').selectOption({ label: 'Won' })
  await shoot(page, 'stage-questions-390')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText(/^Version \d+ is published\.$/).waitFor()
  const { records } = await tenon.tenon.services.records.find(ctx(), { entity: 'deal', fields: ['stage'] })
  expect(records.map((record) => record['stage'])).toEqual(['won', 'won'])
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await expect
    .poll(async () =>
      (await tenon.tenon.services.records.find(ctx(), { entity: 'deal' })).records.map((record) => record['stage']),
    )
    .toEqual(['talk', 'talk'])
})

test('a second pipeline is added and removed, in Chinese', async () => {
  const { page, go } = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await go('/studio/entities/deal')
  await page.getByRole('button', { name: '添加流程' }).click()
  const dialog = page.getByRole('dialog', { name: '添加流程' })
  await dialog.locator('#en').fill('Renewals')
  await dialog.locator('#zh').fill('续约')
  await dialog.getByRole('button', { name: '添加流程' }).click()
  await page.getByRole('heading', { name: '续约', level: 1 }).waitFor()
  expect((await tenon.tenon.services.model.draft(ctx())).document.pipelines['renewals']?.stages).toHaveLength(3)
  await shoot(page, 'pipeline-page-zh')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: '移除流程' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '移除流程' }).click()
  await page.getByRole('heading', { name: '商机', level: 1 }).waitFor()
  expect((await tenon.tenon.services.model.draft(ctx())).document.pipelines).not.toHaveProperty('renewals')
})
