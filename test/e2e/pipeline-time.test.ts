import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'
import { eventually } from '../web-components/support/eventually.ts'

let tenon: TestTenon
let browser: Browser
beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

test('a pipeline’s report is a step from its board, shows stages, ages, forecast and closings, and can be narrowed', async () => {
  const { page, go, context, violations } = await openStudio(browser, tenon)
  await go('/board/leadToDelivery')
  await page.getByRole('link', { name: 'Report', exact: true }).click()
  await page.getByRole('heading', { name: 'Stages' }).waitFor()
  for (const name of ['Age of open records', 'Forecast', 'Won by month']) {
    await page.getByRole('heading', { name }).waitFor()
  }
  const rows = page.getByRole('region', { name: 'Stages' }).locator('tbody tr')
  const { pipelines } = await tenon.tenon.services.model.view(systemContext(tenon.tenant))
  expect(await rows.count()).toBe(pipelines['leadToDelivery']?.stages.length)
  expect(await axeViolations(page)).toEqual([])
  const asked = page.waitForResponse((response) => response.url().includes('pipelines.report'))
  await page.getByLabel('Period').selectOption({ label: 'Last 30 days' })
  expect((await asked).ok()).toBe(true)
  expect(page.url()).toContain('period=days30')
  await page.getByRole('link', { name: 'Mine' }).click()
  await eventually(() => page.url()).toContain('view=mine')
  expect(await violations()).toEqual([])
  await context.close()
}, 120_000)

test('the report reads well on a phone, in the dark and in Chinese', async () => {
  const viewport = { width: 390, height: 844 }
  const { page, go, context, violations } = await openStudio(browser, tenon, { locale: 'zh-CN', viewport })
  await page.emulateMedia({ colorScheme: 'dark' })
  await go('/report/leadToDelivery?period=months12')
  await page.getByRole('heading', { name: '预测' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  expect(await violations()).toEqual([])
  await context.close()
}, 120_000)

test('a record says how long it has been in its stage, and, opened, in all of them', async () => {
  const ctx = systemContext(tenon.tenant)
  const { records } = tenon.tenon.services
  const made = await records.create(ctx, { entity: 'opportunity', values: { name: 'Forty vans' } })
  const { page, go, context, violations } = await openStudio(browser, tenon, { person: 'staff' })
  await go(`/e/opportunity/${made.id}`)
  const times = page.locator('studio-stage-times')
  await times.locator('summary').waitFor()
  expect(await times.locator('summary').innerText()).toMatch(/^In .+ for /)
  await times.locator('summary').click()
  await times.getByRole('region', { name: 'Stays in stages, the present one first' }).waitFor()
  expect(await times.locator('tbody tr').count()).toBe(1)
  expect(await axeViolations(page)).toEqual([])
  expect(await violations()).toEqual([])
  await context.close()
}, 120_000)

test('an admin keeps working calendars: pastes dates, is told what cannot be read, and sees who uses them', async () => {
  const { page, go, context, violations } = await openStudio(browser, tenon)
  await go('/settings/pipelines')
  await page.getByText('Working hours').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'New calendar' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name for pipelines').fill('shanghai')
  await dialog.getByLabel('Label in English').fill('Shanghai')
  await dialog.getByLabel('Time zone').selectOption('Asia/Shanghai')
  await dialog.getByLabel('Working hours on Friday').fill('09:00-12:00, 13:00-16:00')
  await dialog.getByLabel('Holidays').fill('2026-10-01 – 2026-10-03\t国庆节\nsometime\n2026年10月4日')
  await dialog.getByLabel('Make-up working days').fill('2026/10/10 9:00-12:00')
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save calendar' }).click()
  await dialog.getByText('Line 2: “sometime” is no date.').waitFor()
  await dialog.getByLabel('Holidays').fill('2026-10-01 – 2026-10-03\t国庆节\n2026年10月4日')
  await page.keyboard.press('Tab')
  await dialog.getByRole('button', { name: 'Save calendar' }).press('Enter')
  await page.getByText('4 holidays, 1 make-up days').waitFor()
  const { calendars } = await tenon.tenon.services.calendars.list(systemContext(tenon.tenant))
  expect(calendars.find(({ name }) => name === 'shanghai')).toMatchObject({
    timeZone: 'Asia/Shanghai',
    week: {
      friday: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '16:00' },
      ],
      sunday: [],
    },
    holidays: [{ date: '2026-10-01', label: '国庆节' }, {}, {}, { date: '2026-10-04' }],
    workdays: [{ date: '2026-10-10', hours: [{ from: '09:00', to: '12:00' }] }],
  })
  await page.getByRole('button', { name: 'Edit Shanghai' }).click()
  expect(await dialog.getByLabel('Working hours on Friday').inputValue()).toBe('09:00-12:00, 13:00-16:00')
  await page.keyboard.press('Escape')
  await page.getByText('Nothing is waiting').waitFor()
  expect(await violations()).toEqual([])
  await context.close()
}, 120_000)
