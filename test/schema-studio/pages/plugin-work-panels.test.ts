import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { PARCEL } from '../../core/tasks/open-parcel-tenon.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { buildWidgets } from '../../support/build-widgets.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'
import { buildStudio } from '../support/build-studio.ts'
import { makeOpenPanel } from '../support/open-panel.ts'

const TASKS = { tag: 'studio-plugin-tasks', plugin: 'parcel' }
const SCHEDULES = { tag: 'studio-plugin-schedules', plugin: 'parcel' }
const WEBHOOKS = { tag: 'studio-plugin-webhooks', plugin: 'parcel' }

let browser: Browser
let tenon: TestTenon
let open: Awaited<ReturnType<typeof makeOpenPanel>>

beforeAll(async () => {
  await buildWidgets()
  await buildStudio()
  tenon = await startTestTenon()
  await tenon.tenon.installPlugins(systemContext(tenon.tenant), [await tenon.tenon.loadPluginFolder(PARCEL)])
  browser = await launchBrowser()
  open = await makeOpenPanel(browser, tenon)
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})
beforeEach(() => query(sql`delete from ${table()}`))
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

const table = () => sql.id(tenon.tenant.schema, '_plugin_task')
const query = (statement: ReturnType<typeof sql>) => statement.execute(tenon.tenon.database.control)
const write = (status: string, { name = 'remind', kind = 'job', count = 1, error = 'boom' } = {}) =>
  query(sql`insert into ${table()} (id, plugin, kind, name, data, run_at, status, attempts, depth, created_by, created_at,
      finished_at, error_code, error)
    select gen_random_uuid(), 'parcel', ${kind}, ${name}, 'null', now() + interval '1 day', ${status}, 5, 0, 'system',
      now() - make_interval(secs => n), case when ${status} in ('done', 'failed') then now() end,
      case when ${status} = 'failed' then 'PLUGIN_THREW' end, case when ${status} = 'failed' then ${error} end
    from generate_series(1, ${count}::int) n`)

test('what a plugin does later is listed with its state, and what has failed can be tried again', async () => {
  await write('failed', { name: 'delivered', kind: 'webhook' })
  await write('waiting')
  await write('done', { name: 'onInstall', kind: 'lifecycle' })
  const { page, told } = await open(TASKS)
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })
  const failed = row('Delivery notices')
  await failed.getByText('Failed', { exact: true }).waitFor()
  await failed.getByText('The plugin’s code failed. boom').waitFor()
  await failed.getByText('5 of 5 attempts').waitFor()
  await row('Installation').getByText('Done').waitFor()
  expect(await row('Installation').getByRole('button').count()).toBe(0)
  expect(await axeViolations(page)).toEqual([])
  await failed.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(told).toEqual(['“Delivery notices” is tried again.'])
  await failed.getByText('Failed', { exact: true }).waitFor({ state: 'detached' })
  await row('remind').getByRole('button', { name: 'Cancel' }).click()
  await row('remind').waitFor({ state: 'detached' })
  expect(await told()).toContain('Cancel “remind”?')
})

test('why a task has failed is told on as many lines as it takes, on a phone too, beside what can be done', async () => {
  await write('failed', { error: `The other side refused it: ${'again and '.repeat(40)}again.` })
  const { page } = await open(TASKS)
  const why = page.locator('.why')
  const retry = page.getByRole('button', { name: 'Try again' })
  for (const width of [1_360, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await why.waitFor()
    const [shown, whole] = await why.evaluate((text) => [text.clientWidth, text.scrollWidth])
    expect(whole).toBeLessThanOrEqual(shown ?? 0)
    expect(shown).toBeGreaterThan(200)
    const { x = width, width: own = 0 } = (await retry.boundingBox()) ?? {}
    expect(x + own).toBeLessThanOrEqual(width)
  }
})

test('tasks are filtered by state and read page by page, and nothing is said where there is nothing', async () => {
  await write('done', { count: 60 })
  await write('failed')
  const { page } = await open(TASKS)
  const rows = page.getByRole('row')
  await expect.poll(() => rows.count()).toBe(51)
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => rows.count()).toBe(62)
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
  await page.getByRole('combobox', { name: 'State' }).selectOption('Failed')
  await expect.poll(() => rows.count()).toBe(2)
  await page.getByRole('combobox', { name: 'State' }).selectOption('Running')
  await page.getByText('None in this state').waitFor()
  await query(sql`delete from ${table()}`)
  await page.getByRole('combobox', { name: 'State' }).selectOption('All states')
  await page.getByText('Nothing here yet').waitFor()
})

test('a schedule is told in words and in the person’s language, paused, resumed and run at once', async () => {
  const { page, told } = await open(SCHEDULES)
  const row = page.getByRole('row').filter({ hasText: 'Find lost parcels' })
  await row.getByText('At 02:30').waitFor()
  await row.getByText('Europe/Berlin').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await row.getByRole('button', { name: 'Pause' }).click()
  await row.getByText('Paused').waitFor()
  await row.getByRole('button', { name: 'Run now' }).click()
  await expect.poll(told).toEqual(['“Find lost parcels” runs now; what comes of it stands among the tasks.'])
  await row.getByRole('button', { name: 'Resume' }).click()
  await row.getByText('Paused').waitFor({ state: 'detached' })
  const chinese = await open({ ...SCHEDULES, locale: 'zh-CN' })
  await chinese.page.getByRole('row').filter({ hasText: '查找丢失的包裹' }).getByText('每天 02:30').waitFor()
  expect(await axeViolations(chinese.page)).toEqual([])
})

test('a webhook shows its address, gives a secret once, keeps the one before for a while, and is switched off', async () => {
  const { page } = await open(WEBHOOKS)
  const card = page.getByRole('article').filter({ hasText: 'Delivery notices' })
  await card.getByText('No secret yet').waitFor()
  expect(await card.getByRole('textbox').inputValue()).toBe(`${tenon.url}/hooks/demo/parcel/delivered`)
  expect(await axeViolations(page)).toEqual([])
  const secretOf = () => page.getByLabel('This is the secret for the sender').inputValue()
  await page.getByRole('button', { name: 'New secret: Delivery notices' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Secret of the sender').fill('short')
  await dialog.getByRole('button', { name: 'New secret' }).click()
  await dialog.getByText('This is no secret of Standard Webhooks').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByLabel('Secret of the sender').fill('')
  await dialog.getByRole('button', { name: 'New secret' }).click()
  await card.getByText('On', { exact: true }).waitFor()
  const first = await secretOf()
  expect(first).toMatch(/^whsec_/)
  await page.getByRole('button', { name: 'New secret: Delivery notices' }).click()
  await dialog.getByLabel('The secret before stays good').selectOption('for 168 hours')
  await dialog.getByRole('button', { name: 'New secret' }).click()
  await card.getByText('The secret before is good until').waitFor()
  expect(await secretOf()).not.toBe(first)
  await page.getByRole('button', { name: 'Switch off: Delivery notices' }).click()
  await card.getByText('Off', { exact: true }).waitFor()
})

test('the panels fit a phone, in dark and in Chinese, and say so where a plugin has none of it', async () => {
  await write('failed')
  for (const panel of [TASKS, SCHEDULES, WEBHOOKS]) {
    const { page } = await open({ ...panel, locale: 'zh-CN', width: 390, colorScheme: 'dark' })
    await page.getByRole('region').waitFor()
    expect(await axeViolations(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    const { page: none } = await open({ ...panel, plugin: 'crm' })
    await none
      .getByText(/Nothing here yet|No schedules|No webhooks/)
      .first()
      .waitFor()
  }
})
