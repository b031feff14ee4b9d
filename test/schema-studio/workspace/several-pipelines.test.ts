import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'
import { buildStudio } from '../support/build-studio.ts'
import { openStudio } from '../support/open-studio.ts'

const stage = (name: string, words: string) => ({ name, label: { en: words }, category: 'open' })
const label = { en: 'Job' }
const EDITS = {
  entities: {
    job: {
      ...{ type: 'object', name: 'job', label, pluralLabel: { en: 'Jobs' }, titleField: 'name' },
      listFields: ['name'],
      properties: { name: { fieldType: 'text', label: { en: 'Name' } } },
    },
  },
  pipelines: {
    repair: { entity: 'job', label: { en: 'Repairs' }, stages: [stage('seen', 'Seen'), stage('mended', 'Mended')] },
    sale: { entity: 'job', label: { en: 'Sales of jobs' }, stages: [stage('asked', 'Asked'), stage('sold', 'Sold')] },
  },
}

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  const { model } = tenon.tenon.services
  const { revision } = await model.draft(ctx())
  const saved = await model.saveDraft(ctx(), { edits: EDITS, revision })
  await model.publish(ctx(), { revision: saved.revision })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

const ctx = () => systemContext(tenon.tenant)

const placeOf = async (name: string) => {
  const { records } = await tenon.tenon.services.records.find(ctx(), {
    entity: 'job',
    where: { field: 'name', op: 'eq', value: name },
  })
  return `${records[0]?.pipeline}.${records[0]?.stage}`
}

test('a new record goes through the pipeline that is chosen, and moves to another one and back', async () => {
  const { page, go, context } = await openStudio(browser, tenon, { person: 'staff' })
  await go('/e/job')
  await page.getByRole('button', { name: 'New Job' }).first().click()
  const form = page.getByRole('dialog', { name: 'New Job' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Chair')
  expect(await form.getByLabel('Pipeline').inputValue()).toBe('repair')
  await form.getByLabel('Pipeline').selectOption({ label: 'Sales of jobs' })
  expect(await axeViolations(page)).toEqual([])
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => placeOf('Chair'), { timeout: 15_000 }).toBe('sale.asked')
  await page.locator('tenon-record-list').getByText('Chair').click()
  await page.locator('studio-pipeline-move').getByText('Sales of jobs').first().waitFor()
  await page.getByRole('button', { name: 'Move to another pipeline' }).click()
  const dialog = page.getByRole('dialog', { name: 'Move to another pipeline' })
  await dialog.getByLabel('Stage').selectOption({ label: 'Mended' })
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByText('Moved to Mended').or(page.getByText('Mended').last()).first().waitFor()
  await expect.poll(() => placeOf('Chair'), { timeout: 15_000 }).toBe('repair.mended')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => placeOf('Chair'), { timeout: 15_000 }).toBe('sale.asked')
  await context.close()
})

test('a list is narrowed to a pipeline, and a board leads to the others and is found again', async () => {
  const { create } = tenon.tenon.services.records
  await create(ctx(), { entity: 'job', values: { name: 'Table', pipeline: 'repair' } })
  const { page, go, context } = await openStudio(browser, tenon)
  await go('/e/job')
  const list = page.locator('tenon-record-list')
  await list.getByText('Table').waitFor()
  await page.getByLabel('Records of pipeline').selectOption({ label: 'Sales of jobs' })
  await list.getByText('Table').waitFor({ state: 'detached' })
  await list.getByText('Chair').waitFor()
  await page.getByLabel('Records of pipeline').selectOption({ label: 'All pipelines' })
  await list.getByText('Table').waitFor()
  await go('/board/repair')
  await page.locator('tenon-pipeline-board').getByText('Table').waitFor()
  await page.getByLabel('Pipeline').selectOption({ label: 'Sales of jobs' })
  await page.getByRole('heading', { name: 'Sales of jobs', level: 1 }).waitFor()
  await page.locator('tenon-pipeline-board').getByText('Chair').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await go('/e/job')
  await page.getByRole('link', { name: 'Board', exact: true }).click()
  await page.getByRole('heading', { name: 'Sales of jobs', level: 1 }).waitFor()
  await context.close()
})
