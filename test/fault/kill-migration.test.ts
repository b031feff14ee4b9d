import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon } from '../../core/src/create-tenon.ts'
import { writeFleet } from '../core/plugins/fleet-plugin.ts'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../support/start-process.ts'
import { testConfig } from '../support/test-config.ts'
import { connectTest, killAtRead, killAtRow } from './kill-at.ts'

const SLOW = 120_000
const PATIENCE = { timeout: 60_000, interval: 100 }
const PROGRAM = join(import.meta.dirname, 'background-process.ts')
const { folder: root, remove } = temporaryFolder()

const field = (fieldType: string, en: string) => ({ fieldType, label: { en } })
const properties = { vin: field('text', 'VIN'), miles: field('integer', 'Miles'), note: field('text', 'Note') }

function version(number: string, hooks: string | undefined, more = {}): string {
  const vehicle = { type: 'object', name: 'vehicle', label: { en: 'Vehicle' }, pluralLabel: { en: 'Vehicles' } }
  return writeFleet(
    join(root, number),
    { id: 'fleet', version: number, label: { en: 'Fleet' }, host: '^0.1.0' },
    {
      'entities/vehicle.schema.json': { ...vehicle, titleField: 'vin', properties: { ...properties, ...more } },
      'hooks.ts': hooks,
    },
  )
}

const ONE = version('1.0.0', undefined)
/** Adds to what is there: what it is run over twice is wrong. */
const TWO = version(
  '2.0.0',
  `import { definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'
  export const plugin = definePlugin({ migrations: { vehicle: eachRecord(({ values }) => {
    if (values.note === 'stop') throw reject('no such mileage')
    return { miles: Number(values.miles) + 1000, km: 1 }
  }) } })`,
  { km: field('integer', 'Kilometres') },
)

describe('a plugin’s migration of records on PostgreSQL whose process is killed with -9', () => {
  let env: Record<string, string>
  let client: pg.Client
  let other: pg.Client

  beforeAll(async () => {
    const url = await createPostgresDatabase()
    env = { DATABASE_URL: url, TENON_FOLDER: join(root, 'data'), TENON_LOG_LEVEL: 'silent' }
    ;[client, other] = await Promise.all([connectTest(url), connectTest(url)])
  }, SLOW)
  afterEach(killStartedProcesses)
  afterAll(async () => {
    await client?.end()
    await other?.end()
    remove()
  })

  /** A tenant with the first version, and as many vehicles: n has n miles, in the order of their ids. */
  async function prepare(slug: string, count: number): Promise<void> {
    const config = {
      ...(await testConfig('postgres')),
      database: { kind: 'postgres', url: env['DATABASE_URL'] ?? '', poolSize: 2 },
    } as const
    const tenon = await createTenon(config)
    const ctx = systemContext(await tenon.createTenant({ slug, name: slug }))
    await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(ONE)])
    await tenon.close()
    await client.query(`set search_path to t_${slug}`)
    await client.query(`insert into vehicle (id, vin, miles)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'V' || n, n from generate_series(1, ${count}) n`)
  }

  const rows = async (query: string) => (await client.query(query)).rows
  const row = (n: number) => `'00000000-0000-7000-8000-${String(n).padStart(12, '0')}'`
  const upgrade = (slug: string, ...more: string[]) => [
    'plugin',
    'upgrade',
    TWO,
    '--tenant',
    slug,
    '--grant',
    'all',
    ...more,
  ]
  const plugins = () => rows('select version, pending is not null as pending from _plugin')
  const noted = async () => (await rows('select 1 from _migrated_record')).length
  /** Action → how many entries there are of it, and of how many records. */
  const audit = () =>
    rows(`select action, count(*)::int as entries, count(distinct record_id)::int as records from _audit
      where entity = 'vehicle' group by action order by action`)
  const background = () => startProcess([], env, { program: PROGRAM })

  test(
    'goes on with each start of a server after the batch that was whole, and changes no record twice',
    async () => {
      await prepare('on', 700)
      await killAtRow(client, { table: 'vehicle', change: 'update', row: `old.id = ${row(300)}` }, () =>
        startProcess(upgrade('on'), env),
      )
      expect(await plugins()).toEqual([{ version: '2.0.0', pending: true }])
      expect(await rows('select max(id::text) as last, count(*)::int from vehicle where miles > 1000')).toEqual([
        { last: row(200).slice(1, -1), count: 200 },
      ])
      expect([await noted(), await audit()]).toEqual([200, [{ action: 'migrate', entries: 200, records: 200 }]])
      // People go on working: on what is done, and on what is still to come.
      await client.query(`update vehicle set miles = 7, version = version + 1 where id = ${row(100)}`)
      await client.query(`update vehicle set miles = 50000, version = version + 1 where id = ${row(650)}`)
      await killAtRow(client, { table: 'vehicle', change: 'update', row: `old.id = ${row(450)}` }, background)
      expect(await plugins()).toEqual([{ version: '2.0.0', pending: true }])
      expect([await noted(), await audit()]).toEqual([400, [{ action: 'migrate', entries: 400, records: 400 }]])
      background()
      await expect.poll(plugins, PATIENCE).toEqual([{ version: '2.0.0', pending: false }])
      const wrong = await rows(`select vin, miles::int, km::int, version from vehicle
        where miles <> substr(vin, 2)::int + 1000 or version <> 2 or km is distinct from 1 order by id`)
      expect(wrong).toEqual([
        { vin: 'V100', miles: 7, km: 1, version: 3 },
        { vin: 'V650', miles: 51_000, km: 1, version: 3 },
      ])
      expect([await noted(), await audit()]).toEqual([0, [{ action: 'migrate', entries: 700, records: 700 }]])
      expect(await rows('select 1 from _data_migration')).toEqual([])
    },
    SLOW,
  )

  test(
    'that is being undone is undone to the end by the next start of a server, and can be run again',
    async () => {
      await prepare('back', 500)
      await client.query(`update vehicle set note = 'stop' where id = ${row(500)}`)
      const columns = `select column_name from information_schema.columns
        where table_schema = 't_back' and table_name = 'vehicle' and column_name not like '\\_%' order by 1`
      const [before, columnsBefore] = [
        await rows('select vin, miles, note from vehicle order by id'),
        await rows(columns),
      ]
      await killAtRow(client, { table: '_migrated_record', change: 'delete', row: `old.record_id = ${row(300)}` }, () =>
        startProcess(upgrade('back'), env),
      )
      expect(await plugins()).toEqual([{ version: '2.0.0', pending: true }])
      expect(await noted()).toBe(200)
      expect(await rows('select count(*)::int from vehicle where miles > 1000')).toEqual([{ count: 200 }])
      background()
      await expect.poll(plugins, PATIENCE).toEqual([{ version: '1.0.0', pending: false }])
      expect(await rows('select vin, miles, note from vehicle order by id')).toEqual(before)
      expect([await noted(), await rows(columns)]).toEqual([0, columnsBefore])
      expect(await audit()).toEqual([
        { action: 'migrate', entries: 400, records: 400 },
        { action: 'migrateUndo', entries: 400, records: 400 },
      ])
      killStartedProcesses()
      await client.query(`update vehicle set note = null where id = ${row(500)}`)
      expect(await runTenon(upgrade('back'), env)).toMatchObject({ code: 0 })
      expect(await rows('select 1 from vehicle where miles <> substr(vin, 2)::int + 1000')).toEqual([])
    },
    SLOW,
  )

  test(
    'that was only tried leaves nothing at all',
    async () => {
      await prepare('tried', 500)
      const before = await everything()
      await killAtRead([client, other], { table: 't_tried.vehicle', reading: 3 }, () =>
        startProcess(upgrade('tried', '--dry-run'), env),
      )
      expect(await everything()).toEqual(before)
      const told = await runTenon(upgrade('tried', '--dry-run'), env)
      expect(told).toMatchObject({ code: 0 })
      expect(told.output).toContain('500')
      expect(await everything()).toEqual(before)
    },
    SLOW,
  )

  /** All rows of all tables, and the columns that there are. */
  async function everything(): Promise<Record<string, unknown>> {
    const tables = await rows(`select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname = 'tenon' or schemaname = 't_tried' order by 1`)
    const found: Record<string, unknown> = {}
    for (const { name } of tables) {
      found[name] = (await rows(`select t::text as row from ${name} t order by 1`)).map((each) => each.row)
    }
    const columns = await rows(`select table_name, column_name, data_type from information_schema.columns
      where table_schema = 't_tried' order by 1, 2`)
    return { ...found, columns }
  }
})
