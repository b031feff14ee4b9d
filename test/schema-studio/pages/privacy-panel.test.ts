import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { picture } from '../../support/picture.ts'
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

async function addContact(fullName: string, email: string): Promise<string> {
  const { id } = await tenon.tenon.services.records.create(systemContext(tenon.tenant), {
    entity: 'contact',
    values: { fullName, email },
  })
  return id
}

test('a person is found, given out as a file, kept by a hold, and erased by whoever types the name', async () => {
  const id = await addContact('Petra Privat', 'petra@privat.example')
  const { page, told } = await open({ tag: 'studio-privacy', plugin: '' })
  await page.getByText('Nobody’s data has been erased yet').waitFor()
  await page.getByRole('textbox', { name: 'Known of the person' }).fill('PETRA@privat.example')
  await page.getByRole('button', { name: 'Find' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Petra Privat' })
  await row.getByText('E-mail').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'privacy-found')

  const file = page.waitForEvent('download')
  await row.getByRole('link', { name: 'As a table (CSV)' }).click()
  expect((await file).suggestedFilename()).toBe(`person-${id}.csv`)

  await row.getByRole('button', { name: 'Forbid erasing' }).click()
  await page.getByLabel('Why nothing of it may be erased').fill('A case at court')
  await page.getByRole('dialog').getByRole('button', { name: 'Forbid erasing' }).click()
  await row.getByText('A case at court').waitFor()
  expect(await row.getByRole('button', { name: 'Erase …' }).count()).toBe(0)
  await row.getByRole('button', { name: 'Permit erasing' }).click()

  await row.getByRole('button', { name: 'Erase …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('E-mail (1): emptied').waitFor()
  await dialog.getByText('Full name (1): replaced by a value without meaning').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'privacy-erase')
  const button = dialog.getByRole('button', { name: 'Erase for good' })
  expect(await button.isDisabled()).toBe(true)
  await dialog.getByLabel('Type “Petra Privat” to agree').fill('Petra')
  expect(await button.isDisabled()).toBe(true)
  await dialog.getByLabel('Type “Petra Privat” to agree').fill('Petra Privat')
  await button.click()
  await expect.poll(told).toContain('The erasure is under way.')
  await page.getByText('Done: 1 of 1 records').waitFor()
  // What is shown of the person is read again.
  await page.getByText('Nothing was found').waitFor()
  await picture(page, 'privacy-done')
  const record = await tenon.tenon.services.records.get(systemContext(tenon.tenant), { entity: 'contact', id })
  expect(record).toMatchObject({ fullName: 'Erased', email: null })
  await page.context().close()
})

test('a value that must stand somewhere and that nobody but a person knows is asked for before anything is erased', async () => {
  const system = systemContext(tenon.tenant)
  const { model, records } = tenon.tenon.services
  const option = (value: string, en: string, zh: string) => ({ value, label: { en, 'zh-CN': zh } })
  const options = [option('patient', 'Patient', '患者'), option('none', 'Not told', '未说明')]
  const label = { en: 'Kind of care', 'zh-CN': '护理类型' }
  const care = { fieldType: 'choice', label, personal: true, options, default: 'patient' }
  const { revision } = await model.draft(system)
  const edits = { entities: { contact: { properties: { care }, required: ['fullName', 'care'] } } } as never
  const draft = await model.saveDraft(system, { edits, revision })
  await model.publish(system, { revision: draft.revision, consent: true })
  const id = await addContact('Carl Care', 'carl@care.example')
  for (const [locale, width] of [
    ['zh-CN', 390],
    ['en', 1360],
  ] as const) {
    const isEnglish = locale === 'en'
    const { page } = await open({ tag: 'studio-privacy', plugin: '', locale, width })
    const known = isEnglish ? 'Known of the person' : '已知信息'
    await page.getByRole('textbox', { name: known }).fill('carl@care.example')
    await page.getByRole('button', { name: isEnglish ? 'Find' : '查找', exact: true }).click()
    await page.getByRole('button', { name: isEnglish ? 'Erase …' : '删除…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: isEnglish ? 'To be chosen by you' : '请选择替换值' }).waitFor()
    await dialog.getByRole('textbox').last().fill('Carl Care')
    expect(await axeViolations(page)).toEqual([])
    await picture(page, `privacy-choose-${locale}`)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow).toBe(0)
    if (isEnglish) {
      await dialog.getByRole('button', { name: 'Erase for good' }).click()
      expect(await records.get(system, { entity: 'contact', id })).toMatchObject({ fullName: 'Carl Care' })
      // The erasure of the test before is told as done, too.
      const done = page.getByText('Done: 1 of 1 records')
      const before = await done.count()
      await dialog.getByRole('combobox').selectOption({ label: 'Not told' })
      await dialog.getByRole('button', { name: 'Erase for good' }).click()
      await expect.poll(() => done.count()).toBe(before + 1)
    }
    await page.context().close()
  }
  await expect
    .poll(() => records.get(system, { entity: 'contact', id }))
    .toMatchObject({ fullName: 'Erased', care: 'none' })
})

test('the panel speaks Chinese, is usable on a phone, and says that nothing was found', async () => {
  const { page } = await open({ tag: 'studio-privacy', plugin: '', locale: 'zh-CN', width: 390 })
  await page.getByRole('textbox', { name: '已知信息' }).fill('nobody@nowhere.example')
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByText('未找到任何内容').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await picture(page, 'privacy-zh-phone')
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(overflow).toBe(0)
  await page.context().close()
})
