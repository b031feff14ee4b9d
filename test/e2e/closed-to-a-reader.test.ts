import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()
const PASSWORD = 'a-long-demo-password'
type Grants = Record<string, Record<string, 'all' | { where: string }>>

let admin: Promise<string> | undefined

async function call(path: string, body: unknown): Promise<Response> {
  const { url } = studio.tenon
  // Once: whoever signs in too often has to wait.
  admin ??= studio.tenon.signIn()
  const headers = { 'content-type': 'application/json', origin: url, cookie: await admin }
  const response = await fetch(`${url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return response
}

/** A window of somebody new whose only role has these grants. */
async function openAs(role: string, grants: Grants) {
  await call('trpc/roles.set', { name: role, label: { en: role, 'zh-CN': role }, grants })
  const email = `${role}@demo.example`.toLowerCase()
  await call('trpc/users.create', { name: `Of ${role}`, email, password: PASSWORD, roles: [role], managerId: null })
  const signedIn = await call('auth/sign-in/email', { email, password: PASSWORD })
  const cookies = signedIn.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  return openStudio(studio.browser, { ...studio.tenon, signIn: async () => cookies.join('; ') })
}

test('who may see nothing is told so at home, instead of that records will appear', async () => {
  const { page, go, context } = await openAs('nothing', {})
  await go('/')
  await page.getByText('Nothing is open to you yet').waitFor()
  expect(await page.getByText(/will appear here/).count()).toBe(0)
  await context.close()
})

test('who may see one kind of record has its home in full width, and is led to no record of another kind', async () => {
  const { page, go, context } = await openAs('notesOnly', { note: { read: 'all' } })
  await go('/')
  const card = await page.locator('studio-home .card').first().boundingBox()
  const greeting = await page.locator('studio-home .greeting').boundingBox()
  expect(card?.x).toBe(greeting?.x)
  await go('/e/note')
  await page.locator('tenon-record-list').getByText('Not open to you').first().waitFor()
  expect(await page.getByText('Unnamed record').count()).toBe(0)
  await page.locator('tenon-record-list tbody .open').first().click()
  await page.locator('studio-record-page').getByText('Not open to you').first().waitFor()
  expect(await page.locator('studio-record-page a.chip.reference').count()).toBe(0)
  await go('/e/note/trash')
  await page.locator('studio-trash-page').getByText('You may not delete records').waitFor()
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  await context.close()
})

test('who looks as another admin is offered no settings, new tags or searches that would be refused', async () => {
  const account = { name: 'Second Admin', email: 'second@demo.example', password: PASSWORD }
  await call('trpc/users.create', { ...account, roles: ['admin'], managerId: null })
  const { page, go, context } = await studio.open()
  await go('/settings/people')
  await page.getByRole('button', { name: 'View as Second Admin' }).click()
  await page.getByText('You are looking as Second Admin.').waitFor()
  expect(await page.locator('studio-rail').getByRole('link', { name: 'Settings' }).count()).toBe(0)
  await go('/settings/people')
  await page.getByRole('heading', { level: 1, name: 'Left out of this view' }).waitFor()
  expect(await page.getByRole('button', { name: 'Add person' }).count()).toBe(0)
  await go('/settings/tags')
  await page.getByText('No tags yet').waitFor()
  expect(await page.getByRole('button', { name: 'New tag' }).count()).toBe(0)
  await go('/e/account/duplicates')
  await page.locator('studio-duplicates-page select').waitFor()
  expect(await page.locator('studio-duplicates-page').getByRole('button', { name: 'Search' }).count()).toBe(0)
  await context.close()
})

test('a record that a row rule keeps from somebody is said not to be open to them, and is neither named nor led to', async () => {
  const system = systemContext(studio.tenon.tenant)
  const { records } = studio.tenon.tenon.services
  const create = async (entity: string, values: JsonObject) => (await records.create(system, { entity, values })).id
  const hidden = await create('account', { name: 'Kept away' })
  const contact = await create('contact', { fullName: 'Zora Kept', account: hidden })
  const { page, go, context } = await openAs('fewAccounts', {
    account: { read: { where: `name == 'Ever open'` } },
    contact: { read: 'all', update: 'all' },
  })
  await go(`/e/contact?search=${encodeURIComponent('Zora Kept')}`)
  const list = page.locator('tenon-record-list')
  await list.getByText('Not open to you').waitFor()
  expect(await list.locator('button.reference').count()).toBe(0)
  await go(`/e/contact/${contact}`)
  const details = page.locator('studio-record-details')
  await details.getByText('Not open to you').waitFor()
  expect(await details.locator(`a[href*="${hidden}"]`).count()).toBe(0)
  expect(await page.getByText(/Unnamed record|Kept away/).count()).toBe(0)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const account = page.getByRole('combobox', { name: 'Account' })
  await expect.poll(() => account.inputValue()).toBe('Not open to you')
  await context.close()
})
