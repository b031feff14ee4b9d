import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { buildStudio } from '../schema-studio/support/build-studio.ts'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../support/start-test-tenon.ts'

const PLUGIN = join(import.meta.dirname, '../../plugins/automotive')
let browser: Browser
let tenon: TestTenon
let newer = ''

beforeAll(async () => {
  await buildStudio()
  tenon = await startTestTenon()
  browser = await launchBrowser()
  newer = mkdtempSync(join(tmpdir(), 'tenon-automotive-'))
  cpSync(PLUGIN, newer, { recursive: true })
  const rule = join(newer, 'rules/vehicle-margin.ts')
  writeFileSync(rule, readFileSync(rule, 'utf8').replace('const SCALE = 6', 'const SCALE = 8'))
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await tenon?.close()
  rmSync(newer, { recursive: true, force: true })
})

test('an old value says that it is being recalculated, and an open page shows the new one once its plugin is upgraded', async () => {
  const ctx = systemContext(tenon.tenant)
  const { records } = tenon.tenon.services
  const [vehicle] = (await records.find(ctx, { entity: 'vehicle', limit: 1 })).records
  if (vehicle === undefined) throw new Error('the demo has no vehicle')
  const table = sql.id(tenon.tenant.schema, 'vehicle')
  await sql`update ${table} set margin = 1, _code_margin = 'older' where id = ${vehicle.id}::uuid`.execute(
    tenon.tenon.database.control,
  )
  const { page, go, context } = await openStudio(browser, tenon)
  await go(`/e/vehicle/${vehicle.id}`)
  const margin = page.locator('studio-record-details .row').filter({ hasText: 'Margin' })
  await margin.getByText('being recalculated').waitFor()
  // A margin is sensitive: it is shown when it is asked for. Nobody writes it.
  const show = margin.getByRole('button', { name: 'Show Margin' })
  expect(await margin.getByRole('button').count()).toBe(1)
  await show.click()
  await margin.getByText('1.00').waitFor()
  await margin.getByRole('button', { name: 'Hide Margin' }).click()
  expect(await axeViolations(page)).toEqual([])
  await tenon.tenon.installPlugins(ctx, [await tenon.tenon.loadPluginFolder(newer)])
  await margin.getByText('being recalculated').waitFor({ state: 'detached', timeout: 30_000 })
  const { margin: stored, version } = await records.get(ctx, { entity: 'vehicle', id: vehicle.id })
  expect(stored).toEqual(vehicle.margin)
  expect(version).toBe(vehicle.version)
  const amount = Number((stored as { amount: string }).amount)
  await show.click()
  await margin.getByText(new Intl.NumberFormat('en').format(amount).split('.')[0] ?? '').waitFor()
  await context.close()
})
