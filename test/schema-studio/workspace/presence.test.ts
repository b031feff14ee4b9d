import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'
import { buildStudio } from '../support/build-studio.ts'
import { openStudio } from '../support/open-studio.ts'

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
})

test('who has a record open sees who else has, that they are editing, and that they have gone', async () => {
  const ctx = systemContext(tenon.tenant)
  const { id } = await tenon.tenon.services.records.create(ctx, { entity: 'account', values: { name: 'Watched' } })
  const people = await tenon.tenon.services.users.list(ctx)
  const one = await openStudio(browser, tenon, { person: 'staff' })
  await one.go(`/e/account/${id}`)
  const others = one.page.getByRole('list', { name: 'Others who have this open' })
  expect(await others.count()).toBe(0)
  const two = await openStudio(browser, tenon, { person: 'admin', locale: 'zh-CN' })
  await two.go(`/e/account/${id}`)
  await two.page.getByRole('list', { name: '也打开了此记录的人' }).waitFor()
  const admin = people.find(({ roles }) => roles.includes('admin'))?.name ?? ''
  await others.getByRole('img', { name: `${admin} has this open.` }).waitFor()
  expect(await axeViolations(one.page)).toEqual([])

  await two.page.getByRole('button', { name: '编辑', exact: true }).click()
  await others.getByRole('img', { name: `${admin} is editing.` }).waitFor()
  await one.page.getByRole('button', { name: 'Edit', exact: true }).click()
  const dialog = one.page.getByRole('dialog')
  await dialog.getByText(`${admin} is editing.`).waitFor()
  await two.page.close()
  await dialog.getByText(`${admin} is editing.`).waitFor({ state: 'detached', timeout: 45_000 })
  await one.context.close()
  await two.context.close()
}, 120_000)

test('the form stays where it is when somebody else begins to edit, and when they save', async () => {
  const { records } = tenon.tenon.services
  const { id } = await records.create(systemContext(tenon.tenant), { entity: 'account', values: { name: 'Still' } })
  for (const viewport of [
    { width: 1360, height: 850 },
    { width: 390, height: 800 },
  ]) {
    const one = await openStudio(browser, tenon, { person: 'staff', viewport })
    await one.go(`/e/account/${id}`)
    await one.page.getByRole('button', { name: 'Edit', exact: true }).click()
    const dialog = one.page.getByRole('dialog')
    const name = dialog.getByRole('textbox', { name: /^Name/ })
    await name.fill('Mine')
    // The sheet slides in.
    await dialog.evaluate((sheet) => Promise.all(sheet.getAnimations().map(({ finished }) => finished)))
    const place = await name.boundingBox()
    const two = await openStudio(browser, tenon)
    await two.go(`/e/account/${id}`)
    await two.page.getByRole('button', { name: 'Edit', exact: true }).click()
    await dialog.getByText('is editing.').waitFor()
    expect(await name.boundingBox()).toEqual(place)
    const { version } = await (await two.page.request.get(`/api/v1/account/${id}`)).json()
    const saved = await two.page.request.patch(`/api/v1/account/${id}`, {
      data: { version, name: `Theirs ${version}` },
      headers: { origin: tenon.url },
    })
    expect(saved.status()).toBe(200)
    await dialog.getByText('Saving shows both versions.').waitFor()
    expect(await name.boundingBox()).toEqual(place)
    expect(await axeViolations(one.page)).toEqual([])
    await one.context.close()
    await two.context.close()
  }
}, 120_000)
