import { join } from 'node:path'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, describe, expect, test } from 'vitest'
import { startInstallRecovery } from '../../../core/src/plugins/start-install-recovery.ts'
import { removeOldParked } from '../../../core/src/schema-change/remove-old-parked.ts'
import { openDiskStorage } from '../../../core/src/storage/open-disk-storage.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'
import { writeFleet } from './fleet-plugin.ts'
import { fleet, usePluginAdmin, V1 } from './use-plugin-admin.ts'

const { folder: root, remove } = temporaryFolder()
afterAll(remove)

const text = (en: string) => ({ fieldType: 'text', label: { en } })
/** Adds a required field to the fleet's vehicles. */
const DEPOT = writeFleet(
  join(root, 'depot'),
  { id: 'depot', version: '1.0.0', label: { en: 'Depots' }, host: '^0.1.0', dependencies: { fleet: '^1.0.0' } },
  {
    'entities/vehicle.schema.json': undefined,
    'hooks.ts': undefined,
    'entities/vehicle.extension.json': { extends: 'vehicle', properties: { gate: text('Gate') } },
  },
)

describe.each(DATABASE_KINDS)('data of a plugin that goes, on %s', (kind) => {
  const bench = usePluginAdmin(kind)
  const plugins = () => bench.tenon.services.plugins
  const records = () => bench.tenon.services.records
  const db = () => bench.tenon.database.tenant(bench.ctx.tenant.schema)
  const add = (vin: string, values = {}) =>
    records().create(bench.ctx, { entity: 'vehicle', values: { vin, ...values } })
  const vins = async () => (await records().find(bench.ctx, { entity: 'vehicle' })).records.map(({ vin }) => vin).sort()
  const draft = () => bench.tenon.services.model.draft(bench.ctx)

  async function count(table: '_audit' | '_erasure' | '_plugin_kv', where = sql<boolean>`true`) {
    const rows = await db().selectFrom(table).select(sql<number>`1`.as('one')).where(where).execute()
    return rows.length
  }

  async function tables() {
    const { rows } = await sql<{ name: string }>`select relname as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace where nspname = ${bench.ctx.tenant.schema} and relkind = 'r'`.execute(
      db(),
    )
    return rows.map(({ name }) => name).filter((name) => name.includes('vehicle'))
  }

  test('is kept as the tenant’s own where the admin says so, and is the plugin’s again when it comes back', async () => {
    await bench.install()
    await bench.install(DEPOT)
    await add('V1', { gate: 'A' })
    const preview = await plugins().previewRemoval(bench.ctx, { id: 'depot', data: 'keep' })
    expect(preview.plan.needsConsent).toBe(false)
    expect(preview.plan.steps.flatMap((step) => step.sql)).toEqual([])
    await plugins().remove(bench.ctx, { id: 'depot', data: 'keep' })
    expect(await plugins().previewRemoval(bench.ctx, { ...fleet, data: 'keep' })).toMatchObject({
      records: [{ entity: 'vehicle', count: 1 }],
      plan: { needsConsent: false },
    })
    await plugins().remove(bench.ctx, { ...fleet, data: 'keep' })
    const { entities } = await bench.tenon.services.model.view(bench.ctx)
    expect(entities['vehicle']).toMatchObject({ source: 'tenant', fieldSources: { vin: 'tenant', gate: 'tenant' } })
    // Without the code: nobody writes a note any more.
    expect((await add('V2', { gate: 'B' }))['note']).toBeNull()
    expect(await vins()).toEqual(['V1', 'V2'])
    await bench.install(V1, { grants: 'all' })
    await bench.install(DEPOT)
    expect((await draft()).edits.entities?.['vehicle'] ?? {}).toEqual({})
    const found = await records().find(bench.ctx, { entity: 'vehicle', sort: [{ field: 'vin' }] })
    expect(found.records.map(({ gate }) => gate)).toEqual(['A', 'B'])
  })

  test('is in a draft that was begun before as it is in force', async () => {
    await bench.install()
    const edits = {
      entities: { vehicle: { label: { en: 'Wagon' }, properties: { note: { label: { en: 'Remark' } } } } },
    }
    const { model } = bench.tenon.services
    await model.saveDraft(bench.ctx, { edits, revision: 0 })
    await plugins().remove(bench.ctx, { ...fleet, data: 'keep' })
    const kept = await draft()
    expect(kept).toMatchObject({ conflicts: [], revision: 2 })
    expect(kept.document.entities['vehicle']).toMatchObject({
      ...{ source: 'tenant', label: { en: 'Wagon' } },
      properties: { vin: { id: 'fleet/vehicle/vin' }, note: { label: { en: 'Remark' } } },
    })
    await model.publish(bench.ctx, { revision: kept.revision })
    expect((await model.view(bench.ctx)).entities['vehicle']?.label.en).toBe('Wagon')
  })

  test('is put aside where nothing is said, and comes back', async () => {
    await bench.install()
    await add('V1')
    await expect(plugins().remove(bench.ctx, fleet)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await plugins().remove(bench.ctx, { ...fleet, consent: true })
    await bench.install()
    expect(await vins()).toEqual(['V1'])
  })

  test('is not deleted for good while a record is on hold among it; put aside, it stays until that is released', async () => {
    await bench.install()
    await bench.install(DEPOT)
    const held = await add('V1', { gate: 'A' })
    await add('V2', { gate: 'B' })
    const { privacy } = bench.tenon.services
    const place = { entity: 'vehicle', id: held.id }
    await privacy.hold(bench.ctx, { ...place, reason: 'A lawsuit' })
    const purge = { id: 'depot', data: 'purge', consent: true, confirm: 'depot' } as const
    const message = "the data of plugin 'depot' cannot be deleted for good: 1 of the records concerned must be kept"
    await expect(plugins().remove(bench.ctx, purge)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(message),
    })
    expect((await records().get(bench.ctx, place))['gate']).toBe('A')
    await plugins().remove(bench.ctx, { id: 'depot', consent: true })
    const parked = async () => (await bench.tenon.services.model.parked(bench.ctx)).map(({ removedAt }) => removedAt)
    expect(await parked()).toEqual([null])
    const table = sql.id(bench.ctx.tenant.schema, '_parked_column')
    await sql`update ${table} set parked_at = now() - interval '31 days'`.execute(bench.tenon.database.control)
    expect(await removeOldParked(bench.tenon.database)).toBe(0)
    await privacy.release(bench.ctx, place)
    expect(await parked()).toEqual([expect.any(String)])
    expect(await removeOldParked(bench.tenon.database)).toBe(1)
    expect(await parked()).toEqual([])
    await plugins().remove(bench.ctx, { ...fleet, data: 'purge', consent: true, confirm: 'fleet' })
  })

  test('is deleted for good with its traces, after the id was said once more', async () => {
    await bench.install()
    await bench.install(DEPOT)
    const first = await add('V1', { gate: 'A' })
    await records().update(bench.ctx, {
      entity: 'vehicle',
      id: first.id,
      version: first.version,
      values: { gate: 'B' },
    })
    for (const field_id of ['fleet/vehicle/phone', 'depot/vehicle/phone', 'tenant/vehicle/phone']) {
      await db().insertInto('_typed_text').values({ record_id: first.id, field_id, typed: '+86 138' }).execute()
    }
    const value = JSON.stringify('x')
    await db().insertInto('_plugin_kv').values({ plugin: 'fleet', key: 'k', value, version: 1, size: 3 }).execute()
    await expect(
      plugins().remove(bench.ctx, { ...fleet, data: 'purge', consent: true, confirm: 'depot' }),
    ).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ pointer: '/confirm' }],
    })
    await expect(
      plugins().remove(bench.ctx, { ...fleet, data: 'purge', consent: true, confirm: 'fleet' }),
    ).rejects.toMatchObject({ code: 'REFERENCE_CONFLICT', message: expect.stringContaining("'depot'") })
    expect(await vins()).toEqual(['V1'])

    await plugins().remove(bench.ctx, { id: 'depot', data: 'purge', consent: true, confirm: 'depot' })
    const told = await db().selectFrom('_audit').select('changes').where('entity', '=', 'vehicle').execute()
    expect(told.length).toBeGreaterThan(0)
    expect(JSON.stringify(told)).not.toContain('gate')
    expect(JSON.stringify(told)).toContain('vin')
    const typed = () => db().selectFrom('_typed_text').select('field_id').orderBy('field_id').execute()
    expect(await typed()).toEqual([{ field_id: 'fleet/vehicle/phone' }, { field_id: 'tenant/vehicle/phone' }])
    await bench.install(DEPOT)
    expect((await records().find(bench.ctx, { entity: 'vehicle' })).records[0]?.['gate']).toBeNull()

    await plugins().remove(bench.ctx, { id: 'depot', consent: true })
    await plugins().remove(bench.ctx, { ...fleet, data: 'purge', consent: true, confirm: 'fleet' })
    expect(await tables()).toEqual([])
    expect(await typed()).toEqual([])
    expect([
      await count('_audit', sql`entity = 'vehicle'`),
      await count('_plugin_kv'),
      await count('_erasure'),
    ]).toEqual([0, 0, 0])
    expect(await db().selectFrom('_parked_column').selectAll().execute()).toEqual([])
    await bench.install()
    expect(await vins()).toEqual([])
  })

  test('is erased to the end by the next process where one was killed on the way', async () => {
    await bench.install()
    await add('V1')
    const traces = JSON.stringify({ entities: ['vehicle'], fields: [], until: uuidv7() })
    const tenant = { id: bench.ctx.tenant.id }
    await db().insertInto('_erasure').values({ id: uuidv7(), plugin: 'fleet', traces }).execute()
    await add('V2')
    await bench.tenon.database.control
      .updateTable('tenant')
      .set({ has_plugin_work: true })
      .where('id', '=', tenant.id)
      .execute()
    const failures: unknown[] = []
    const recovery = {
      database: bench.tenon.database,
      storage: openDiskStorage(join(root, 'files')),
      installs: bench.tenon.pluginWork.installs,
      onSettled: () => undefined,
    }
    await startInstallRecovery({ ...recovery, onError: (error) => failures.push(error) })()
    expect(failures).toEqual([])
    expect([await count('_audit', sql`entity = 'vehicle'`), await count('_erasure')]).toEqual([1, 0])
  })

  test('goes out as lines of JSON with their schemas, whole records and what the code keeps, never a secret', async () => {
    await bench.install()
    await bench.install(DEPOT)
    const kept = await add('V1', { gate: 'A' })
    const gone = await add('V2')
    await records().delete(bench.ctx, { entity: 'vehicle', id: gone.id, version: gone.version })
    await plugins().setSecret(bench.ctx, { ...fleet, name: 'token', value: 's3cret' })
    const value = JSON.stringify({ last: 7 })
    await db().insertInto('_plugin_kv').values({ plugin: 'fleet', key: 'k', value, version: 1, size: 9 }).execute()
    const read = async (id: string) => {
      const lines: string[] = []
      for await (const line of await bench.tenon.exportPlugin(bench.ctx, { id })) lines.push(line)
      return { lines: lines.map((line) => JSON.parse(line)), whole: lines.join('') }
    }
    const { lines, whole } = await read('fleet')
    expect(lines[0]).toMatchObject({ format: 'tenon-plugin-data', formatVersion: 1, plugin: 'fleet', version: '1.0.0' })
    expect(lines[0].entities).toMatchObject([{ name: 'vehicle', own: true, fields: { vin: { fieldType: 'text' } } }])
    expect(lines.slice(1, 3)).toMatchObject([
      {
        entity: 'vehicle',
        record: { id: kept.id, vin: 'V1', gate: 'A', version: 1, createdAt: kept['createdAt'], deletedAt: null },
      },
      { entity: 'vehicle', record: { id: gone.id, deletedAt: expect.stringMatching(/^\d{4}-.*Z$/) } },
    ])
    expect(lines.slice(3)).toEqual([
      { key: 'k', value: { last: 7 } },
      { end: true, records: 2, keys: 1 },
    ])
    expect(whole).not.toContain('s3cret')
    expect((await read('depot')).lines.slice(1)).toEqual([
      { entity: 'vehicle', record: { id: kept.id, gate: 'A' } },
      { end: true, records: 1, keys: 0 },
    ])
    const staff = { ...bench.ctx, actor: { kind: 'user', id: 'u2', name: 'Eve', roles: ['staff'] } as const }
    await expect(bench.tenon.exportPlugin(staff, fleet)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
