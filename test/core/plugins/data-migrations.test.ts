import { join } from 'node:path'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { readDataMigrations } from '../../../core/src/plugins/data-migration.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'
import { writeFleet } from './fleet-plugin.ts'
import { usePluginAdmin } from './use-plugin-admin.ts'

const { folder: root, remove } = temporaryFolder()
afterAll(remove)

const field = (fieldType: string, en: string) => ({ fieldType, label: { en } })
const VEHICLE = {
  ...{ type: 'object', name: 'vehicle', label: { en: 'Vehicle' }, pluralLabel: { en: 'Vehicles' }, titleField: 'vin' },
  properties: { vin: field('text', 'VIN'), miles: field('integer', 'Miles'), note: field('text', 'Note') },
}
const WITH_KM = {
  ...VEHICLE,
  properties: { ...VEHICLE.properties, km: { ...field('integer', 'Kilometres'), maximum: 2_000_000 } },
}

function version(
  name: string,
  { migration, vehicle = WITH_KM, number = '2.0.0' }: { migration: string; vehicle?: object; number?: string },
) {
  const hooks =
    migration === ''
      ? undefined
      : `
    import { definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'
    export const plugin = definePlugin({ migrations: { vehicle: ${migration} } })`
  return writeFleet(
    join(root, name),
    { id: 'fleet', version: number, label: { en: 'Fleet' }, host: '^0.1.0' },
    { 'entities/vehicle.schema.json': vehicle, 'hooks.ts': hooks },
  )
}

const ONE = version('one', { migration: '', vehicle: VEHICLE, number: '1.0.0' })
const TO_KM = version('km', {
  migration: `eachRecord(({ values }, tenon) => {
    if (values.miles === null) return
    return { km: Math.round(Number(values.miles) * 1.609), miles: null, note: tenon.migration.fromVersion + ' to ' + tenon.migration.toVersion }
  })`,
})

describe.each(DATABASE_KINDS)('a plugin’s migration of records on %s', (kind) => {
  const bench = usePluginAdmin(kind)
  const schema = () => bench.ctx.tenant.schema
  const db = () => bench.tenon.database.tenant(schema())

  /** Many at once, as they lie in the table. */
  async function fill(count: number) {
    await sql`insert into ${sql.id(schema(), 'vehicle')} (id, vin, miles)
      select gen_random_uuid(), 'V' || n, case when n % 3 = 0 then null else n end from generate_series(1, ${count}::int) n`.execute(
      db(),
    )
  }

  async function rows(columns: string) {
    const { rows: found } = await sql<
      Record<string, unknown>
    >`select ${sql.raw(columns)} from ${sql.id(schema(), 'vehicle')} order by vin`.execute(db())
    return found
  }

  test('runs over all records in batches, and leaves in the audit trail what it changed', async () => {
    await bench.install(ONE)
    await fill(450)
    await bench.install(TO_KM)
    const { rows: sums } = await sql`select count(km)::int as km, count(miles)::int as miles, sum(km)::int as total,
      max(version) as version from ${sql.id(schema(), 'vehicle')}`.execute(db())
    const expected = Array.from({ length: 450 }, (_, at) => at + 1).filter((n) => n % 3 !== 0)
    const total = expected.reduce((sum, n) => sum + Math.round(n * 1.609), 0)
    expect(sums).toEqual([{ km: 300, miles: 0, total, version: 2 }])
    const audit = await db().selectFrom('_audit').select(['actor', 'changes']).where('action', '=', 'migrate').execute()
    expect(audit).toHaveLength(300)
    expect(audit[0]).toMatchObject({ actor: 'plugin:fleet', changes: { note: { old: null, new: '1.0.0 to 2.0.0' } } })
    expect(await db().selectFrom('_migrated_record').selectAll().execute()).toEqual([])
  }, 60_000)

  test('is tried without changing anything, with what it would change and where it would stop', async () => {
    await bench.install(ONE)
    await fill(3)
    const before = await rows('vin, miles, note, version')
    const tried = version('tried', {
      migration: `eachRecord(async ({ values }, tenon) => {
        if (values.vin === 'V1') throw reject('no')
        return { km: tenon.migration.dryRun ? 5 : 6, miles: values.miles }
      })`,
    })
    const plugin = await bench.tenon.loadPluginFolder(tried)
    const { migrations, plan } = await bench.tenon.previewInstall(bench.ctx, [plugin])
    expect(migrations).toMatchObject([
      {
        plugin: 'fleet',
        entity: 'vehicle',
        fromVersion: '1.0.0',
        toVersion: '2.0.0',
        records: 3,
        looked: 3,
        changed: 2,
      },
    ])
    expect(migrations[0]?.samples.map(({ title, before: old, after }) => [title, old, after]).sort()).toEqual([
      ['V2', { km: null }, { km: 5 }],
      ['V3', { km: null }, { km: 5 }],
    ])
    expect(migrations[0]?.refused).toMatchObject([{ message: 'no' }])
    expect(plan.steps.length).toBeGreaterThan(0)
    expect(await rows('vin, miles, note, version')).toEqual(before)
    expect((await bench.tenon.services.plugins.list(bench.ctx))[0]?.version).toBe('1.0.0')
  })

  test('that refuses a record undoes the upgrade, and every value is what it was', async () => {
    await bench.install(ONE)
    await fill(450)
    const before = await rows('vin, miles, note')
    const stops = version('stops', {
      migration: `eachRecord(({ values }, tenon) => values.miles === 449 ? reject('no such mileage') : { km: 1, miles: 7, note: 'x' })`,
    })
    await expect(bench.install(stops)).rejects.toMatchObject({
      code: 'HOOK_REJECTED',
      plugin: 'fleet',
      message: expect.stringMatching(
        /'fleet' was not upgraded.*the migration of vehicle stopped at record .*no such mileage/,
      ),
    })
    expect(await rows('vin, miles, note')).toEqual(before)
    const [installed] = await bench.tenon.services.plugins.list(bench.ctx)
    expect(installed).toMatchObject({ version: '1.0.0' })
  }, 60_000)

  test('that is paused because it failed again and again ends the upgrade at once, and says so', async () => {
    await bench.install(ONE)
    await fill(1)
    const migration = bench.tenon.pluginWork.recordMigration
    const { migrateBatch } = migration
    let calls = 0
    // As code that takes its process along each time, until it is paused.
    migration.migrateBatch = async () => {
      calls += 1
      const code = calls === 1 ? 'PLUGIN_WORKER_RESTARTED' : 'PLUGIN_CIRCUIT_OPEN'
      throw new TenonError({ code, message: 'It has failed repeatedly and is paused for a while.', plugin: 'fleet' })
    }
    await expect(bench.install(TO_KM)).rejects.toMatchObject({
      code: 'PLUGIN_CIRCUIT_OPEN',
      message: expect.stringMatching(/'fleet' was not upgraded.*paused for a while/),
    })
    migration.migrateBatch = migrateBatch
    expect(calls).toBe(2)
    expect(await rows('vin, miles, note')).toEqual([{ vin: 'V1', miles: 1, note: null }])
  })

  test('sets the plugin’s own fields to values that fit, and nothing else', async () => {
    await bench.install(ONE)
    await fill(1)
    const strange = version('strange', {
      migration: `eachRecord(() => ({ ownerId: '0190a0a0-0000-7000-8000-000000000000' }))`,
    })
    await expect(bench.install(strange)).rejects.toMatchObject({
      message: expect.stringContaining("cannot set 'ownerId'"),
    })
    const great = version('great', { migration: 'eachRecord(() => ({ km: 3000000 }))' })
    await expect(bench.install(great)).rejects.toMatchObject({ message: expect.stringMatching(/2,?000,?000/) })
    expect(await rows('vin, miles, version')).toEqual([{ vin: 'V1', miles: 1, version: 1 }])
  })

  test('forgets what was typed for a phone number that it changes, and sets nothing that is worked out', async () => {
    const properties = { ...VEHICLE.properties, phone: field('phone', 'Phone'), other: field('phone', 'Other') }
    const derived = { ...properties, twice: { ...field('formula', 'Twice'), formula: 'miles * 2' } }
    const typed = '+86 138 0013 8000'
    await bench.install(version('phones', { migration: '', vehicle: { ...VEHICLE, properties }, number: '1.0.0' }))
    const { records } = bench.tenon.services
    const created = await records.create(bench.ctx, {
      entity: 'vehicle',
      values: { vin: 'V1', phone: typed, other: typed },
    })
    expect(created.$typed).toEqual({ phone: typed, other: typed })
    const vehicle = { ...VEHICLE, properties: derived }
    const sets = version('sets', { migration: 'eachRecord(() => ({ twice: 2 }))', vehicle })
    await expect(bench.install(sets)).rejects.toMatchObject({ message: expect.stringContaining("cannot set 'twice'") })
    await bench.install(version('calls', { migration: "eachRecord(() => ({ phone: '+14155550132' }))", vehicle }))
    expect(await records.get(bench.ctx, { entity: 'vehicle', id: created.id })).toMatchObject({
      ...{ phone: '+14155550132', other: '+8613800138000', $typed: { other: typed } },
    })
    const kept = await db().selectFrom('_typed_text').select('field_id').execute()
    expect(kept).toEqual([{ field_id: 'fleet/vehicle/other' }])
  })

  test('goes on where a process that was killed has left it, and changes no record twice', async () => {
    await bench.install(ONE)
    await fill(500)
    const adds = version('adds', {
      migration: 'eachRecord(({ values }) => ({ miles: Number(values.miles ?? 0) + 1000 }))',
    })
    const migration = bench.tenon.pluginWork.recordMigration
    const store = migration.storeMigrated
    let stored = 0
    // As a process that dies after its first batch: what was committed stays, and nobody undoes anything.
    migration.storeMigrated = async (...given) => {
      stored += 1
      if (stored === 2) throw new Error('killed')
      return store(...given)
    }
    await expect(bench.install(adds)).rejects.toThrow('killed')
    migration.storeMigrated = store
    const row = await db().selectFrom('_plugin').select('pending').executeTakeFirstOrThrow()
    expect((await readDataMigrations(db(), row.pending?.change ?? ''))[0]).toMatchObject({ status: 'waiting' })
    const settled = await bench.tenon.pluginWork.installs.settle(bench.ctx, { waitMilliseconds: 0 })
    expect(settled).toMatchObject([{ plugins: ['fleet 2.0.0'], error: null }])
    const after = await rows('vin, miles')
    expect(after).toHaveLength(500)
    for (const { vin, miles } of after) {
      const number = Number(String(vin).slice(1))
      expect(miles).toBe((number % 3 === 0 ? 0 : number) + 1000)
    }
  }, 60_000)
})
