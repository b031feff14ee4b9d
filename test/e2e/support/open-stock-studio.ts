import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Browser } from 'playwright-core'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { pluginFolder } from '../../core/actions/open-stock-tenant.ts'
import { STOCK_PLUGIN } from '../../core/actions/stock-plugin.ts'
import { buildStudio } from '../../schema-studio/support/build-studio.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'

const MANY = 900

export interface StockStudio {
  browser: Browser
  tenon: TestTenon
  /** As the system. */
  create(entity: string, values: JsonObject): Promise<string>
  /** Id of an opportunity that is open, or of one that is closed. */
  opportunity(state: 'open' | 'closed'): Promise<string>
  close(): Promise<void>
}

/** The demo, and beside its plugins `stock`, whose actions and figures do what tests need: take long, refuse, fail. */
export async function openStockStudio(): Promise<StockStudio> {
  await buildStudio()
  const tenon = await startTestTenon()
  const system = systemContext(tenon.tenant)
  const { createRecords, installPlugins, loadPluginFolder, services } = tenon.tenon
  const { folder, remove } = pluginFolder(STOCK_PLUGIN)
  await installPlugins(system, [await loadPluginFolder(folder)])
  const items = Array.from({ length: MANY }, (_, index) => ({ name: `Part ${String(index).padStart(3, '0')}` }))
  await createRecords(system, { entity: 'item', records: items })
  const browser = await launchBrowser()
  return {
    browser,
    tenon,
    create: async (entity, values) => (await services.records.create(system, { entity, values })).id,
    opportunity: async (state) => {
      const where = { field: 'closedOn', op: 'isNull' as const, value: state === 'open' }
      const { records } = await services.records.find(system, { entity: 'opportunity', where, fields: [], limit: 1 })
      return records[0]?.id ?? ''
    },
    close: async () => {
      await browser.close()
      await tenon.close()
      remove()
    },
  }
}
