import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
import { temporaryFolder } from '../support/run-tenon.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'
import { testConfig } from '../support/test-config.ts'

const { folder: root, remove } = temporaryFolder()
const shelf = join(root, 'shelf')

const text = (en: string, zh: string) => ({ fieldType: 'text', label: { en, 'zh-CN': zh } })
const note = text('Note', '备注')
const depth = text('Depth', '深度')

/** The older version cannot do without what the newer one let people take away. */
const NEEDS_NOTE = `
import { definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'
export const plugin = definePlugin({
  migrations: { bay: eachRecord(({ values }, { migration }) => {
    if (migration.fromVersion === '2.0.0' && values.note === null) throw reject('its note is no longer there')
  }) },
})
`

function garage(version: string, { more, hooks }: { more: object; hooks?: string }): string {
  const label = { en: 'Bay', 'zh-CN': '车位' }
  const bay = { type: 'object', name: 'bay', label, pluralLabel: { en: 'Bays', 'zh-CN': '车位' }, titleField: 'code' }
  const properties = { code: text('Code', '编号'), note, ...more }
  return writeFleet(
    join(root, version),
    { id: 'garage', version, host: '^0.1.0', label: { en: 'Garage', 'zh-CN': '车库' } },
    {
      'entities/bay.schema.json': { ...bay, properties },
      'entities/vehicle.schema.json': undefined,
      'hooks.ts': hooks,
    },
  )
}

let browser: Browser
let tenon: TestTenon

beforeAll(async () => {
  await buildStudio()
  const maker = await createTenon(await testConfig('pglite'))
  const { privateKey, key } = makeSigningKey()
  mkdirSync(shelf, { recursive: true })
  const folders = [garage('1.0.0', { more: {}, hooks: NEEDS_NOTE }), garage('2.0.0', { more: { depth } })]
  for (const folder of folders) await packFolder(maker, folder, { into: shelf, key: privateKey })
  await writeIndex(shelf)
  await maker.close()
  const trustFile = join(root, 'trusted.json')
  writeFileSync(trustFile, JSON.stringify({ keys: [{ name: 'Acme', key }] }))
  tenon = await startTestTenon({ catalogues: [shelf], trustFile })
  await tenon.tenon.services.plugins.install(ctx(), { id: 'garage', version: '2.0.0', grants: {} })
  browser = await launchBrowser()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
  remove()
})

const ctx = () => systemContext(tenon.tenant)
const plugins = () => tenon.tenon.services.plugins
const records = () => tenon.tenon.services.records
const version = async () => (await plugins().list(ctx())).find(({ id }) => id === 'garage')?.version

test('a plugin goes back to an older version after a yes to what that means, and not where data is missing', async () => {
  const bay = await records().create(ctx(), { entity: 'bay', values: { code: 'B1', depth: 'seven' } })
  const read = () => records().get(ctx(), { entity: 'bay', id: bay.id })
  await expect(plugins().upgrade(ctx(), { id: 'garage', version: '1.0.0', grants: {} })).rejects.toMatchObject({
    code: 'PLUGIN_INVALID',
  })
  const { page, go, context, violations } = await openStudio(browser, tenon)
  await go('/studio/plugins/garage')
  await page.getByRole('button', { name: 'Other versions' }).click()
  const sheet = page.getByRole('dialog', { name: 'Downgrade Garage' })
  const back = sheet.getByRole('button', { name: 'Go back to 1.0.0' })
  await back.waitFor()
  expect(await sheet.getByLabel('Version', { exact: true }).inputValue()).toBe('1.0.0')
  await sheet.getByText(/Depth/).first().waitFor()
  const agree = sheet.getByRole('checkbox', {
    name: /go back to an older version.*only the newer one knows are put aside/,
  })
  const aside = sheet.getByRole('checkbox', { name: /values are put aside by the steps marked in red/ })
  await aside.check()
  expect(await back.isDisabled()).toBe(true)
  await agree.check()
  expect(await axeViolations(page)).toEqual([])
  await back.click()
  await sheet.getByText(/everything is as it was before.*its note is no longer there/).waitFor()
  const whole = await read()
  expect([await version(), whole['depth']]).toEqual(['2.0.0', 'seven'])

  await records().update(ctx(), { entity: 'bay', id: bay.id, version: whole.version, values: { note: 'dry' } })
  await back.click()
  await page.getByText('Garage is back at 1.0.0.').waitFor()
  expect(await version()).toBe('1.0.0')
  const older = await read()
  expect(older).toMatchObject({ code: 'B1', note: 'dry' })
  expect(older).not.toHaveProperty('depth')
  await page.getByRole('button', { name: 'Update to 2.0.0' }).waitFor()
  expect(await violations()).toEqual([])
  await context.close()

  await plugins().upgrade(ctx(), { id: 'garage', version: '2.0.0', grants: {} })
  expect(await read()).toMatchObject({ code: 'B1', note: 'dry', depth: 'seven' })
}, 90_000)

test('going back says in Chinese too what it means, and waits for a yes', async () => {
  const { page, go, context } = await openStudio(browser, tenon, { locale: 'zh-CN' })
  await go('/studio/plugins/garage')
  await page.getByRole('button', { name: '其他版本' }).click()
  const sheet = page.getByRole('dialog', { name: '降级 车库' })
  const back = sheet.getByRole('button', { name: '退回到 1.0.0' })
  await sheet.getByRole('checkbox', { name: '我同意标为红色的步骤' }).check()
  expect(await back.isDisabled()).toBe(true)
  await sheet.getByRole('checkbox', { name: '我同意退回到较旧的版本。只有较新版本才有的数据会移出视图。' }).check()
  await expect.poll(() => back.isEnabled(), { timeout: 20_000 }).toBe(true)
  await sheet.getByLabel('版本', { exact: true }).selectOption('2.0.0')
  const forwards = page.getByRole('dialog', { name: '升级 车库' })
  await forwards.getByRole('button', { name: '更新到 2.0.0' }).waitFor()
  expect(await forwards.getByRole('checkbox', { name: /退回/ }).count()).toBe(0)
  expect(await version()).toBe('2.0.0')
  await context.close()
}, 90_000)
