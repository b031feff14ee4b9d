import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SampleHost, startSampleHost } from '../../web-components/sample-host/start-sample-host.ts'
import { buildWidgets } from '../support/build-widgets.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'

const VISITOR = { name: 'Priya Ellison', number: 'C-10048' }
const FIELD = { fieldType: 'text', label: { en: 'Favourite road', 'zh-CN': '最喜欢的路' }, embed: 'portal' }

let browser: Browser
let tenon: TestTenon
let host: SampleHost
let headers: Record<string, string>

beforeAll(async () => {
  await buildWidgets()
  tenon = await startTestTenon()
  const { id: site, secret } = tenon.site
  const subject = { entity: 'contact', externalId: { field: 'customerNumber', value: VISITOR.number } }
  const customers = [{ name: VISITOR.name, subject }]
  host = await startSampleHost({ port: tenon.hostPort, tenonUrl: tenon.url, site, secret, customers })
  browser = await launchBrowser()
  headers = { cookie: await tenon.signIn('admin'), origin: tenon.url, 'content-type': 'application/json' }
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await host?.close()
  await tenon?.close()
})

async function request<T>(path: string, init: RequestInit = {}): Promise<{ status: number; body: T }> {
  const response = await fetch(tenon.url + path, { ...init, headers: { ...headers, ...init.headers } })
  return { status: response.status, body: (await response.json()) as T }
}

async function procedure<T>(path: string, input: object = {}): Promise<T> {
  const { status, body } = await request<{ result: { data: T } }>(`/api/trpc/${path}`, {
    method: 'POST',
    body: JSON.stringify(input),
  })
  expect([path, status]).toEqual([path, 200])
  return body.result.data
}

/** Whether the OpenAPI document and the model know the field. */
async function whereSeen() {
  const openApi = JSON.stringify((await request('/api/v1/openapi.json')).body)
  const { entities } = await procedure<{ entities: Record<string, { properties: object }> }>('model.view')
  return {
    openApi: openApi.includes('favouriteRoad'),
    model: 'favouriteRoad' in (entities['contact']?.properties ?? {}),
  }
}

async function widgetText(): Promise<string> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(host.url)
  await page.getByRole('button', { name: VISITOR.name }).click()
  const card = page.locator('tenon-customer-360 article')
  await card.waitFor()
  const text = (await card.textContent()) ?? ''
  await context.close()
  return text
}

test('a published field is in the API, the OpenAPI document, the model and the widget without a restart, and undo takes it away with its value kept', async () => {
  const where = encodeURIComponent(JSON.stringify({ field: 'customerNumber', op: 'eq', value: VISITOR.number }))
  type Page = { records: Array<{ id: string; version: number; favouriteRoad?: string }> }
  const find = async () => (await request<Page>(`/api/v1/contact?where=${where}`)).body.records[0]
  const contact = await find()
  if (contact === undefined) throw new Error('the demo has no such contact')
  const change = (version: number) =>
    request<{ version: number; code?: string }>(`/api/v1/contact/${contact.id}`, {
      method: 'PATCH',
      headers: { 'if-match': `"${version}"` },
      body: JSON.stringify({ favouriteRoad: 'Route 66' }),
    })

  expect(await whereSeen()).toEqual({ openApi: false, model: false })
  expect((await change(contact.version)).body).toMatchObject({ code: 'VALIDATION_FAILED' })

  const draft = await procedure<{ revision: number }>('model.draft')
  const edits = { entities: { contact: { properties: { favouriteRoad: FIELD } } } }
  const { revision } = await procedure<{ revision: number }>('model.saveDraft', { edits, revision: draft.revision })
  const plan = await procedure<{ steps: Array<{ sql: string[]; risk: string }> }>('model.plan')
  expect(plan.steps.map(({ risk }) => risk)).toEqual(['safe'])
  expect(plan.steps[0]?.sql.join(' ')).toMatch(/alter table "t_demo"."contact" add column .*"favourite_road"/i)
  expect(await whereSeen()).toEqual({ openApi: false, model: false })

  await procedure('model.publish', { revision })
  await expect.poll(whereSeen).toEqual({ openApi: true, model: true })
  expect((await change(contact.version)).status).toBe(200)
  expect(await widgetText()).toMatch(/Favourite road\s*Route 66/)

  await procedure('model.undo')
  await expect.poll(whereSeen).toEqual({ openApi: false, model: false })
  expect(await widgetText()).not.toContain('Route 66')
  expect(await find()).not.toHaveProperty('favouriteRoad')

  await procedure('model.undo')
  await expect.poll(whereSeen).toEqual({ openApi: true, model: true })
  expect(await find()).toMatchObject({ favouriteRoad: 'Route 66' })
})
