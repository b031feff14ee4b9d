import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TenonConfig } from '../../../core/src/config/read-config.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { underChangeLock } from '../../../core/src/plugins/change-lock.ts'
import { makeInstallPlugins } from '../../../core/src/plugins/install-plugins.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { testConfig } from '../../support/test-config.ts'
import { writePlugin } from './write-plugin.ts'

const label = (en: string) => ({ en, 'zh-CN': en })
const text = { fieldType: 'text', label: label('Text') }

interface BoxPlugin {
  id?: string
  version?: string
  /** Fields of the entity besides `code`. */
  fields?: string[]
  /** Members of `lifecycle`. */
  lifecycle?: string
  manifest?: JsonObject
  hooks?: string
}

/** Folder of a plugin with one entity, named after it. */
function boxPlugin({
  id = 'box',
  version = '1.0.0',
  fields = [],
  lifecycle = '',
  manifest = {},
  hooks = '',
}: BoxPlugin) {
  const capability = (right: string) => ({ capability: `entity:${id}:${right}`, reason: { en: 'Boxes.' } })
  return writePlugin({
    'plugin.json': {
      id,
      version,
      label: label('Boxes'),
      host: '^0.1.0',
      capabilities: [capability('read'), capability('write'), { capability: 'kv', reason: { en: 'Counts.' } }],
      ...manifest,
    },
    [`entities/${id}.schema.json`]: {
      ...{ type: 'object', name: id, label: label('Box'), pluralLabel: label('Boxes'), titleField: 'code' },
      properties: Object.fromEntries(['code', ...fields].map((name) => [name, text])),
    },
    'hooks.ts': `import { definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'
      export const plugin = definePlugin({ ${hooks} lifecycle: { ${lifecycle} } })`,
    'entities/vehicle.schema.json': undefined,
    'pipelines/service.pipeline.json': undefined,
    'rules/needs-vin.ts': undefined,
  })
}

describe.each(DATABASE_KINDS)('lifecycle hooks on %s', (kind) => {
  let config: TenonConfig
  let tenon: Tenon
  let ctx: RequestContext
  let count = 0

  beforeAll(async () => {
    config = await testConfig(kind)
    tenon = await createTenon(config)
  }, 120_000)
  afterAll(() => tenon?.close())
  beforeEach(async () => {
    count += 1
    ctx = systemContext(await tenon.createTenant({ slug: `box-${count}`, name: 'Boxes' }))
  })

  const load = (plugin: BoxPlugin) => tenon.loadPluginFolder(boxPlugin(plugin))
  const install = async (...plugins: BoxPlugin[]) => {
    const packages = await Promise.all(plugins.map(load))
    return tenon.installPlugins(ctx, packages, { consent: true, downgrade: true })
  }
  const db = () => tenon.database.tenant(ctx.tenant.schema)
  const boxes = async (entity = 'box') => (await tenon.services.records.find(ctx, { entity })).records
  const create = (values: JsonObject) => tenon.services.records.create(ctx, { entity: 'box', values })
  const tasks = () =>
    db()
      .selectFrom('_plugin_task')
      .select(['id', 'plugin', 'name', 'status', 'attempts', 'error', 'data'])
      .orderBy('id')
      .execute()

  /** What an admin could tell apart: plugins with all that belongs to them, and the model in force. */
  async function state() {
    const plugins = await db()
      .selectFrom('_plugin')
      .select(['id', 'version', 'grants', 'installed_at', 'pending', sql`package ->> 'integrity'`.as('integrity')])
      .orderBy('id')
      .execute()
    const model = await db()
      .selectFrom('_model_version')
      .select('document')
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst()
    const schedules = await tenon.services.pluginSchedules.list(ctx)
    const webhooks = await db().selectFrom('_plugin_webhook').selectAll().orderBy('name').execute()
    return { plugins, model: model?.document ?? { entities: {}, pipelines: {} }, schedules, webhooks }
  }

  /** Installs as a process does that is killed as soon as the publish holds. */
  async function installAndDie(plugin: BoxPlugin): Promise<void> {
    const died = new Error('killed')
    const dying = makeInstallPlugins({
      database: tenon.database,
      startPublish: makePublishModel({
        database: tenon.database,
        models: { invalidate: () => undefined },
        relocate: relocateRecords,
      }),
      plugins: { invalidate: () => undefined },
      installs: {
        settleFirst: async () => undefined,
        settle: async () => {
          throw died
        },
      },
    })
    await expect(dying(ctx, [await load(plugin)], { consent: true })).rejects.toBe(died)
  }

  test('run when the tables are there, in the order of dependencies, behind the plugin’s own rules', async () => {
    const seed = (id: string) => `onInstall: async (change, tenon) => {
      await tenon.records.create({ entity: '${id}', values: { code: JSON.stringify(change) } }) },`
    const upper = (id: string) =>
      `entities: { ${id}: { beforeCreate: eachRecord(({ values }) => ({ code: String(values.code).toUpperCase() })) } },`
    const lid: BoxPlugin = { id: 'lid', lifecycle: seed('lid'), manifest: { dependencies: { box: '^1.0.0' } } }
    await install(lid, { lifecycle: seed('box'), hooks: upper('box') })
    expect(await boxes()).toMatchObject([{ code: '{"FROMVERSION":NULL,"TOVERSION":"1.0.0"}', createdBy: 'plugin:box' }])
    expect((await boxes('lid'))[0]?.['code']).toBe('{"fromVersion":null,"toVersion":"1.0.0"}')
    expect((await tasks()).map(({ plugin, name, status }) => [plugin, name, status])).toEqual([
      ['box', 'onInstall', 'done'],
      ['lid', 'onInstall', 'done'],
    ])
    expect((await state()).plugins.map(({ pending }) => pending)).toEqual([null, null])
  })

  test('of an upgrade learn both versions, and of a way back too', async () => {
    const told = `onUpgrade: async ({ fromVersion, toVersion }, tenon) => {
      await tenon.records.create({ entity: 'box', values: { code: fromVersion + ' ' + toVersion } }) },`
    await install({ lifecycle: told })
    expect(await boxes()).toEqual([])
    await install({ version: '1.1.0', lifecycle: told })
    await install({ version: '1.0.0', lifecycle: told })
    expect((await boxes()).map(({ code }) => code)).toEqual(expect.arrayContaining(['1.0.0 1.1.0', '1.1.0 1.0.0']))
  })

  test('an install whose hook fails is undone with all that came with it, and says why', async () => {
    await install({ id: 'shelf' })
    const before = await state()
    const failing = { lifecycle: `onInstall: () => { throw new Error('no room') },`, fields: ['size'] }
    const lid: BoxPlugin = {
      id: 'lid',
      manifest: {
        dependencies: { box: '^1.0.0' },
        schedules: [{ name: 'tick', label: label('Tick'), cron: '* * * * *' }],
        webhooks: [{ name: 'hook', label: label('Hook'), verify: 'token' }],
      },
      hooks: 'schedules: { tick() {} }, webhooks: { hook() {} },',
    }
    await expect(install(failing, lid)).rejects.toMatchObject({
      code: 'PLUGIN_THREW',
      plugin: 'box',
      message: expect.stringMatching(/'box' was not installed, and everything is as it was before: .*no room/),
    })
    expect(await state()).toEqual(before)
    expect((await tasks()).map(({ status, error }) => [status, error])).toEqual([
      ['failed', expect.stringMatching(/no room/)],
    ])
    await expect(boxes()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await install({ fields: ['size'] }, lid)
    expect(await boxes()).toEqual([])
  })

  test('a refusal is told in the language of whoever installs', async () => {
    const lifecycle = `onInstall: () => reject({ en: 'Not here.', 'zh-CN': '此处不可用。' }),`
    const zh = { ...ctx, locale: 'zh-CN' as const }
    await expect(tenon.installPlugins(zh, [await load({ lifecycle })])).rejects.toMatchObject({
      code: 'HOOK_REJECTED',
      message: "插件 'box' 未能安装，一切已恢复原状：此处不可用。",
    })
  })

  test('an upgrade whose hook fails brings the version before back, with the values, grants, secrets and pauses that it had', async () => {
    const manifest = {
      schedules: [
        { name: 'kept', label: label('Kept'), cron: '0 1 * * *' },
        { name: 'dropped', label: label('Dropped'), cron: '0 2 * * *' },
      ],
      webhooks: [{ name: 'dropped', label: label('Dropped'), verify: 'token' }],
    }
    const hooks = 'schedules: { kept() {}, dropped() {} }, webhooks: { dropped() {} },'
    const old = await load({ fields: ['colour'], manifest, hooks })
    await tenon.installPlugins(ctx, [old], { grants: { box: ['entity:box:read'] } })
    await tenon.services.pluginSchedules.pause(ctx, { plugin: 'box', name: 'dropped' })
    await tenon.services.pluginWebhooks.rotateSecret(ctx, { plugin: 'box', name: 'dropped' })
    const box = await create({ code: 'B1', colour: 'red' })
    const before = await state()
    const newer: BoxPlugin = {
      version: '2.0.0',
      fields: ['weight'],
      manifest: { schedules: [{ name: 'kept', label: label('Kept'), cron: '30 5 * * *' }] },
      hooks: 'schedules: { kept() {} },',
      lifecycle: `onUpgrade: async (_, tenon) => {
        const { records } = await tenon.records.find({ entity: 'box' })
        const { id, version } = records[0]
        await tenon.records.update({ entity: 'box', id, version, values: { weight: 'heavy' } })
        throw new Error('cannot go on')
      },`,
    }
    await expect(install(newer)).rejects.toMatchObject({
      message: expect.stringMatching(/'box' was not upgraded.*cannot go on/),
    })
    const after = await state()
    const times = ({ schedules, ...rest }: Awaited<ReturnType<typeof state>>) => ({
      ...rest,
      schedules: schedules.map(({ nextRunAt: _, ...schedule }) => schedule),
    })
    expect(times(after)).toEqual(times(before))
    expect(await tenon.services.records.get(ctx, { entity: 'box', id: box.id })).toMatchObject({
      code: 'B1',
      colour: 'red',
    })
    await install({ ...newer, lifecycle: '' })
    const [upgraded] = await boxes()
    expect(upgraded).toMatchObject({ code: 'B1', weight: null })
    expect((await state()).schedules.map(({ name }) => name)).toEqual(['kept'])
    expect((await state()).webhooks).toEqual([])
  })

  test('an install whose process died is finished by the next change, with the same id', async () => {
    const lifecycle = `onInstall: async (_, tenon) => {
      await tenon.records.create({ entity: 'box', values: { code: tenon.eventId } }) },`
    await installAndDie({ lifecycle })
    const [task] = await tasks()
    expect(task).toMatchObject({ name: 'onInstall', status: 'waiting', attempts: 0 })
    expect((await state()).plugins[0]?.pending).not.toBeNull()
    // Its rules guard writes meanwhile; it is there for everybody but for changes of plugins.
    expect(await boxes()).toEqual([])
    await install({ id: 'shelf' })
    expect((await boxes()).map(({ code }) => code)).toEqual([task?.id])
    expect((await state()).plugins.map(({ id, pending }) => [id, pending])).toEqual([
      ['box', null],
      ['shelf', null],
    ])
    expect((await tasks())[0]).toMatchObject({ status: 'done', attempts: 1 })
  })

  test('an install whose process died and whose hook then fails is undone', async () => {
    const before = await state()
    await installAndDie({ lifecycle: `onInstall: () => { throw new Error('never') },` })
    const settled = await tenon.pluginWork.installs.settle(ctx, { waitMilliseconds: 0 })
    expect(settled).toMatchObject([{ plugins: ['box 1.0.0'], error: { code: 'PLUGIN_THREW', plugin: 'box' } }])
    expect(await state()).toEqual(before)
    expect(await tenon.pluginWork.installs.settle(ctx, { waitMilliseconds: 0 })).toEqual([])
  })

  test('an install that was undone keeps what the admin has published meanwhile', async () => {
    await install({ id: 'shelf' })
    await installAndDie({ lifecycle: `onInstall: () => { throw new Error('never') },` })
    const edit = { label: label('Regal') }
    const { revision } = await tenon.services.model.saveDraft(ctx, {
      revision: 0,
      edits: { entities: { shelf: edit, box: edit } },
    })
    await tenon.services.model.publish(ctx, { revision })
    await tenon.pluginWork.installs.settle(ctx, { waitMilliseconds: 0 })
    const { model } = await state()
    expect(Object.keys(model.entities)).toEqual(['shelf'])
    expect(model.entities['shelf']?.label.en).toBe('Regal')
  })

  test('what another process is at is left to it', async () => {
    if (kind === 'pglite') return
    await installAndDie({ lifecycle: 'onInstall() {},' })
    const { schema } = ctx.tenant
    const other = await createTenon(config)
    await underChangeLock(other.database, { schema, waitMilliseconds: 0 }, async () => {
      expect(await tenon.pluginWork.installs.settle(ctx, { waitMilliseconds: 0 })).toEqual([])
      expect((await tasks())[0]).toMatchObject({ status: 'waiting' })
    })
    await other.close()
    expect(await tenon.pluginWork.installs.settle(ctx, { waitMilliseconds: 0 })).toMatchObject([{ error: null }])
  })

  describe('of a removal', () => {
    const refusing = `onUninstall: ({ fromVersion, toVersion }) =>
      reject({ en: 'Still in use ' + fromVersion + ' ' + toVersion, 'zh-CN': '仍在使用' }),`

    test('refuse it with their message, and the plugin stays', async () => {
      await install({ lifecycle: refusing })
      await create({ code: 'B1' })
      const before = await state()
      await expect(tenon.removePlugin(ctx, 'box', { consent: true })).rejects.toMatchObject({
        code: 'HOOK_REJECTED',
        plugin: 'box',
        message: "plugin 'box' was not removed, because its onUninstall did not allow it: Still in use 1.0.0 null",
      })
      expect(await state()).toEqual(before)
      expect(await boxes()).toHaveLength(1)
      expect((await tasks()).map(({ name, status }) => [name, status])).toEqual([['onUninstall', 'failed']])
    })

    test('are passed over by force, which tells what they failed with', async () => {
      await install({ lifecycle: refusing })
      const removed = await tenon.removePlugin(ctx, 'box', { force: true })
      expect(removed.passedOver).toMatch(/Still in use/)
      expect((await state()).plugins).toEqual([])
    })

    test('are not asked before everything else allows it', async () => {
      await install({ lifecycle: 'onUninstall() {},' })
      await create({ code: 'B1' })
      await expect(tenon.removePlugin(ctx, 'box')).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
      expect(await tasks()).toEqual([])
      await tenon.removePlugin(ctx, 'box', { consent: true })
      expect((await tasks()).map(({ name, status, data }) => [name, status, data])).toEqual([
        ['onUninstall', 'done', { fromVersion: '1.0.0', toVersion: null }],
      ])
    })
  })
})
