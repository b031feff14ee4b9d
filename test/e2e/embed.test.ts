import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HostCustomer } from '../../web-components/sample-host/host-customer.ts'
import { type SampleHost, startSampleHost } from '../../web-components/sample-host/start-sample-host.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { buildWidgets } from '../support/build-widgets.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'
import { openWatchedPage } from '../support/watch-page.ts'

const customer = (name: string, value: string): HostCustomer => ({
  name,
  subject: { entity: 'contact', externalId: { field: 'customerNumber', value } },
})
const PRIYA = customer('Priya Ellison', 'C-10048')
const ZIXUAN = customer('王子轩', 'C-10051')

let browser: Browser
let tenon: TestTenon
let host: SampleHost

beforeAll(async () => {
  await buildWidgets()
  tenon = await startTestTenon()
  const { id: site, secret } = tenon.site
  host = await startSampleHost({ port: tenon.hostPort, tenonUrl: tenon.url, site, secret, customers: [PRIYA, ZIXUAN] })
  browser = await launchBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await host?.close()
  await tenon?.close()
})

async function signIn(name: string, locale = 'en') {
  const context = await browser.newContext({ locale })
  const watched = await openWatchedPage(context)
  await watched.page.goto(host.url)
  await watched.page.getByRole('button', { name }).click()
  await watched.page.locator('tenon-customer-360 article').waitFor()
  return { context, ...watched }
}

test('a host site shows its visitor their own record and rows, under its strict policy, without a token in any URL', async () => {
  const { context, page, urls, violations } = await signIn(PRIYA.name)
  const widget = page.locator('tenon-customer-360')
  expect(await widget.getByRole('heading', { level: 2 }).textContent()).toBe('Priya Ellison')
  expect(await widget.getByText('C-10048').isVisible()).toBe(true)
  expect(await widget.locator('li').count()).toBeGreaterThan(3)
  expect(await violations()).toEqual([])
  expect(urls.filter((url) => url.includes('eyJ') || url.includes('token='))).toEqual([])
  expect(await axeViolations(page)).toEqual([])
  await context.close()
})

test('another visitor gets theirs, in their language, and nothing of the first', async () => {
  const { context, page, violations } = await signIn(ZIXUAN.name, 'zh-CN')
  const shown = await page.locator('tenon-customer-360 article').textContent()
  expect(shown).toContain('王子轩')
  expect(shown).toContain('客户编号')
  expect(shown).not.toContain('Priya')
  expect(await violations()).toEqual([])
  await context.close()
})

test('a visitor who has signed out gets no token, and the host’s own words stay', async () => {
  const { context, page } = await signIn(PRIYA.name)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  const status = await page.evaluate(`fetch('/tenon-token', { method: 'POST' }).then((response) => response.status)`)
  expect(status).toBe(401)
  await context.close()
})
