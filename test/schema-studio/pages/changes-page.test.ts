import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { buildWidgets } from '../../support/build-widgets.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'
import { buildStudio } from '../support/build-studio.ts'
import { openStudio } from '../support/open-studio.ts'

const label = { en: 'Box', 'zh-CN': '箱子' }
const editsWith = (fieldType: string) => ({
  entities: {
    box: {
      ...{ type: 'object', name: 'box', label, pluralLabel: label, titleField: 'name', listFields: ['name', 'size'] },
      properties: {
        name: { fieldType: 'text', label: { en: 'Name' } },
        size: { fieldType, label: { en: 'Size', 'zh-CN': '尺寸' } },
      },
    },
  },
})

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildWidgets()
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  await publish('text')
  for (const size of ['7', 'large'])
    await tenon.tenon.services.records.create(ctx(), { entity: 'box', values: { name: `Box ${size}`, size } })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

const ctx = () => systemContext(tenon.tenant)

async function draft(fieldType: string): Promise<number> {
  const { model } = tenon.tenon.services
  const { revision } = await model.draft(ctx())
  return (await model.saveDraft(ctx(), { edits: editsWith(fieldType), revision })).revision
}

async function publish(fieldType: string): Promise<void> {
  await tenon.tenon.services.model.publish(ctx(), { revision: await draft(fieldType), consent: true })
}

const sizes = async () => {
  const { records } = await tenon.tenon.services.records.find(ctx(), { entity: 'box', sort: [{ field: 'name' }] })
  return records.map((record) => record['size'])
}

test('a plan shows what is lost, row by row, and what uses the field; published, a version can be restored', async () => {
  await draft('integer')
  const { page, go } = await openStudio(browser, tenon)
  await go('/studio/changes')
  const step = page.locator('studio-plan-step')
  await step.getByText('1 value is put aside').waitFor()
  await step.getByText('1 row before and after').or(step.getByText('2 rows before and after')).click()
  const rows = step.getByRole('row')
  expect(await rows.nth(1).getByRole('cell').allInnerTexts()).toEqual(['Box large', 'large', 'empty'])
  await step.getByText(/^can come back for 30 days, until /).waitFor()
  const file = step.getByRole('link', { name: 'All affected values as CSV' })
  const csv = await page.request.get((await file.getAttribute('href')) ?? '')
  expect(csv.headers()['content-type']).toContain('text/csv')
  expect((await csv.text()).replaceAll(/[0-9a-f-]{36}/g, 'ID')).toBe(
    '\uFEFFid,title,before,after,lost\r\nID,Box large,large,,yes\r\nID,Box 7,7,7,no\r\n',
  )
  await step.getByText('Used in 1 place').click()
  const link = step.getByRole('link', { name: 'The list of Box has it as a column' })
  await step.getByRole('heading', { name: 'Lists and views' }).waitFor()
  expect(await link.getAttribute('href')).toBe('/studio/entities/box')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('checkbox', { name: /^I agree/ }).check()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText(/^Version \d+ is published\.$/).waitFor()
  expect(await sizes()).toEqual([7, null])
  await page.getByRole('heading', { name: 'Put aside' }).waitFor()
  await page.getByText('30 days left').waitFor()
  await page.locator('studio-parked-list').getByText('Box · Size').waitFor()
  const { version } = (await tenon.tenon.services.model.versions(ctx()))[1] ?? { version: 0 }
  await page.getByRole('button', { name: `Restore version ${version}` }).click()
  await page.getByRole('dialog').getByText(`Restore version ${version}?`).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await page.getByText(`Version ${version} is restored.`).waitFor()
  expect(await sizes()).toEqual(['7', 'large'])
  expect(await axeViolations(page)).toEqual([])
})

test('a publish that takes long is shown with its progress, and can be cancelled', async () => {
  const { schema } = tenon.tenant
  const db = tenon.tenon.database.tenant(schema)
  const id = '01890a5d-ac96-774b-bcce-b302099a8057'
  const run = { ...{ id, status: 'paused' as const, base_version: 1, document: '{}', edits: '{}', packages: [] } }
  await db
    .insertInto('_publish_run')
    .values({ ...run, draft_revision: null, consent: true, note: 'Numbers', actor: '{}', locale: 'en', version: null })
    .execute()
  await db.insertInto('_publish_copy').values({ key: 'box/size', run_id: id, done: 400, total: 1_000 }).execute()
  const { page, go } = await openStudio(browser, tenon)
  await go('/studio/changes')
  await page.getByRole('heading', { name: 'Publishing is paused' }).waitFor()
  expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('400')
  await page.getByText('400 of 1,000 rows rewritten').waitFor()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Cancel publish' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel publish' }).click()
  await page.getByRole('heading', { name: 'The last publish was cancelled' }).waitFor()
  const { rows } = await sql<{ status: string }>`select status from ${sql.id(schema, '_publish_run')}`.execute(db)
  expect(rows).toEqual([{ status: 'cancelled' }])
})

test('the database is compared with the model on demand, and brought in step, in Chinese too', async () => {
  const { page, go } = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await go('/studio/changes')
  await page.getByRole('button', { name: '立即检查' }).click()
  await page.getByText(/^数据库与模型一致/).waitFor()
  await tenon.tenon.database.execute(`alter table ${tenon.tenant.schema}.box drop column size`)
  await page.getByRole('button', { name: '立即检查' }).click()
  await page.getByText('数据表“box”缺少列“size”（text）。').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: '使其一致' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '使其一致' }).click()
  await page.getByText(/^数据库与模型一致/).waitFor()
  expect(await sizes()).toEqual([null, null])
})

test('steps are listed in words, undone by key in another session too, kept under a name, and published at a time', async () => {
  const { revision } = await tenon.tenon.services.model.discardDraft(ctx())
  expect(revision).toBeGreaterThan(0)
  const [one, other] = [await openStudio(browser, tenon), await openStudio(browser, tenon)]
  await one.go('/studio/entities/box')
  await one.page.getByRole('button', { name: 'Names, icon, combinations' }).click()
  await one.page.locator('#labelEn').fill('Crate')
  await one.page.getByRole('button', { name: 'Save to draft' }).click()
  await one.page.getByRole('link', { name: /^Review changes/ }).waitFor()
  await other.go('/studio/changes')
  const { page } = other
  await page.locator('studio-draft-steps').getByText('Change labels or layout of Crate').waitFor()
  await page.getByLabel('Name for the draft as it is now').fill('Crates')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('button', { name: 'Back to ‘Crates’' }).waitFor()
  await page.locator('h1').click()
  await page.keyboard.press('Control+z')
  await page
    .locator('studio-draft-steps')
    .getByText(/undone$/)
    .waitFor()
  expect((await tenon.tenon.services.model.draft(ctx())).document.entities['box']?.label.en).toBe('Box')
  await page.keyboard.press('Control+Shift+z')
  await page.getByText('Publish at a time').click()
  await page.getByLabel('Time', { exact: true }).fill('2099-03-01T22:00')
  await page.getByLabel('Time zone').selectOption('Europe/Berlin')
  await page.getByRole('button', { name: 'Schedule' }).click()
  await page.getByText(/^To be published Mar 1, 2099, 10:00\sPM \(Europe\/Berlin\)/).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Do not publish' }).click()
  await page.getByText(/^To be published/).waitFor({ state: 'detached' })
  expect((await tenon.tenon.services.model.scheduledPublishes(ctx()))[0]?.status).toBe('cancelled')
})

test('steps go on over publishes, come in pages, and what is published is undone by key, in Chinese too', async () => {
  const { model, users } = tenon.tenon.services
  const admin = (await users.list(ctx())).find(({ roles }) => roles.includes('admin'))
  const { id = '', name = '', roles = [] } = admin ?? {}
  const own = { ...ctx(), actor: { kind: 'user' as const, id, name, roles } }
  async function call(en: string): Promise<number> {
    const { edits, revision } = await model.draft(own)
    const box = { ...edits.entities?.['box'], label: { en, 'zh-CN': en } }
    return (await model.saveDraft(own, { edits: { ...edits, entities: { box } }, revision })).revision
  }
  for (let n = 1; n <= 60; n++) await call(`Box ${n}`)
  const { version } = await model.publish(own, { revision: await call('Last box'), note: 'Renamed' })
  const { page, go } = await openStudio(browser, tenon)
  await go('/studio/changes')
  const steps = page.locator('studio-draft-steps')
  await steps.getByText(`Version ${version} was published`).waitFor()
  await steps.getByText('Renamed').waitFor()
  const words = () => steps.locator('li:not(.publish) .words').allInnerTexts()
  expect((await words()).slice(0, 2)).toEqual([
    'Change labels or layout of Last box',
    'Change labels or layout of Box 60',
  ])
  expect(await words()).toHaveLength(50)
  await steps.getByRole('button', { name: 'Older steps' }).click()
  await steps.getByText('Change labels or layout of Box 1', { exact: true }).waitFor()
  expect((await words()).length).toBeGreaterThan(61)
  expect(await axeViolations(page)).toEqual([])
  await page.locator('h1').click()
  await page.keyboard.press('Control+z')
  await steps.getByText(/undone$/).waitFor()
  await page
    .locator('studio-plan-step')
    .getByText(/labels/)
    .first()
    .waitFor()
  const draft = await model.draft(own)
  expect([draft.baseVersion, draft.document.entities['box']?.label.en]).toEqual([version, 'Box 60'])
  expect((await model.view(own)).entities['box']?.label.en).toBe('Last box')
  const chinese = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await chinese.go('/studio/changes')
  await chinese.page.getByText(`已发布版本 ${version}`).waitFor()
  await chinese.page.getByText('已发布的步骤也可以撤销').waitFor()
  await chinese.page.getByRole('button', { name: '更早的步骤' }).waitFor()
})
