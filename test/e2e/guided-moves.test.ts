import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { picture } from '../support/picture.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'

const CLOSES_IN_TIME = {
  name: 'closesInTime',
  label: { en: 'Closes in time', 'zh-CN': '按时关闭' },
  condition: 'expectedCloseOn >= today',
  message: { en: 'The expected close lies in the past.', 'zh-CN': '预计成交日期已过。' },
}
const WINNING = {
  name: 'winning',
  label: { en: 'Winning needs a lead', 'zh-CN': '赢单需负责人同意' },
  to: ['won'],
  approval: { roles: ['lead'] },
}

let browser: Browser
let tenon: TestTenon
let id = ''

const ctx = () => systemContext(tenon.tenant)
const services = () => tenon.tenon.services

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  await publishRules()
  await services().roles.set(ctx(), {
    name: 'lead',
    label: { en: 'Lead', 'zh-CN': '主管' },
    grants: { '*': { create: 'all', read: 'all', update: 'all', delete: 'none', override: true } },
  })
  const admin = (await services().users.list(ctx())).find(({ email }) => email === 'admin@demo.example')
  await services().users.update(ctx(), { id: admin?.id ?? '', roles: ['admin', 'lead'] })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

beforeEach(async () => {
  const values = { name: 'Two vans', stage: 'prospecting', pipeline: 'sales', expectedCloseOn: '2020-01-31' }
  id = (await services().records.create(ctx(), { entity: 'opportunity', values })).id
})

async function publishRules(): Promise<void> {
  const { pipelines } = await services().model.view(ctx())
  const stages = (pipelines['sales'] as PipelineSchema).stages.map((stage): StageSchema => {
    if (stage.name !== 'proposal') return stage
    return { ...stage, entry: { ...stage.entry, guards: [CLOSES_IN_TIME] } }
  })
  const sales = { stages, transitionRules: [WINNING], lossReason: { field: 'lossReason' } }
  const { revision } = await services().model.draft(ctx())
  const draft = await services().model.saveDraft(ctx(), { edits: { pipelines: { sales } }, revision })
  await services().model.publish(ctx(), { revision: draft.revision })
}

const stored = () => services().records.get(ctx(), { entity: 'opportunity', id })
const stageButton = (page: Page, name: string) => page.locator('studio-stage-path').getByRole('button', { name })

test('a refused move says what is missing and which condition fails, takes the fields, and moves in one write', async () => {
  const { page, go, context } = await openStudio(browser, tenon, { person: 'staff' })
  await go(`/e/opportunity/${id}`)
  await stageButton(page, 'Proposal').click()
  const dialog = page.locator('studio-move-dialog dialog[open]')
  await dialog.getByRole('heading', { name: 'Move Two vans to Proposal' }).waitFor()
  await dialog.getByText('The expected close lies in the past.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'move-dialog')
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  expect(await stored()).toMatchObject({ stage: 'prospecting', version: 1 })
  await dialog.getByRole('textbox', { name: /Amount/ }).fill('1200')
  await dialog.getByLabel(/Expected close/).fill('2099-03-01')
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByText('Moved to Proposal.').waitFor()
  const { amount } = await stored()
  expect(await stored()).toMatchObject({ stage: 'proposal', version: 2, expectedCloseOn: '2099-03-01' })
  expect(amount).toEqual({ amount: '1200.00', currency: 'USD' })
  await context.close()
})

test('a lost record is asked why, on the board too, and stays where it was when nobody says', async () => {
  const { page, go, context } = await openStudio(browser, tenon, { person: 'staff' })
  await go('/board/sales')
  const card = page.locator(`tenon-pipeline-board [data-id="${id}"]`)
  await card.focus()
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Lost' }).click()
  const dialog = page.locator('studio-move-dialog dialog[open]')
  await dialog.getByLabel(/Reason for loss/).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await stored()).toMatchObject({ stage: 'prospecting' })
  await card.focus()
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Lost' }).click()
  await dialog.getByLabel(/Reason for loss/).selectOption({ label: 'Price' })
  await picture(page, 'move-lost')
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await stored()).toMatchObject({ stage: 'lost', lossReason: 'price' })
  await context.close()
})

test('a move that needs approval is asked for, decided by whoever may, and made in the name of whoever asked', async () => {
  const values = { stage: 'proposal', expectedCloseOn: '2099-01-01', amount: { amount: '5', currency: 'USD' } }
  await services().records.update(ctx(), { entity: 'opportunity', id, version: 1, values })
  const staff = await openStudio(browser, tenon, { person: 'staff' })
  await staff.go(`/e/opportunity/${id}`)
  await stageButton(staff.page, 'Won').click()
  const dialog = staff.page.locator('studio-move-dialog dialog[open]')
  await dialog.getByText(/anybody with the role Lead can agree/).waitFor()
  await dialog.getByLabel('What they should know').fill('They want to sign today')
  expect(await axeViolations(staff.page)).toEqual([])
  await picture(staff.page, 'move-approval')
  await dialog.getByRole('button', { name: 'Ask for approval' }).click()
  await staff.page.locator('studio-approval-card').getByText('They want to sign today').waitFor()
  expect(await stored()).toMatchObject({ stage: 'proposal' })
  const lead = await openStudio(browser, tenon)
  await lead.go('/approvals')
  const request = lead.page.locator('studio-approval-card').filter({ hasText: 'Two vans' }).first()
  await request.getByText('They want to sign today').waitFor()
  expect(await axeViolations(lead.page)).toEqual([])
  await picture(lead.page, 'approvals')
  await request.getByRole('button', { name: 'Agree' }).click()
  await lead.page.getByText('Agreed: the record has moved.').first().waitFor()
  expect(await stored()).toMatchObject({ stage: 'won' })
  await staff.page
    .locator('studio-history')
    .getByText(/Agreed to by/)
    .first()
    .waitFor()
  await Promise.all([staff.context.close(), lead.context.close()])
})

test('whoever decides reads what the records are called that a move would write, by their names alone', async () => {
  const { id: account } = await services().records.create(ctx(), { entity: 'account', values: { name: 'Van buyers' } })
  const values = { stage: 'proposal', expectedCloseOn: '2099-01-01', amount: { amount: '5', currency: 'USD' } }
  await services().records.update(ctx(), { entity: 'opportunity', id, version: 1, values })
  const staff = await openStudio(browser, tenon, { person: 'staff' })
  const asked = await staff.page.request.post(`/api/v1/opportunity/${id}/approvals`, {
    data: { version: 2, stage: 'won', values: { account } },
    headers: { origin: tenon.url },
  })
  expect(await asked.json()).toMatchObject({ status: 'open', values: { account } })
  const lead = await openStudio(browser, tenon)
  await lead.go('/approvals')
  const writes = lead.page.locator('studio-approval-card dl').filter({ hasText: 'Account' }).first()
  await writes.getByText('Van buyers').waitFor()
  expect(await writes.textContent()).not.toMatch(/Unnamed|Not open/)
  await Promise.all([staff.context.close(), lead.context.close()])
})

test('whoever has the right passes over the rules with a reason, which the history keeps', async () => {
  const { page, go, context } = await openStudio(browser, tenon)
  await go(`/e/opportunity/${id}`)
  await stageButton(page, 'Proposal').click()
  const dialog = page.locator('studio-move-dialog dialog[open]')
  await dialog.getByText('Pass over the pipeline’s rules…').click()
  const anyway = dialog.getByRole('button', { name: 'Move anyway' })
  expect(await anyway.isDisabled()).toBe(true)
  await dialog.getByLabel('Reason', { exact: true }).fill('Agreed on the phone')
  await picture(page, 'move-override')
  await anyway.click()
  await page
    .locator('studio-history')
    .getByText(/Agreed on the phone/)
    .waitFor()
  await picture(page, 'move-history')
  expect(await stored()).toMatchObject({ stage: 'proposal', amount: null })
  await context.close()
})

test('a role is made, limited to what it may see, and taken away again, in Chinese too', async () => {
  const { page, go, context } = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await go('/settings/roles')
  await page.getByRole('button', { name: '新建角色' }).click()
  const sheet = page.locator('studio-role-sheet dialog[open]')
  await sheet.getByLabel('名称（英文）').fill('Viewer')
  await sheet.getByLabel('API 名称').fill('viewer')
  await sheet.getByLabel('新建', { exact: true }).selectOption('none')
  await sheet.getByLabel('修改', { exact: true }).selectOption('none')
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'role-sheet')
  await sheet.getByRole('button', { name: '保存' }).click()
  await sheet.waitFor({ state: 'detached' })
  const made = (await services().roles.list(ctx())).find(({ name }) => name === 'viewer')
  expect(made?.grants['*']).toEqual({ create: 'none', read: 'all', update: 'none', delete: 'none' })
  await picture(page, 'roles')
  await page.getByRole('button', { name: '移除角色: Viewer' }).click()
  await page.locator('studio-confirm-dialog').getByRole('button', { name: '移除角色' }).click()
  await page.locator('studio-roles tr').filter({ hasText: 'Viewer' }).waitFor({ state: 'detached' })
  expect((await services().roles.list(ctx())).some(({ name }) => name === 'viewer')).toBe(false)
  await context.close()
})
