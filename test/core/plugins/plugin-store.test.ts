import { afterEach, expect, test, vi } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { makeModelStore } from '../../../core/src/model/model-store.ts'
import { makeInstallPlugins } from '../../../core/src/plugins/install-plugins.ts'
import { makePluginSettings } from '../../../core/src/plugins/plugin-settings.ts'
import { makePluginStore } from '../../../core/src/plugins/plugin-store.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'
import { field, pluginPackage } from '../model/sample-model.ts'

let database: Database
afterEach(async () => {
  vi.useRealTimers()
  await database?.close()
})

const plugin = pluginPackage('crm', {
  manifest: { settings: { properties: { limit: field('integer', { default: 3 }) } } },
})

/** The plugin has no lifecycle hooks, so that nothing is ever pending. */
const NO_INSTALLS = { settle: async () => [], settleFirst: async () => undefined }

test('a change whose notice was lost is seen after the time of the sweep', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  database = await openTestDatabase('pglite')
  const deaf: Database = { ...database, listen: async () => async () => undefined, hasHeardSince: () => false }
  const models = makeModelStore({ database: deaf })
  const store = makePluginStore({ database: deaf, models, recheckMilliseconds: 30_000 })
  const elsewhere = makePluginStore({ database, models: makeModelStore({ database }) })
  const ctx = systemContext(await createTenant(database, { slug: 'acme', name: 'Acme' }))
  const publishModel = makePublishModel({ database, models, relocate: relocateRecords })
  await makeInstallPlugins({ database, plugins: store, startPublish: publishModel, installs: NO_INSTALLS })(ctx, [
    plugin,
  ])
  const limit = async () => (await store.get(ctx.tenant))[0]?.settings['limit']
  expect(await limit()).toBe(3)
  const { saveSettings } = makePluginSettings({ database, plugins: elsewhere })
  await saveSettings(ctx, { id: 'crm', values: { limit: 8 }, revision: 0 })
  expect(await limit()).toBe(3)
  vi.advanceTimersByTime(29_000)
  expect(await limit()).toBe(3)
  vi.advanceTimersByTime(1_000)
  expect(await limit()).toBe(8)
})

test('what was being read when a change came is not kept', async () => {
  database = await openTestDatabase('pglite')
  const models = makeModelStore({ database })
  const store = makePluginStore({ database, models })
  const ctx = systemContext(await createTenant(database, { slug: 'acme', name: 'Acme' }))
  const publishModel = makePublishModel({ database, models, relocate: relocateRecords })
  await makeInstallPlugins({ database, plugins: store, startPublish: publishModel, installs: NO_INSTALLS })(ctx, [
    plugin,
  ])
  const reading = store.get(ctx.tenant)
  const { saveSettings } = makePluginSettings({ database, plugins: store })
  await Promise.all([reading, saveSettings(ctx, { id: 'crm', values: { limit: 8 }, revision: 0 })])
  expect((await store.get(ctx.tenant))[0]?.settings).toEqual({ limit: 8 })
})
