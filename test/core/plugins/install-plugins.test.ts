import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { type ModelStore, makeModelStore } from '../../../core/src/model/model-store.ts'
import { type InstallPlugins, makeInstallPlugins } from '../../../core/src/plugins/install-plugins.ts'
import { makeListPlugins } from '../../../core/src/plugins/list-plugins.ts'
import { makePluginStore, type PluginStore } from '../../../core/src/plugins/plugin-store.ts'
import { makeSettleInstalls } from '../../../core/src/plugins/settle-installs.ts'
import { makeRecordMigration } from '../../../core/src/records/make-record-migration.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'

const crm = pluginPackage('crm', {
  manifest: {
    capabilities: [
      { capability: 'entity:contact:read', reason: { en: 'Reads.' } },
      { capability: 'entity:contact:write', reason: { en: 'Writes.' } },
    ],
  },
  entities: [entity('contact', { zeta: field('text'), email: field('email'), a: field('integer') })],
})

const cars = pluginPackage('cars', {
  manifest: { dependencies: { crm: '^1.0.0' } },
  entities: [entity('vehicle', { owner: field('reference', { reference: { entity: 'contact' } }) })],
  extensions: [{ extends: 'contact', properties: { licence: field('text') } }],
})

function needing(id: string, dependencies: Record<string, string>, host = '*'): PluginPackage {
  return pluginPackage(id, { manifest: { dependencies, host } })
}

describe.each(DATABASE_KINDS)('installing plugins on %s', (kind) => {
  let database: Database
  let models: ModelStore
  let plugins: PluginStore
  let install: InstallPlugins
  let ctx: RequestContext
  let count = 0

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    models = makeModelStore({ database })
    plugins = makePluginStore({ database, models })
    const publishModel = makePublishModel({ database, models, relocate: relocateRecords })
    const runPluginHook = async () => expect.unreachable('no plugin here has lifecycle hooks')
    const callPlugin = async () => expect.unreachable('no plugin here migrates records')
    const recordMigration = makeRecordMigration({ database, callPlugin })
    const installs = makeSettleInstalls({
      ...{ database, plugins, models, publishModel, startPublish: publishModel },
      ...{ runPluginHook, recordMigration, takeBack: async () => 0 },
    })
    install = makeInstallPlugins({ database, plugins, startPublish: publishModel, installs })
  })
  afterAll(async () => {
    await models?.close()
    await database?.close()
  })
  beforeEach(async () => {
    count += 1
    const tenant = await createTenant(database, { slug: `tenant-${count}`, name: 'Tenant' })
    const actor = { kind: 'system', id: 'system', name: 'System' } as const
    ctx = { tenant, actor, requestId: 'r', signal: new AbortController().signal, locale: 'en', depth: 0 }
  })

  async function state() {
    const db = database.tenant(ctx.tenant.schema)
    const versions = await db.selectFrom('_model_version').select('version').execute()
    const ids = await db.selectFrom('_plugin').select('id').orderBy('id').execute()
    return { versions: versions.length, plugins: ids.map((row) => row.id) }
  }

  test('several plugins come into force in one version, whatever their order', async () => {
    expect(await install(ctx, [cars, crm])).toEqual({ version: 1 })
    const model = await models.get(ctx.tenant)
    expect(model.version).toBe(1)
    expect([...model.entities.keys()]).toEqual(['contact', 'vehicle'])
    expect((await plugins.packages(ctx.tenant)).map((plugin) => plugin.manifest.id)).toEqual(['crm', 'cars'])
  })

  test('fields keep the order in which they were declared', async () => {
    await install(ctx, [crm, cars])
    const contact = (await models.get(ctx.tenant)).entities.get('contact')
    expect([...(contact?.fields.keys() ?? [])]).toEqual(['name', 'zeta', 'email', 'a', 'licence'])
    const [stored] = await plugins.packages(ctx.tenant)
    expect(Object.keys(stored?.entities[0]?.properties ?? {})).toEqual(['name', 'zeta', 'email', 'a'])
  })

  test('a plugin is added to those that are there, and an unchanged one changes nothing', async () => {
    await install(ctx, [crm])
    expect(await install(ctx, [cars])).toEqual({ version: 2 })
    expect(await install(ctx, [cars, crm])).toEqual({ version: 2 })
    expect(await state()).toEqual({ versions: 2, plugins: ['cars', 'crm'] })
  })

  test('another version takes the place of the one before', async () => {
    await install(ctx, [crm])
    const entities = [
      entity('contact', { email: field('email'), zeta: field('text'), a: field('integer'), fax: field('phone') }),
    ]
    await install(ctx, [
      { ...crm, manifest: { ...crm.manifest, version: '1.1.0' }, entities, integrity: 'sha256-other' },
    ])
    expect((await models.get(ctx.tenant)).entities.get('contact')?.fields.has('fax')).toBe(true)
    const [listed] = await makeListPlugins({ database, plugins })(ctx)
    expect(listed).toMatchObject({ id: 'crm', version: '1.1.0', entities: ['contact'] })
  })

  test('code gets what the admin granted, never more than the manifest asks for', async () => {
    await install(ctx, [crm], { grants: { crm: ['entity:contact:read', 'entity:account:write'] } })
    expect((await plugins.get(ctx.tenant))[0]?.grants).toEqual(['entity:contact:read'])
  })

  test('the tenant’s edits stay in force through an install', async () => {
    await install(ctx, [crm])
    await database
      .tenant(ctx.tenant.schema)
      .updateTable('_model_version')
      .set({ edits: JSON.stringify({ entities: { contact: { label: { en: 'Person' } } } }) })
      .execute()
    await install(ctx, [cars])
    expect((await models.get(ctx.tenant)).entities.get('contact')?.schema.label.en).toBe('Person')
  })

  test.each<[string, PluginPackage[], string, RegExp]>([
    ['a missing dependency', [cars], 'PLUGIN_INVALID', /'cars' needs plugin 'crm' \^1\.0\.0, which is not installed/],
    [
      'a dependency of another version',
      [crm, needing('x', { crm: '^2.0.0' })],
      'PLUGIN_INVALID',
      /needs plugin 'crm' \^2\.0\.0; version 1\.0\.0 is there/,
    ],
    [
      'a circle',
      [needing('a', { b: '*' }), needing('b', { a: '*' })],
      'PLUGIN_INVALID',
      /in a circle: 'a' → 'b' → 'a'/,
    ],
    ['another host', [needing('x', {}, '^9.0.0')], 'PLUGIN_INVALID', /'x' needs Tenon \^9\.0\.0; this is 0\.1\.0/],
    ['a clash', [crm, { ...crm, manifest: { ...crm.manifest, id: 'rival' } }], 'PLUGIN_CLASH', /'crm' and 'rival'/],
    [
      'a hook of no entity',
      [{ ...crm, hooks: { ...crm.hooks, entities: { contcat: ['beforeCreate'] } } }],
      'PLUGIN_INVALID',
      /hooks\.ts: there is no entity 'contcat'; did you mean 'contact'/,
    ],
    [
      'a capability over no entity',
      [
        {
          ...crm,
          manifest: { ...crm.manifest, capabilities: [{ capability: 'entity:secret:read', reason: { en: '?' } }] },
        },
      ],
      'PLUGIN_INVALID',
      /plugin\.json \/capabilities\/0\/capability: there is no entity 'secret'/,
    ],
  ])('%s refuses all of them, and nothing is left behind', async (...[, packages, code, message]) => {
    await expect(install(ctx, packages)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(await state()).toEqual({ versions: 0, plugins: [] })
    expect((await models.get(ctx.tenant)).version).toBe(0)
  })

  test('a plugin of one tenant is not another’s', async () => {
    await install(ctx, [crm])
    const other = await createTenant(database, { slug: `other-${count}`, name: 'Other' })
    expect(await plugins.get(other)).toEqual([])
    expect((await models.get(other)).entities.size).toBe(0)
  })
})
