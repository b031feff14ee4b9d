import { createHash } from 'node:crypto'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { type ModelStore, makeModelStore } from '../../../core/src/model/model-store.ts'
import { type InstallPlugins, makeInstallPlugins } from '../../../core/src/plugins/install-plugins.ts'
import { mergeTenantModel } from '../../../core/src/plugins/merge-tenant-model.ts'
import { makePluginStore } from '../../../core/src/plugins/plugin-store.ts'
import { makeSettleInstalls } from '../../../core/src/plugins/settle-installs.ts'
import { makeRecordMigration } from '../../../core/src/records/make-record-migration.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makePublishDraft } from '../../../core/src/schema-change/publish-draft.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { makeReadDraft } from '../../../core/src/schema-change/read-draft.ts'
import { makeSaveDraft } from '../../../core/src/schema-change/save-draft.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { startPublishing } from '../schema-change/start-publishing.ts'

const VIN = field('text', { maxLength: 10 })
const one = version('1.0.0', { vin: VIN, note: field('text') })

function version(number: string, properties: Parameters<typeof entity>[1], parts: Partial<PluginPackage> = {}) {
  const plugin = pluginPackage('fleet', {
    manifest: { version: number },
    entities: [entity('car', properties)],
    ...parts,
  } as Parameters<typeof pluginPackage>[1])
  return { ...plugin, integrity: `sha256-${createHash('sha256').update(JSON.stringify(plugin)).digest('base64')}` }
}

describe.each(DATABASE_KINDS)('edits of a tenant whose plugin comes in another version, on %s', (kind) => {
  let database: Database
  let models: ModelStore
  let tools: Parameters<typeof makePublishDraft>[0]
  let install: InstallPlugins
  let ctx: RequestContext
  let admin: RequestContext
  let count = 0
  const hook = { fails: false }

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    models = makeModelStore({ database })
    const plugins = makePluginStore({ database, models })
    const publishModel = makePublishModel({ database, models, relocate: relocateRecords })
    const runPluginHook = async () => {
      if (hook.fails) throw new TenonError({ code: 'PLUGIN_THREW', message: 'cannot go on', plugin: 'fleet' })
      return null
    }
    const callPlugin = async () => expect.unreachable('no plugin here migrates records')
    const recordMigration = makeRecordMigration({ database, callPlugin })
    const takeBack = async () => 0
    const settling = { takeBack, database, plugins, models, publishModel, startPublish: publishModel, recordMigration }
    const installs = makeSettleInstalls({ ...settling, runPluginHook: runPluginHook as never })
    install = makeInstallPlugins({ database, plugins, startPublish: publishModel, installs })
    tools = {
      database,
      packages: plugins.packages,
      mergeModel: mergeTenantModel,
      requireAdmin: () => undefined,
      startPublish: startPublishing({ database, models }),
    }
  })
  afterAll(async () => {
    await models?.close()
    await database?.close()
  })
  beforeEach(async () => {
    count += 1
    ctx = systemContext(await createTenant(database, { slug: `tenant-${count}`, name: 'Tenant' }))
    admin = { ...ctx, actor: { kind: 'user', id: 'u1', name: 'Ada', roles: ['admin'] } }
    await install(ctx, [one])
  })

  const readDraft = () => makeReadDraft(tools)(ctx)
  const saveDraft = (edits: TenantEdits, revision: number, choices = {}) =>
    makeSaveDraft(tools)(ctx, { edits, revision, choices })

  async function publish(edits: TenantEdits) {
    const { revision } = await saveDraft(edits, (await readDraft()).revision)
    await makePublishDraft(tools)(ctx, { revision })
  }

  async function fieldOf(name: string, entityName = 'car') {
    return (await models.get(ctx.tenant)).entities.get(entityName)?.fields.get(name)?.schema
  }

  async function insert(values: Record<string, unknown>) {
    const columns = Object.keys(values).map((name) => sql.id(name))
    const bound = Object.values(values).map((value) => sql`${value}`)
    await sql`insert into ${sql.id(ctx.tenant.schema, 'car')} (id, version, created_by, updated_by, created_at, updated_at, ${sql.join(columns)})
      values (gen_random_uuid(), 1, 'system', 'system', now(), now(), ${sql.join(bound)})`.execute(
      database.tenant(ctx.tenant.schema),
    )
  }

  async function cars(column: string) {
    const { rows } = await sql<{
      value: unknown
    }>`select ${sql.id(column)} as value from ${sql.id(ctx.tenant.schema, 'car')}`.execute(
      database.tenant(ctx.tenant.schema),
    )
    return rows.map(({ value }) => value)
  }

  async function lastConflicts() {
    const db = database.tenant(ctx.tenant.schema)
    const row = await db.selectFrom('_audit').select('changes').orderBy('id', 'desc').limit(1).executeTakeFirst()
    return row?.changes['conflicts']
  }

  const two = version('2.0.0', { vin: field('text', { maxLength: 20, label: { en: 'VIN' } }), note: field('text') })
  const PATH = '/entities/car/properties/vin/maxLength'
  const EDITS: TenantEdits = { entities: { car: { properties: { vin: { maxLength: 17, unique: true } } } } }

  test('stay where nobody watches, beside what the plugin alone has changed, and the audit trail has both values', async () => {
    await publish(EDITS)
    await install(ctx, [two])
    expect(await fieldOf('vin')).toMatchObject({ maxLength: 17, unique: true, label: { en: 'VIN' } })
    expect(await lastConflicts()).toEqual([
      { path: PATH, kind: 'changed', from: 'plugin', base: 10, mine: 17, theirs: 20, chosen: 'mine' },
    ])
    expect((await readDraft()).conflicts).toEqual([])
  })

  test('need a person’s choice where both changed the same, and without it nothing happens', async () => {
    await publish(EDITS)
    const grants = {}
    await expect(install(admin, [two], { grants })).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ rule: 'editConflict', message: `${PATH}: yours 17, the plugin's 20` }],
    })
    await expect(install(admin, [two], { grants, choices: { '/entities/car/label': 'mine' } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    })
    expect(await fieldOf('vin')).toMatchObject({ maxLength: 17, label: { en: 'The text' } })
    await install(admin, [two], { grants, choices: { [PATH]: 'theirs' } })
    expect(await fieldOf('vin')).toMatchObject({ maxLength: 20, unique: true })
    expect(await lastConflicts()).toMatchObject([{ path: PATH, mine: 17, chosen: 'theirs' }])
  })

  test('of a field that the plugin takes away keep it, with its values, as the tenant’s own', async () => {
    await publish({ entities: { car: { properties: { note: { label: { en: 'Remark' } } } } } })
    await insert({ name: 'A', note: 'dent' })
    await install(ctx, [version('2.0.0', { vin: VIN })])
    expect(await fieldOf('note')).toMatchObject({ fieldType: 'text', label: { en: 'Remark' }, id: 'fleet/car/note' })
    expect(await cars('note')).toEqual(['dent'])
    await install(ctx, [version('3.0.0', { vin: VIN, note: field('text') })])
    expect(await cars('note')).toEqual(['dent'])
  })

  test('follow a field that the plugin gives another name, with its values and wherever they name it', async () => {
    await publish({
      entities: {
        car: { properties: { note: { label: { en: 'Remark' } } }, listFields: ['name', 'note'], required: ['note'] },
      },
      views: {
        noted: {
          entity: 'car',
          label: { en: 'Noted' },
          where: { not: { field: 'note', op: 'isNull', value: true } },
          fields: ['note'],
        },
      },
    } as TenantEdits)
    await insert({ name: 'A', note: 'dent' })
    await install(ctx, [version('2.0.0', { vin: VIN, remark: field('text', { id: 'fleet/car/note' }) })])
    expect(await lastConflicts()).toBeUndefined()
    expect([await fieldOf('note'), await fieldOf('remark')]).toMatchObject([undefined, { label: { en: 'Remark' } }])
    expect(await cars('remark')).toEqual(['dent'])
    const { document } = await models.get(ctx.tenant)
    expect(document.entities['car']).toMatchObject({ listFields: ['name', 'remark'], required: ['remark'] })
    expect(document.views?.['noted']).toMatchObject({ where: { not: { field: 'remark' } }, fields: ['remark'] })
  })

  test('and a field of their own keep their columns: a plugin that gives its field that one’s name is refused until it has another', async () => {
    await publish({ entities: { car: { properties: { remark: field('integer') } } } })
    await insert({ name: 'A', note: 'dent', remark: 7 })
    const next = version('2.0.0', { vin: VIN, remark: field('text', { id: 'fleet/car/note' }) })
    await expect(install(ctx, [next], { grants: {}, consent: true })).rejects.toMatchObject({
      code: 'PLUGIN_CLASH',
      plugin: 'fleet',
      message: expect.stringMatching(/'note' of 'car' 'remark'.*another name first/),
    })
    expect([await cars('note'), await cars('remark')]).toEqual([['dent'], [7]])
  })

  test('a column that they and an earlier version put into a list goes with a later one only when somebody says so', async () => {
    const list = (number: string, listFields: string[]) => {
      const properties = { vin: VIN, note: field('text'), kind: field('text') }
      return version(number, properties, { entities: [entity('car', properties, { listFields })] })
    }
    await install(ctx, [list('1.1.0', ['name', 'note'])])
    await publish({ entities: { car: { listFields: ['name', 'kind', 'vin'] } } })
    await install(admin, [list('1.2.0', ['name', 'kind'])], { grants: {}, otherwise: 'ask' })
    const path = '/entities/car/listFields/kind'
    const last = list('1.3.0', ['name', 'note'])
    await expect(install(admin, [last], { grants: {}, otherwise: 'ask' })).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ pointer: `/choices/${path.replaceAll('/', '~1')}` }],
    })
    await install(ctx, [last])
    expect((await models.get(ctx.tenant)).document.entities['car']?.listFields).toEqual(['name', 'note', 'kind', 'vin'])
    expect(await lastConflicts()).toMatchObject([{ path, kind: 'removed', mine: 'kind', chosen: 'mine' }])
  })

  test('a field that the tenant had first keeps its values when the plugin brings one of the same name', async () => {
    await publish({ entities: { car: { properties: { seats: field('integer') } } } })
    await insert({ name: 'A', seats: 5 })
    const seats = field('integer', { label: { en: 'Seats of the plugin' } })
    const next = version('2.0.0', { vin: VIN, note: field('text'), seats })
    await install(admin, [next], { grants: {}, otherwise: 'theirs' })
    expect(await fieldOf('seats')).toMatchObject({ label: { en: 'Seats of the plugin' } })
    expect(await cars('seats')).toEqual([5])
  })

  test('that have nothing to lie on any more are given up only when somebody says so', async () => {
    const bike = { ...one, entities: [...one.entities, entity('bike', {})], integrity: 'sha256-1.1.0' }
    await install(ctx, [{ ...bike, manifest: { ...one.manifest, version: '1.1.0' } }])
    const own = field('reference', { reference: { entity: 'bike' } })
    await publish({ entities: { car: { properties: { spare: own } } } })
    const path = '/entities/car/properties/spare'
    const next = version('2.0.0', { vin: VIN, note: field('text') })
    await expect(install(ctx, [next])).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ pointer: `/choices/${path.replaceAll('/', '~1')}` }],
    })
    expect(await fieldOf('spare')).toBeDefined()
    await install(ctx, [next], { choices: { [path]: 'theirs' } })
    expect(await fieldOf('spare')).toBeUndefined()
    expect(await lastConflicts()).toMatchObject([{ path, kind: 'unfit', mine: own }])
  })

  test('that nobody has published wait in the draft as a choice, and are published only after it', async () => {
    await saveDraft(EDITS, 0)
    await install(ctx, [two])
    const draft = await readDraft()
    expect(draft).toMatchObject({ revision: 2, conflicts: [{ path: PATH, from: 'plugin', mine: 17, theirs: 20 }] })
    await expect(makePublishDraft(tools)(ctx, { revision: 2 })).rejects.toMatchObject({
      code: 'CONFLICT',
      problems: [{ pointer: PATH }],
    })
    const chosen = await saveDraft(draft.edits, 2, { [PATH]: 'theirs' })
    expect(chosen).toMatchObject({
      conflicts: [],
      edits: { entities: { car: { properties: { vin: { unique: true } } } } },
    })
    await makePublishDraft(tools)(ctx, { revision: chosen.revision })
    expect(await fieldOf('vin')).toMatchObject({ maxLength: 20, unique: true })
  })

  test('come back with the version before when the new one’s hook fails', async () => {
    await publish(EDITS)
    const failing = { ...two, hooks: { ...two.hooks, lifecycle: ['onUpgrade'] }, hooksSource: '' }
    hook.fails = true
    const upgrade = install(ctx, [failing], { choices: { [PATH]: 'theirs' } })
    await expect(upgrade)
      .rejects.toMatchObject({ code: 'PLUGIN_THREW' })
      .finally(() => {
        hook.fails = false
      })
    expect(await fieldOf('vin')).toMatchObject({ maxLength: 17, unique: true, label: { en: 'The text' } })
    const draft = await readDraft()
    expect([draft.edits, draft.conflicts]).toEqual([EDITS, []])
  })

  test('in a draft lose their conflict again when the upgrade that brought it is undone', async () => {
    await saveDraft(EDITS, 0)
    hook.fails = true
    const failing = { ...two, hooks: { ...two.hooks, lifecycle: ['onUpgrade'] }, hooksSource: '' }
    await expect(install(ctx, [failing]))
      .rejects.toMatchObject({ code: 'PLUGIN_THREW' })
      .finally(() => {
        hook.fails = false
      })
    const draft = await readDraft()
    expect([draft.edits, draft.conflicts, draft.revision]).toEqual([EDITS, [], 3])
  })

  test('stay on the way back to an older version too, and so do the values that only the newer one knew', async () => {
    const newer = version('2.0.0', { vin: VIN, note: field('text'), colour: field('text') })
    await install(ctx, [newer])
    await publish({ entities: { car: { label: { en: 'Motor car' } } } })
    await insert({ name: 'A', colour: 'red' })
    await expect(install(ctx, [one])).rejects.toMatchObject({ code: 'PLUGIN_INVALID' })
    await install(ctx, [one], { downgrade: true, consent: true })
    expect(await fieldOf('colour')).toBeUndefined()
    expect((await models.get(ctx.tenant)).entities.get('car')?.schema.label.en).toBe('Motor car')
    await install(ctx, [newer])
    expect(await cars('colour')).toEqual(['red'])
  })
})
