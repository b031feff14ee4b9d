import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'
import { buildStudio } from '../support/build-studio.ts'
import { makeOpenPanel } from '../support/open-panel.ts'

let browser: Browser
let tenon: TestTenon
let open: Awaited<ReturnType<typeof makeOpenPanel>>

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  open = await makeOpenPanel(browser, tenon)
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

test('a team is made, given people, archived, brought back and deleted, and a refusal is told in the dialog', async () => {
  const { page, told } = await open({ tag: 'studio-teams', plugin: '' })
  await page.getByRole('row').filter({ hasText: 'In use' }).first().waitFor()
  expect(await axeViolations(page)).toEqual([])

  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New team' }).click()
  await dialog.getByLabel('Name').fill('North')
  const person = dialog.getByRole('checkbox').first()
  const name = (await dialog.locator('.people label').first().textContent())?.trim() ?? ''
  await person.check()
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  const north = page.getByRole('row').filter({ hasText: 'North' })
  await north.getByText(name).waitFor()
  await expect.poll(told).toEqual(['North is saved.'])

  await page.getByRole('button', { name: 'New team' }).click()
  expect(await dialog.getByRole('checkbox').first().isChecked()).toBe(false)
  await dialog.getByLabel('Name').fill('North')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('There is a team “North” already.').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Delete North' }).click()
  await expect.poll(told).toContainEqual(expect.stringContaining('archive it instead'))
  await page.getByRole('button', { name: 'Archive North' }).click()
  await north.getByText('Archived').waitFor()
  await page.getByRole('button', { name: 'Restore North' }).click()
  await north.getByText('In use').waitFor()

  await page.getByRole('button', { name: 'Edit North' }).click()
  expect(await dialog.getByRole('checkbox').first().isChecked()).toBe(true)
  await dialog.getByRole('checkbox').first().uncheck()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await north.getByText(name).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Delete North' }).click()
  await north.waitFor({ state: 'detached' })
  await page.context().close()
})

test('the panel speaks Chinese', async () => {
  const { page } = await open({ tag: 'studio-teams', plugin: '', locale: 'zh-CN' })
  await page.getByRole('button', { name: '新建团队' }).waitFor()
  await page.context().close()
})

test('a person gets a manager and another role, and a circle of managers is refused in the dialog', async () => {
  const { page, told } = await open({ tag: 'studio-people', plugin: '' })
  const rows = page.getByRole('row')
  await rows.nth(2).waitFor()
  expect(await axeViolations(page)).toEqual([])
  const nameOf = async (index: number) =>
    (await rows.nth(index).locator('.chips').textContent())?.slice(-1_000).trim() ?? ''
  const people = await tenon.tenon.services.users.list(systemContext(tenon.tenant))
  const [first, second] = people.map(({ name }) => name)
  if (first === undefined || second === undefined) throw new Error('The demo has no people')
  expect(await nameOf(1)).toContain(first)
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: `Change ${first}`, exact: true }).click()
  await dialog.getByLabel('Manager').selectOption({ label: second })
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect.poll(told).toEqual([`${first} was changed.`])
  await expect.poll(() => rows.nth(1).textContent()).toContain(second)

  await page.getByRole('button', { name: `Change ${second}`, exact: true }).click()
  expect(await dialog.getByRole('checkbox', { checked: true }).count()).toBeGreaterThan(0)
  await dialog.getByLabel('Manager').selectOption({ label: first })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('A person cannot be their own manager').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.context().close()
})
