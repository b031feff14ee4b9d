import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { RequestContext } from '../../core/src/context/request-context.ts'
import { systemContext } from '../../core/src/context/system-context.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { picture } from '../support/picture.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

async function adminContext(): Promise<RequestContext & { person: string }> {
  const { tenon, tenant } = studio.tenon
  const ctx = systemContext(tenant)
  const [admin] = await tenon.services.users.list(ctx)
  if (admin === undefined) throw new Error('The demo has no admin')
  return { ...ctx, actor: { kind: 'user', id: admin.id, name: admin.name, roles: ['admin'] }, person: admin.name }
}

/** A run of the workspace over so many new accounts; resolves when it has ended. */
async function changeMany(ctx: RequestContext, count: number) {
  const { bulk, records } = studio.tenon.tenon.services
  const names = Array.from({ length: count }, (_, at) => ({ name: `Grouped ${at}` }))
  const made = await records.createMany(ctx, { entity: 'account', records: names })
  expect(made).toMatchObject({ created: count })
  const operation = { kind: 'update', values: { website: 'https://group.example' } } as const
  const { id } = await bulk.start(ctx, {
    entity: 'account',
    target: { search: 'Grouped' },
    ...{ operation, reason: 'Moved house' },
  })
  await expect.poll(async () => (await bulk.get(ctx, { id })).status, { timeout: 20_000 }).toBe('done')
  return id
}

test('what plugins wrote by themselves says which code of theirs it was, in words', async () => {
  const plugins = await studio.tenon.tenon.services.plugins.list(systemContext(studio.tenon.tenant))
  const named = plugins.flatMap(({ parts }) => parts?.schedules ?? []).map(({ label }) => label)
  expect(named).toEqual([expect.objectContaining({ en: 'Remind of overdue test drives' })])
  // The page shows what there is when it opens; what follows of the demo's records is written behind.
  const { database } = studio.tenon.tenon
  const byCode = () =>
    sql`select 1 from ${sql.id(studio.tenon.tenant.schema, '_audit')} where origin ->> 'hook' is not null limit 1`.execute(
      database.control,
    )
  await expect.poll(async () => (await byCode()).rows.length, { timeout: 60_000 }).toBe(1)
  for (const [locale, words] of [
    ['en', 'work in the background · Test drive: after creating'],
    ['zh-CN', '后台任务 · 试驾：新建之后'],
  ] as const) {
    const { page, go, context } = await studio.open({ locale })
    await go('/settings/audit')
    await page.getByText(words).first().waitFor()
    expect(await page.getByText(/entities\./).count()).toBe(0)
    await context.close()
  }
})

test('a change of many records is one row that says what they have in common, and opens by keyboard to each of them', async () => {
  const ctx = await adminContext()
  const run = await changeMany(ctx, 45)
  const { page, go, violations, context } = await studio.open({ viewport: { width: 1360, height: 900 } })
  await go('/settings/audit')
  const row = page.locator('li').filter({ hasText: 'changed 45 Accounts (bulk change)' })
  await row.waitFor()
  expect(await row.count()).toBe(1)
  await row.getByText(ctx.person, { exact: true }).waitFor()
  await row.getByText('group.example').waitFor()
  await row.getByText('Moved house').waitFor()
  await row.scrollIntoViewIfNeeded()
  await picture(page, 'audit-groups')
  const toggle = row.getByRole('button', { name: 'Show each record' })
  expect(await toggle.getAttribute('aria-expanded')).toBe('false')
  await toggle.focus()
  await page.keyboard.press('Enter')
  const members = row.locator('studio-entry-group li')
  await expect.poll(() => members.count()).toBe(20)
  expect(await row.getByRole('button', { name: 'Hide the records' }).getAttribute('aria-expanded')).toBe('true')
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'audit-group-open')
  await row.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => members.count()).toBe(40)
  await row.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => members.count()).toBe(45)
  const links = await members.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  expect(new Set(links).size).toBe(45)
  await row.getByRole('button', { name: 'Hide the records' }).focus()
  await page.keyboard.press('Space')
  await expect.poll(() => members.count()).toBe(0)

  // Opened, a group shows what fits the filter of now, not what was read for the one before.
  await row.getByRole('button', { name: 'Show each record' }).click()
  await expect.poll(() => members.count()).toBe(45)
  await page.locator('details.filter summary').click()
  await page.getByLabel('What was done').selectOption('update')
  await expect.poll(() => row.getByRole('button', { name: 'Show each record' }).count()).toBe(1)
  expect(await members.count()).toBe(0)
  await row.getByRole('button', { name: 'Show each record' }).click()
  await expect.poll(() => members.count()).toBe(20)
  await page.getByLabel('What was done').selectOption('delete')
  await expect.poll(() => row.count()).toBe(0)

  await studio.tenon.tenon.services.bulk.undo(ctx, { id: run })
  await expect
    .poll(
      async () => {
        await page.reload()
        await page.locator('studio-audit li').first().waitFor()
        return page.getByText('changed 45 Accounts (undo of a bulk change)').count()
      },
      { timeout: 20_000 },
    )
    .toBe(1)
  expect(await violations()).toEqual([])
  await context.close()
})

test('in Chinese on a phone the row fits, closed and open', async () => {
  const { page, go, context } = await studio.open({ locale: 'zh-CN', viewport: { width: 390, height: 844 } })
  await go('/settings/audit')
  const row = page.locator('li').filter({ hasText: /修改了 45 条.*（批量操作）/ })
  await row.waitFor()
  await row.scrollIntoViewIfNeeded()
  await picture(page, 'audit-groups-zh')
  await row.getByRole('button', { name: '查看每条记录' }).press('Enter')
  await expect.poll(() => row.locator('studio-entry-group li').count()).toBe(20)
  await row.scrollIntoViewIfNeeded()
  await picture(page, 'audit-group-open-zh')
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(overflow).toBe(0)
  expect(await axeViolations(page)).toEqual([])
  await context.close()
})

test('taking back what somebody changed is one row that names them, in both languages, and a record of it says so too', async () => {
  const ctx = await adminContext()
  const { records, users } = studio.tenon.tenon.services
  const { id } = await users.create(ctx, {
    name: 'Eve Moss',
    email: 'eve@undone.example',
    password: 'a long password',
    roles: ['admin'],
  })
  const eve: RequestContext = { ...ctx, actor: { kind: 'user', id, name: 'Eve Moss', roles: ['admin'] } }
  const account = await records.create(ctx, { entity: 'account', values: { name: 'Not for Eve' } })
  await records.update(eve, { entity: 'account', id: account.id, version: 1, values: { name: 'By Eve' } })
  await records.createMany(eve, { entity: 'account', records: [{ name: 'Eve 1' }, { name: 'Eve 2' }] })
  const { page, go, violations, context } = await studio.open({ viewport: { width: 1360, height: 900 } })
  await go('/settings/audit')
  await page.getByText('Undo what somebody changed').click()
  const panel = page.locator('studio-undo')
  await panel.getByLabel('Person').selectOption({ label: 'Eve Moss' })
  const day = (at: number) => new Date(at).toISOString().slice(0, 16)
  await panel.locator('input[name=from]').fill(day(Date.now() - 48 * 3_600_000))
  await panel.locator('input[name=to]').fill(day(Date.now() + 48 * 3_600_000))
  await panel.getByRole('button', { name: 'Preview' }).click()
  await panel.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await panel.getByText('Done: 3 of 3').waitFor()
  await page.reload()
  const row = page.locator('li').filter({ hasText: /undo of what Eve Moss changed, .+ to .+/ })
  await row.waitFor()
  expect(await row.count()).toBe(1)
  expect(await row.innerText()).toContain('deleted 2 Accounts, changed 1 Account (')
  await row.getByRole('button', { name: 'Show each record' }).click()
  await expect.poll(() => row.locator('studio-entry-group li').count()).toBe(3)
  // The row says it already.
  expect(await row.locator('studio-entry-group').getByText('Undo of what').count()).toBe(0)
  await picture(page, 'audit-group-undone')
  expect(await axeViolations(page)).toEqual([])
  expect(await violations()).toEqual([])
  await context.close()

  const chinese = await studio.open({ locale: 'zh-CN', viewport: { width: 390, height: 844 } })
  await chinese.go('/settings/audit')
  const own = chinese.page
    .locator('li')
    .filter({ hasText: /删除了 2 条客户、?.*（撤销 Eve Moss 在 .+ 至 .+ 期间的修改）/ })
  await own.waitFor()
  await own.scrollIntoViewIfNeeded()
  await picture(chinese.page, 'audit-group-undone-zh')
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  expect(await chinese.page.evaluate(overflow)).toBe(0)
  await chinese.go(`/e/account/${account.id}`)
  await chinese.page.getByRole('tab', { name: '动态' }).click()
  await chinese.page.getByText(/^撤销 Eve Moss 在 .+ 至 .+ 期间的修改。$/).waitFor()
  await chinese.context.close()
})

test('what a plugin’s action changed is one row with the label of the action, in both languages', async () => {
  const ctx = await adminContext()
  const { actions, records } = studio.tenon.tenon.services
  const where = { field: 'status', op: 'eq', value: 'available' } as const
  const { records: vehicles } = await records.find(ctx, { entity: 'vehicle', where, limit: 3 })
  const ids = vehicles.map(({ id }) => id)
  expect(ids).toHaveLength(3)
  const run = await actions.run(ctx, {
    ...{ plugin: 'automotive', action: 'takeOffSale', ids, form: { reason: 'scrapped' } },
  })
  await expect.poll(async () => (await actions.get(ctx, { id: run.id })).status, { timeout: 20_000 }).toBe('done')
  for (const [locale, words] of [
    ['en', /changed 3 Vehicles \(action “Take off sale”\)/],
    ['zh-CN', /修改了 3 条车辆（操作“下架”）/],
  ] as const) {
    const { page, go, context } = await studio.open({ locale, viewport: { width: 390, height: 844 } })
    await go('/settings/audit')
    const row = page.locator('li').filter({ hasText: words }).first()
    await row.waitFor()
    expect(await row.innerText()).toContain(ctx.person)
    await context.close()
  }
})
