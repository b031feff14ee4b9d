import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon } from '../../core/src/create-tenon.ts'
import { makeRaiseAlert } from '../../core/src/plugins/plugin-alerts.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio, type StudioPage } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { temporaryFolder } from '../support/run-tenon.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'
import { testConfig } from '../support/test-config.ts'
import { makeFleetCatalogue } from './fleet-catalogue.ts'

const { folder: root, remove } = temporaryFolder()
const HOOK = 'entities.companyCar.beforeCreate'

let browser: Browser
let tenon: TestTenon
let catalogue: Awaited<ReturnType<typeof makeFleetCatalogue>>

beforeAll(async () => {
  await buildStudio()
  const maker = await createTenon(await testConfig('pglite'))
  catalogue = await makeFleetCatalogue(maker, root)
  await maker.close()
  tenon = await startTestTenon({ catalogues: [catalogue.shelf], trustFile: catalogue.trustFile })
  browser = await launchBrowser()
}, 180_000)

afterEach(async () => {
  for (const id of ['fleet', 'parcels'])
    await plugins()
      .remove(ctx(), { id, consent: true })
      .catch(() => undefined)
})

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
  remove()
})

const plugins = () => tenon.tenon.services.plugins
const ctx = () => systemContext(tenon.tenant)
const fleet = async () => (await plugins().list(ctx())).find(({ id }) => id === 'fleet')
const book = (plate: string) =>
  tenon.tenon.services.records.create(ctx(), { entity: 'companyCar', values: { plate } }).then(
    (record) => String(record['note']),
    (error: { code: string }) => error.code,
  )
const installFleet = () =>
  plugins().install(ctx(), { id: 'fleet', version: '1.0.0', grants: { fleet: [] }, settings: { region: 'north' } })

/** The dialog that is open, with nothing wrong in it for those who cannot see. */
async function openDialog({ page }: StudioPage) {
  const dialog = page.locator('dialog[open]')
  await dialog.waitFor()
  return dialog
}

test('a plugin goes from the catalogue through its settings and a second version out again, by keys and pointer', async () => {
  const studio = await openStudio(browser, tenon)
  const { page, go } = studio
  await page.route(/plugins\.list/, (route) => route.abort('failed'))
  await go('/studio/plugins')
  await page.getByText('This cannot be shown').waitFor()
  expect(await page.getByText('No plugins').count()).toBe(0)
  await page.unroute(/plugins\.list/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page
    .locator('studio-plugins-page')
    .getByRole('heading', { name: /Automotive/ })
    .waitFor()
  await page.getByRole('link', { name: 'Browse catalogue' }).click()
  await page.keyboard.press('/')
  await page.keyboard.type('compan')
  await page.getByText('Looks after the cars of a company.').waitFor()
  await page.getByText('Parcels', { exact: true }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Install Fleet' }).press('Enter')

  const sheet = await openDialog(studio)
  await sheet.getByText('Signed by Acme Fleet, whom this server trusts.').waitFor()
  await sheet.getByText('Company cars', { exact: true }).waitFor()
  await sheet.getByText('Create Company car with 2 fields').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await sheet.getByRole('checkbox', { name: /Looks for cars that are booked twice/ }).check()
  await sheet.getByRole('button', { name: 'Install', exact: true }).click()
  await sheet.getByText('Fill in Region.').waitFor()
  expect(await fleet()).toBeUndefined()
  await sheet.getByLabel('Region').selectOption({ label: 'South' })
  await sheet.getByRole('button', { name: 'Install', exact: true }).click()

  await page.getByText('Fleet 1.0.0 is installed.').waitFor()
  await catalogue.release(tenon.tenon)
  await page.getByRole('link', { name: 'Company cars' }).first().waitFor()
  expect(await fleet()).toMatchObject({ version: '1.0.0', grants: ['entity:companyCar:read'] })
  const reach = page.getByRole('switch', { name: /Asks the fleet service/ })
  await reach.click()
  await page.getByText('It may now: Asks the fleet service.').waitFor()
  expect((await fleet())?.grants).toContain('http:api.fleet.example')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByText('It may no longer: Asks the fleet service.').waitFor()
  expect((await fleet())?.grants).toEqual(['entity:companyCar:read'])

  const tabs = page.getByRole('navigation', { name: 'Views' })
  await tabs.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Limit').fill('500')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await page.getByText(/'500' is too large; the most is 100/).waitFor()
  await page.getByLabel('Limit').fill('20')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Settings saved. They are in force everywhere.').waitFor()
  expect(await book('B-TN 1')).toBe('up to 20')
  await page.getByRole('button', { name: 'Set: Access token' }).click()
  await page.getByLabel('Value').fill('s3cret-token')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Save secret' }).click()
  await page.getByText(/Set .* by Ada Lin/).waitFor()
  expect(await page.locator('#value').inputValue()).toBe('')

  await tabs.getByRole('link', { name: 'Activity' }).click()
  await page.getByText('Booked B-TN 1 in south').waitFor()
  expect(await page.locator('studio-plugin-activity tbody tr').textContent()).toMatch(/before creating.*Running/s)
  expect(await axeViolations(page)).toEqual([])

  await expect
    .poll(async () => (await plugins().catalogue(ctx())).plugins[0]?.updateAvailable, { timeout: 15_000 })
    .toBe(true)
  await go('/studio/plugins')
  await page.getByText('Update to 1.1.0').waitFor()
  await page
    .getByRole('link', { name: /^Fleet/ })
    .last()
    .click()
  await page.getByRole('button', { name: 'Update to 1.1.0' }).click()
  const upgrade = await openDialog(studio)
  await upgrade.getByText('Add field ‘Depot’ to Company car').waitFor()
  expect(await upgrade.getByRole('checkbox', { name: /booked twice/ }).isDisabled()).toBe(true)
  await upgrade.getByRole('checkbox', { name: /Books the next service/ }).check()
  await upgrade.getByRole('button', { name: 'Update to 1.1.0' }).click()
  await page.getByText('Fleet is now 1.1.0.').waitFor()
  expect(await fleet()).toMatchObject({
    version: '1.1.0',
    grants: ['entity:companyCar:read', 'entity:companyCar:write'],
    health: { settingsProblems: 1, secretsMissing: 0 },
  })
  await page.getByRole('link', { name: '1 setting needs attention' }).click()
  await page.getByText("Limit: '20' is too large; the most is 5").waitFor()

  await page.getByRole('button', { name: 'Save settings' }).click()
  await expect.poll(async () => (await fleet())?.health.settingsProblems).toBe(0)
  expect((await plugins().settings(ctx(), { id: 'fleet' })).values).toMatchObject({ limit: 3 })

  await page.getByRole('button', { name: 'Remove' }).click()
  const removal = await openDialog(studio)
  await removal.getByText('Deleted with it, for good: 1 secret and 1 setting.').waitFor()
  const sure = removal.getByRole('button', { name: 'Remove plugin' })
  expect(await sure.isDisabled()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await removal.getByRole('checkbox').check()
  await sure.click()
  await page.getByText('Fleet is removed.').waitFor()
  expect(await fleet()).toBeUndefined()
  await page.getByRole('link', { name: 'Company cars' }).waitFor({ state: 'detached' })
  expect(await studio.violations()).toEqual([])
  await studio.context.close()
}, 150_000)

test('an unsigned package says so and is installed only with an explicit yes', async () => {
  const studio = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await studio.go('/studio/catalogue')
  await studio.page.getByRole('button', { name: '安装 包裹' }).click()
  const sheet = await openDialog(studio)
  await sheet.getByText('未签名：没有人为其担保。').waitFor()
  const install = sheet.getByRole('button', { name: '安装', exact: true })
  expect(await install.isDisabled()).toBe(true)
  await sheet.getByRole('checkbox', { name: '我了解其来源' }).check()
  await install.click()
  await studio.page.getByText('包裹 0.3.0 已安装。').waitFor()
  await studio.context.close()
})

test('a hook that is switched off is told on every page of every admin, with why, until one resumes it', async () => {
  await installFleet()
  expect(await book('THROW')).toBe('PLUGIN_THREW')
  const studio = await openStudio(browser, tenon, { viewport: { width: 390, height: 800 } })
  const staff = await openStudio(browser, tenon, { person: 'staff' })
  const { page, go } = studio
  await go('/e/contact')
  await staff.go('/e/contact')
  const hook = { tenantId: tenon.tenant.id, pluginId: 'fleet', version: '1.0.0', target: HOOK }
  await makeRaiseAlert(tenon.tenon)(hook)
  await page.getByText('“Company car: before creating” of Fleet was switched off because it kept failing.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('link', { name: 'Look at it' }).click()
  await page.getByText('The fleet service knows no such plate').waitFor()
  await page.getByText('failed by its own error').waitFor()
  // Its name stays in sight on a phone, and leaves more than half of the width to the figures.
  const name = page.locator('studio-plugin-activity tbody .sticky').first()
  expect((await name.boundingBox())?.width).toBeLessThan(180)
  await page.getByRole('button', { name: 'Resume hooks' }).click()
  await page.getByText('Hooks of Fleet are called again.').waitFor()
  await page.locator('studio-plugin-banner .notice').waitFor({ state: 'detached' })
  expect(await staff.page.locator('studio-plugin-banner .notice').count()).toBe(0)
  await staff.go('/studio/plugins')
  await staff.page.getByRole('heading', { name: 'Not open to you' }).waitFor()
  await Promise.all([studio.context.close(), staff.context.close()])
})

test('of two admins at the same settings the later one sees what the other saved, with the own changes on top', async () => {
  await installFleet()
  const one = await openStudio(browser, tenon)
  const two = await openStudio(browser, tenon)
  for (const { go, page } of [one, two]) {
    await go('/studio/plugins/fleet/settings')
    await page.getByLabel('Rate').waitFor()
  }
  await two.page.getByLabel('Limit').fill('9')
  await one.page.getByLabel('Rate').fill('4.5')
  await one.page.getByRole('button', { name: 'Save settings' }).click()
  await one.page.getByText('Settings saved.').waitFor()
  await two.page.getByRole('button', { name: 'Save settings' }).click()
  await two.page.getByText(/Somebody else has saved these settings meanwhile/).waitFor()
  expect(await two.page.getByLabel('Rate').inputValue()).toBe('4.50')
  expect(await two.page.getByLabel('Limit').inputValue()).toBe('9')
  await two.page.getByRole('button', { name: 'Save settings' }).click()
  await two.page.getByText('Settings saved.').waitFor()
  const { values } = await plugins().settings(ctx(), { id: 'fleet' })
  expect(values).toEqual({ rate: '4.50', limit: 9, region: 'north' })
  await Promise.all([one.context.close(), two.context.close()])
})
