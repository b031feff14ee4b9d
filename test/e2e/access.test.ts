import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { picture } from '../support/picture.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'

let browser: Browser
let tenon: TestTenon
let people: { admin: string; staff: string; staffName: string }

const ctx = () => systemContext(tenon.tenant)
const services = () => tenon.tenon.services

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  const users = await services().users.list(ctx())
  const find = (email: string) => users.find((user) => user.email === email)
  const [admin, staff] = [find('admin@demo.example'), find('staff@demo.example')]
  people = { admin: admin?.id ?? '', staff: staff?.id ?? '', staffName: staff?.name ?? '' }
  await services().roles.set(ctx(), {
    name: 'seller',
    label: { en: 'Seller', 'zh-CN': '销售' },
    grants: { account: { create: 'own', read: 'own', update: 'own' }, '*': { read: 'all' } },
  })
  await services().users.update(ctx(), { id: people.staff, roles: ['seller'] })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

async function makeAccount(name: string): Promise<string> {
  return (await services().records.create(ctx(), { entity: 'account', values: { name, ownerId: people.admin } })).id
}

test('a record is shared from its page, which says who sees it and why', async () => {
  const id = await makeAccount('Shared from its page')
  const { page, go, context } = await openStudio(browser, tenon)
  await go(`/e/account/${id}`)
  await page.getByRole('button', { name: 'Sharing and access' }).click()
  const dialog = page.locator('studio-access-dialog dialog[open]')
  await dialog.getByText('It is shared with nobody.').waitFor()
  await dialog.getByLabel('Who', { exact: true }).selectOption(people.staff)
  await dialog.getByText(`${people.staffName} may not see this record.`).waitFor()
  // With whom is chosen by whoever shares: nobody comes first, and oneself is not among them.
  await dialog.getByRole('button', { name: 'Share', exact: true }).click()
  await dialog.getByText('Choose one.').waitFor()
  expect(await dialog.getByText('It is shared with nobody.').count()).toBe(1)
  expect(await dialog.locator(`#with option[value="user:${people.admin}"]`).count()).toBe(0)
  await dialog.getByLabel('With', { exact: true }).selectOption(`user:${people.staff}`)
  await dialog.getByRole('button', { name: 'Share', exact: true }).click()
  await dialog.getByRole('button', { name: `Stop sharing with ${people.staffName}` }).waitFor()
  await dialog.getByLabel('What for').selectOption('update')
  await dialog.getByText(`${people.staffName} may not change this record.`).waitFor()
  await dialog.getByLabel('What for').selectOption('read')
  await dialog.getByText(`${people.staffName} may see this record.`).waitFor()
  await dialog.getByText('The record is shared with the person or the team.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'access-dialog')
  const rest = await page.evaluate(
    async (place) => {
      const ask = async (path: string) => (await fetch(`/api/v1/account/${place.id}/${path}`)).json()
      return { shares: await ask('shares'), why: await ask(`access?userId=${place.staff}`) }
    },
    { id, staff: people.staff },
  )
  expect(rest.shares).toMatchObject([{ with: { kind: 'user', id: people.staff }, edit: false, until: null }])
  expect(rest.why).toMatchObject({ allowed: true, reasons: [{ kind: 'share', opens: true }, { kind: 'role' }] })
  await dialog.getByRole('button', { name: `Stop sharing with ${people.staffName}` }).click()
  await dialog.getByText('It is shared with nobody.').waitFor()
  await context.close()
})

test('an admin looks as somebody else, sees no more than that person, and can change nothing', async () => {
  const [id, own] = [await makeAccount('Hidden from sellers'), await makeAccount('Of the seller')]
  const { version } = await services().records.get(ctx(), { entity: 'account', id: own })
  await services().records.update(ctx(), { entity: 'account', id: own, version, values: { ownerId: people.staff } })
  const { page, go, urls, context } = await openStudio(browser, tenon)
  await go('/settings/people')
  await page.getByRole('button', { name: `View as ${people.staffName}` }).click()
  await page.getByText(`You are looking as ${people.staffName}. Nothing can be changed.`).waitFor()
  // Roles and plugins are called what they are called, also by who may not list them.
  await page.locator('studio-user-menu').getByText('Seller', { exact: true }).first().waitFor()
  await page
    .locator('studio-rail h2')
    .filter({ hasText: /^\s*CRM\s*$/ })
    .first()
    .waitFor()
  // The seller may make accounts; whoever looks as one may not, and is not led there.
  await go('/e/account')
  await page.getByRole('button', { name: 'Filter', exact: true }).waitFor()
  // Nor is anything offered that would be kept for that person.
  for (const name of ['New Account', 'Columns', 'Add to favourites', 'Save as…']) {
    expect(await page.getByRole('button', { name }).count(), name).toBe(0)
  }
  // What is opened is not among what that person has opened.
  await go(`/e/account/${own}`)
  await page.getByRole('heading', { level: 1, name: 'Of the seller' }).waitFor()
  expect(urls.filter((url) => url.includes('personal.visit'))).toEqual([])
  await go(`/e/account/${id}`)
  await page.getByText('Hidden from sellers').waitFor({ state: 'detached' })
  const answer = await page.evaluate(async () => {
    const { pass } = JSON.parse(sessionStorage.getItem('tenon.viewAs') ?? '{}')
    const response = await fetch('/api/trpc/records.create', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tenon-view-as': pass },
      body: JSON.stringify({ entity: 'account', values: { name: 'Never' } }),
    })
    const headers = { 'content-type': 'application/json', 'tenon-view-as': pass }
    const rest = await fetch('/api/v1/account', { method: 'POST', headers, body: '{"name":"Never"}' })
    return { status: response.status, text: await response.text(), rest: rest.status }
  })
  expect(answer).toMatchObject({ status: 403, rest: 403 })
  expect(answer.text).toContain('looking as somebody else')
  await picture(page, 'view-as')
  await page.getByRole('button', { name: 'End the view' }).click()
  await page.getByText('You are looking as').waitFor({ state: 'detached' })
  const noted = await tenon.tenon.database
    .tenant(tenon.tenant.schema)
    .selectFrom('_audit')
    .select('actor')
    .where('action', '=', 'access.viewAs')
    .execute()
  expect(noted).toEqual([{ actor: `user:${people.admin}` }])
  await context.close()
})

test('a page offers what may be done with its record, and what changed rights open as soon as they do', async () => {
  const role = (update: 'own' | 'all') => ({
    name: 'keeper',
    label: { en: 'Keeper', 'zh-CN': '维护者' },
    grants: { account: { create: 'own', read: 'all', update, delete: 'own' } } as const,
  })
  await services().roles.set(ctx(), role('own'))
  await services().users.update(ctx(), { id: people.staff, roles: ['keeper'] })
  const [other, own] = [await makeAccount('Of another'), await makeAccount('Of the keeper')]
  const { version } = await services().records.get(ctx(), { entity: 'account', id: own })
  await services().records.update(ctx(), { entity: 'account', id: own, version, values: { ownerId: people.staff } })
  const { page, go, context } = await openStudio(browser, tenon, { person: 'staff' })
  const edit = page.getByRole('button', { name: 'Edit', exact: true })
  const offered = async () => [
    await edit.count(),
    await page.getByRole('button', { name: 'Delete', exact: true }).count(),
    await page.getByRole('button', { name: 'Edit Website' }).count(),
    await page.getByRole('combobox', { name: 'Add a tag…' }).count(),
  ]
  await go(`/e/account/${own}`)
  await page.getByRole('combobox', { name: 'Add a tag…' }).waitFor()
  expect(await offered()).toEqual([1, 1, 1, 1])
  await go(`/e/account/${other}?edit=1&focus=website`)
  await page.getByText('Website').first().waitFor()
  expect(await offered()).toEqual([0, 0, 0, 0])
  await page.keyboard.press('e')
  expect(await page.locator('dialog[open]').count()).toBe(0)
  await services().roles.set(ctx(), role('all'))
  await edit.waitFor({ timeout: 20_000 })
  await page.getByRole('combobox', { name: 'Add a tag…' }).waitFor()
  expect(await offered()).toEqual([1, 0, 1, 1])
  await services().users.update(ctx(), { id: people.staff, roles: ['seller'] })
  await context.close()
})

test('a condition of a role, territories and stand-ins are set, in Chinese too', async () => {
  const { page, go, context } = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await go('/settings/roles')
  await page.getByRole('button', { name: '编辑“销售”' }).click()
  const sheet = page.locator('studio-role-sheet dialog[open]')
  const grant = sheet.locator('studio-entity-grant').first()
  await grant.getByLabel('查看', { exact: true }).first().selectOption('where')
  const condition = grant.getByRole('textbox', { name: '查看：满足以下条件的记录' })
  await condition.fill('nam == "x"')
  await grant
    .getByText(/第 1 行|1:1|nam/)
    .first()
    .waitFor()
  await condition.fill('name.startsWith("Open")')
  await picture(page, 'role-condition')
  await sheet.getByRole('button', { name: '保存' }).click()
  await sheet.waitFor({ state: 'detached' })
  const seller = (await services().roles.list(ctx())).find(({ name }) => name === 'seller')
  expect(seller?.grants['account']?.read).toEqual({ where: 'name.startsWith("Open")' })

  await go('/settings/territories')
  await page.getByRole('button', { name: '新建区域' }).click()
  const dialog = page.locator('studio-territories dialog[open]')
  await dialog.getByLabel('名称').fill('华东')
  await dialog.getByLabel(people.staffName).check()
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'territory')
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByRole('cell', { name: '华东', exact: true }).waitFor()

  await go('/settings/stand-ins')
  await page.getByRole('button', { name: '新建代理' }).click()
  const standIn = page.locator('studio-stand-ins dialog[open]')
  // What is missing is said in the language of the person, not of the browser, beneath each field.
  await standIn.getByRole('button', { name: '添加' }).click()
  const person = standIn.getByLabel('代理人', { exact: true })
  await standIn.getByText('请选择一项。').waitFor()
  expect(await standIn.getByText('请填写此项。').count()).toBe(2)
  expect(await person.evaluate((element) => element.matches(':focus'))).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await person.selectOption(people.staff)
  expect(await standIn.getByText('请选择一项。').count()).toBe(0)
  await standIn.getByLabel('开始').fill('2026-01-01T08:00')
  await standIn.getByLabel('结束').fill('2026-12-31T08:00')
  await standIn.getByRole('button', { name: '添加' }).click()
  await page.getByRole('button', { name: '结束' }).waitFor()
  await picture(page, 'stand-ins')
  await context.close()
})
