import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon } from '../../core/src/create-tenon.ts'
import { makeSigningKey } from '../../core/src/plugins/plugin-signature.ts'
import { packFolder, writeFleet, writeIndex } from '../core/plugins/fleet-plugin.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { picture } from '../support/picture.ts'
import { temporaryFolder } from '../support/run-tenon.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'
import { testConfig } from '../support/test-config.ts'

const { folder: root, remove } = temporaryFolder()
const PATIENCE = { timeout: 20_000 }
const shelf = join(root, 'shelf')
const MANIFEST = { id: 'garage', version: '1.0.0', host: '^0.1.0', label: { en: 'Garage', 'zh-CN': '车库' } }

/** Writes every code in capitals. */
const MIGRATES = `
import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
export const plugin = definePlugin({
  migrations: { bay: eachRecord(({ values }) => ({ code: String(values.code).toUpperCase() })) },
})
`

function bay(note: string, maxLength: number, hooks?: string) {
  const label = { en: 'Bay', 'zh-CN': '车位' }
  const properties = {
    code: { fieldType: 'text', label: { en: 'Code', 'zh-CN': '编号' }, maxLength },
    note: { fieldType: 'text', label: { en: note, 'zh-CN': '备注' } },
  }
  return {
    'entities/bay.schema.json': {
      ...{ type: 'object', name: 'bay', label, pluralLabel: { en: 'Bays', 'zh-CN': '车位' }, titleField: 'code' },
      properties,
    },
    'entities/vehicle.schema.json': undefined,
    'hooks.ts': hooks,
  }
}

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildStudio()
  const maker = await createTenon(await testConfig('pglite'))
  const { privateKey, key } = makeSigningKey()
  mkdirSync(shelf, { recursive: true })
  const one = writeFleet(join(root, 'one'), MANIFEST, bay('Note', 10))
  const two = writeFleet(join(root, 'two'), { ...MANIFEST, version: '2.0.0' }, bay('Remark', 20, MIGRATES))
  for (const folder of [one, two]) await packFolder(maker, folder, { into: shelf, key: privateKey })
  await writeIndex(shelf)
  await maker.close()
  const trustFile = join(root, 'trusted.json')
  writeFileSync(trustFile, JSON.stringify({ keys: [{ name: 'Acme Fleet', key }] }))
  tenon = await startTestTenon({ catalogues: [shelf], trustFile })
  await tenon.tenon.services.plugins.install(ctx(), { id: 'garage', version: '1.0.0', grants: {} })
  browser = await launchBrowser()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
  remove()
})

const ctx = () => systemContext(tenon.tenant)
const model = () => tenon.tenon.services.model

async function edit(edits: TenantEdits) {
  const { revision } = await model().draft(ctx())
  return model().saveDraft(ctx(), { edits, revision })
}

test('an upgrade that meets two edits asks for a choice of each, with both values, and does as chosen', async () => {
  const own = { code: { maxLength: 15 }, note: { label: { en: 'Comment' } } }
  const { revision } = await edit({ entities: { bay: { properties: own } } })
  await model().publish(ctx(), { revision })
  await tenon.tenon.services.records.create(ctx(), { entity: 'bay', values: { code: 'a1' } })
  const { page, go } = await openStudio(browser, tenon)
  await go('/studio/plugins/garage')
  await page.getByRole('button', { name: /Update to 2\.0\.0/ }).click()
  const sheet = page.locator('dialog[open]')
  await sheet.getByText('2 conflicts').waitFor()
  const go2 = sheet.getByRole('button', { name: 'Update to 2.0.0' })
  expect(await go2.isDisabled()).toBe(true)
  await sheet.getByRole('button', { name: 'Try it without changing anything' }).click()
  await sheet.getByText('Bay: 1 of 1 records that were tried would change, of 1 in all.').waitFor()
  expect(await sheet.locator('studio-migration-trial tr').textContent()).toMatch(/a1.*Code.*“a1”.*→ “A1”/s)
  const length = sheet.getByRole('group', { name: /Bay.*Code.*Most characters/ })
  expect(await length.textContent()).toMatch(/Yours\s*15.*The plugin’s\s*20/s)
  await length.getByRole('radio', { name: /The plugin’s/ }).check()
  await sheet
    .getByRole('group', { name: /Comment.*Label/ })
    .getByRole('radio', { name: /Yours/ })
    .check()
  await length.scrollIntoViewIfNeeded()
  await picture(page, 'upgrade-conflicts')
  expect(await axeViolations(page)).toEqual([])
  // Whoever closes the sheet by a key too many finds what was chosen.
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /Update to 2\.0\.0/ }).click()
  await expect.poll(() => sheet.getByRole('radio', { checked: true }).count()).toBe(2)
  await expect.poll(() => go2.isEnabled()).toBe(true)
  await go2.click()
  await page
    .getByText('Garage is at version 2.0.0 now.')
    .or(page.getByText(/Garage 2\.0\.0|2\.0\.0/))
    .first()
    .waitFor()
  await expect
    .poll(async () => (await model().view(ctx())).entities['bay']?.properties, PATIENCE)
    .toMatchObject({ code: { maxLength: 20 }, note: { label: { en: 'Comment' } } })
  const codes = async () =>
    (await tenon.tenon.services.records.find(ctx(), { entity: 'bay' })).records.map(({ code }) => code)
  await expect.poll(codes, PATIENCE).toEqual(['A1'])
}, 120_000)

test('what two admins have changed both is a choice on the page of changes, in both languages', async () => {
  const { revision, edits } = await model().draft(ctx())
  const labelled = (en: string): TenantEdits => ({
    ...edits,
    entities: { ...edits.entities, bay: { ...edits.entities?.['bay'], label: { en } } },
  })
  await model().saveDraft(ctx(), { edits: labelled('Slot'), revision })
  await model().saveDraft(ctx(), { edits: labelled('Berth'), revision })
  const chinese = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await chinese.go('/studio/changes')
  await chinese.page.getByText('1 处冲突').first().waitFor()
  await picture(chinese.page, 'draft-conflict-zh')
  const { page, go } = await openStudio(browser, tenon)
  await go('/studio/changes')
  const conflict = page.getByRole('group', { name: /Berth.*Label/ })
  await conflict.waitFor()
  const publish = page.getByRole('button', { name: 'Publish', exact: true })
  await publish.waitFor()
  expect(await publish.isDisabled()).toBe(true)
  await picture(page, 'draft-conflict')
  expect(await axeViolations(page)).toEqual([])
  await conflict.getByRole('radio', { name: /The other one\s*“Slot”/ }).click()
  await expect.poll(() => publish.isEnabled(), PATIENCE).toBe(true)
  expect(await model().draft(ctx())).toMatchObject({ conflicts: [], edits: labelled('Slot') })
}, 120_000)

test('a plugin is taken out with its records deleted only after its id was typed, and after they could be downloaded', async () => {
  const { page, go } = await openStudio(browser, tenon)
  await go('/studio/plugins/garage')
  await page
    .getByRole('button', { name: /^Remove/ })
    .first()
    .click()
  const dialog = page.locator('dialog[open]')
  await dialog.getByRole('radio', { name: /Delete for good/ }).check()
  await dialog.getByText('Bay: 1 record').waitFor()
  const remove = dialog.getByRole('button', { name: 'Remove plugin' })
  expect(await remove.isDisabled()).toBe(true)
  const download = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Download all of it first' }).click()
  const file = await (await download).path()
  expect(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { format: 'tenon-plugin-data', plugin: 'garage' },
    { entity: 'bay', record: { code: 'A1' } },
    { end: true, records: 1 },
  ])
  await dialog.getByLabel('Type garage to delete all of it for good').fill('garage')
  await picture(page, 'purge')
  expect(await axeViolations(page)).toEqual([])
  await remove.click()
  await page.getByText('Garage is removed.').waitFor()
  expect((await model().view(ctx())).entities['bay']).toBeUndefined()
}, 120_000)
