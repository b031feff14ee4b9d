import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon } from '../../core/src/create-tenon.ts'
import { makeSigningKey } from '../../core/src/plugins/plugin-signature.ts'
import { packFolder, writeFleet, writeIndex } from '../core/plugins/fleet-plugin.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { buildWidgets } from '../support/build-widgets.ts'
import { holdCopying } from '../support/hold-copying.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { temporaryFolder } from '../support/run-tenon.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'
import { testConfig } from '../support/test-config.ts'

const ROWS = 10_500
const { folder: root, remove } = temporaryFolder()
const shelf = join(root, 'shelf')
const NAMES = 'Garage 1.0.0 → 2.0.0'

function garage(version: string, depth: string): string {
  const label = { en: 'Bay', 'zh-CN': '车位' }
  const bay = { type: 'object', name: 'bay', label, pluralLabel: { en: 'Bays', 'zh-CN': '车位' }, titleField: 'code' }
  const properties = {
    code: { fieldType: 'text', label: { en: 'Code', 'zh-CN': '编号' } },
    depth: { fieldType: depth, label: { en: 'Depth', 'zh-CN': '深度' } },
  }
  return writeFleet(
    join(root, version),
    { id: 'garage', version, host: '^0.1.0', label: { en: 'Garage', 'zh-CN': '车库' } },
    {
      'entities/bay.schema.json': { ...bay, properties },
      'entities/vehicle.schema.json': undefined,
      'hooks.ts': undefined,
    },
  )
}

let browser: Browser
let tenon: TestTenon
let letGo: () => void = () => undefined

beforeAll(async () => {
  await buildWidgets()
  await buildStudio()
  const maker = await createTenon(await testConfig('pglite'))
  const { privateKey, key } = makeSigningKey()
  mkdirSync(shelf, { recursive: true })
  for (const folder of [garage('1.0.0', 'integer'), garage('2.0.0', 'text')])
    await packFolder(maker, folder, { into: shelf, key: privateKey })
  await writeIndex(shelf)
  await maker.close()
  const trustFile = join(root, 'trusted.json')
  writeFileSync(trustFile, JSON.stringify({ keys: [{ name: 'Acme', key }] }))
  tenon = await startTestTenon({ kind: 'postgres', catalogues: [shelf], trustFile })
  const { schema } = tenon.tenant
  await plugins().install(ctx(), { id: 'garage', version: '1.0.0', grants: {} })
  await sql`insert into ${sql.id(schema, 'bay')} (id, code, depth)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'B' || n, n
    from generate_series(1, ${ROWS}::int) n`.execute(tenon.tenon.database.control)
  browser = await launchBrowser()
}, 180_000)
afterEach(() => letGo())
afterAll(async () => {
  await browser?.close()
  await tenon?.close()
  remove()
})

const ctx = () => systemContext(tenon.tenant)
const plugins = () => tenon.tenon.services.plugins
const version = async () => (await plugins().list(ctx())).find(({ id }) => id === 'garage')?.version
const hold = async () => {
  const { schema } = tenon.tenant
  letGo = await holdCopying(tenon.tenon.database, { schema, table: 'bay', row: sql`old.code = 'B9000'` })
}

test('an upgrade that takes long is shown on the plugin’s page, where it can be paused, resumed and cancelled', async () => {
  await hold()
  const { page, go, context, violations } = await openStudio(browser, tenon)
  await go('/studio/plugins/garage')
  await page.getByRole('button', { name: 'Update to 2.0.0' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Update to 2.0.0' }).click()
  await page.getByText('Garage 2.0.0 has begun to come. It takes a while because a large table is rewritten.').waitFor()
  const running = page.getByRole('region', { name: `Under way: ${NAMES}` })
  await running.getByRole('progressbar', { name: `Under way: ${NAMES}` }).waitFor()
  await running.getByText(/^[\d,]+ of 10,?500 rows rewritten$/).waitFor()
  await running.getByText(/everybody works with what is installed now, and so does its code/).waitFor()
  expect(await axeViolations(page)).toEqual([])
  expect(await version()).toBe('1.0.0')

  await running.getByRole('button', { name: 'Pause' }).click()
  const paused = page.getByRole('region', { name: `Paused: ${NAMES}` })
  await paused.getByText('Nothing else can be installed or published meanwhile.').waitFor()
  // The same is shown where changes are published, and among all plugins; here in Chinese.
  const other = await openStudio(browser, tenon, { locale: 'zh-CN' })
  const names = '车库 1.0.0 → 2.0.0'
  for (const path of ['/studio/changes', '/studio/plugins']) {
    await other.go(path)
    await other.page.getByRole('region', { name: `已暂停：${names}` }).waitFor()
  }
  await paused.getByRole('button', { name: 'Resume' }).click()
  await running.waitFor()
  await running.getByRole('button', { name: 'Cancel this' }).click()
  const question = page.getByRole('dialog', { name: `Cancel ${NAMES}?` })
  await question.getByRole('button', { name: 'Cancel this' }).click()
  await page
    .getByRole('region', { name: `Cancelled: ${NAMES}` })
    .getByText(/^What was installed before is in force/)
    .waitFor()
  await other.go('/studio/plugins/garage')
  await other.page.getByRole('region', { name: `已取消：${names}` }).waitFor()
  expect(await version()).toBe('1.0.0')

  letGo()
  await expect.poll(async () => (await tenon.tenon.services.model.drift(ctx())).items, { timeout: 30_000 }).toEqual([])
  await hold()
  await page.getByRole('button', { name: 'Update to 2.0.0' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Update to 2.0.0' }).click()
  await running.waitFor()
  // Others who look at the plugin see it begin.
  await other.page.getByRole('region', { name: `进行中：${names}` }).waitFor()
  letGo()
  await page.getByText('Garage is now 2.0.0.').waitFor()
  await page.getByRole('region', { name: NAMES }).waitFor({ state: 'detached' })
  expect(await version()).toBe('2.0.0')
  expect(await violations()).toEqual([])
  await other.context.close()
  await context.close()
}, 120_000)
