import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePluginKv } from '../../../core/src/hooks/plugin-kv.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'

const files = (version: string) => ({
  'plugin.json': manifest('keeper', {
    version,
    capabilities: ['kv', 'http:api.example'].map((capability) => ({ capability, reason: { en: 'For the tests.' } })),
    settings: { properties: { limit: { fieldType: 'integer', label: { en: 'Limit' } } } },
    secrets: [{ name: 'key', label: { en: 'Key' }, hosts: ['api.example'] }],
  }),
  'entities/thing.schema.json': entityFile('thing', {}),
})

let opened: PluginTenant
beforeAll(async () => {
  opened = await openPluginTenant('postgres')
  await opened.install(files('1.0.0'))
}, 120_000)
afterAll(() => opened?.close())

/** Does the work while the plugin's code is in the middle of a change of its store. */
async function whileStoring<T>(work: () => Promise<T>): Promise<T> {
  const { tenant, tenon } = opened
  const [reached, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  // Goes on as any change of the store does, and stays in its transaction.
  const database = {
    ...tenon.database,
    transaction: ((schema, change) =>
      tenon.database.transaction(schema, async (trx) => {
        const done = await change(trx)
        reached.resolve()
        await leave.promise
        return done
      })) as typeof tenon.database.transaction,
  }
  const owner = { tenant, plugin: 'keeper', locale: 'en' as const }
  const storing = makePluginKv({ database }).set(owner, { key: 'k', value: 1 })
  await reached.promise
  try {
    return await work()
  } finally {
    leave.resolve()
    await storing
  }
}

const keeper = { id: 'keeper' }

test('an upgrade does not wait for the plugin’s code to be done with its store, which a busy one never is', async () => {
  const outcome = await whileStoring(() => opened.install(files('1.1.0')))
  expect(outcome.version).toEqual(expect.any(Number))
  expect((await opened.tenon.services.plugins.list(opened.ctx))[0]?.version).toBe('1.1.0')
}, 30_000)

test('nor do settings, secrets and capabilities that an admin changes', async () => {
  const { plugins } = opened.tenon.services
  const { revision } = await plugins.settings(opened.ctx, keeper)
  await whileStoring(async () => {
    await plugins.saveSettings(opened.ctx, { ...keeper, values: { limit: 3 }, revision })
    await plugins.setSecret(opened.ctx, { ...keeper, name: 'key', value: 'value' })
    await plugins.setGrant(opened.ctx, { ...keeper, capability: 'kv', granted: false })
  })
  expect((await plugins.settings(opened.ctx, keeper)).values).toEqual({ limit: 3 })
}, 30_000)
